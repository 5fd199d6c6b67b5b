import type { MailFact } from '#mail';
import type { MailReader, ParsedMail, RawMail, SenderChecks } from '#platform';
import { type MailFilePorts, type MailFilesFor, receiveMailFiles, type StoredMailFile } from './mail-files.ts';

/** A mail in pieces, as it comes. Nobody may use their bytes afterwards. */
export type MailPieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** The exact bytes of mails, in and out, kept by their SHA-256. @throws BlobsError */
export interface MailBodies {
  keep(bytes: Uint8Array): Promise<string>;
  /** `first`: no more than so many bytes of it. */
  read(sha256: string, first?: number): Promise<Uint8Array | undefined>;
  /** One that came in, which may be large. */
  open(sha256: string): Promise<RawMail | undefined>;
  /** Whether somebody has brought them as a file. */
  isEvidence(sha256: string): Promise<boolean>;
  /** A4. Whether they are kept or not. */
  remove(sha256: string): Promise<void>;
  /** Takes one in without holding it in memory; its bytes are taken over. `commit` it, or `discard` it. @throws what `pieces` throws */
  stage(pieces: MailPieces): Promise<StagedMail>;
}

export interface StagedMail {
  readonly sha256: string;
  readonly bytes: number;
  /** Its first bytes, with those of its header fields by which it is known. */
  readonly head: Uint8Array;
  commit(): Promise<unknown>;
  discard(): Promise<void>;
}

/** What a kept mail brought; nothing where it cannot be read. */
export interface MailContent {
  readonly files: readonly StoredMailFile[];
  readonly checks?: SenderChecks | undefined;
}

export type OpenMail = (
  received: MailFact<'MailReceived'>,
  of: Pick<MailFilesFor, 'actor' | 'partnerId'>,
) => Promise<MailContent>;

export interface KeptMailPorts {
  readonly mailBodies: Pick<MailBodies, 'open'>;
  readonly mailReader: Pick<MailReader, 'read'>;
}

/** What is made of a kept mail while its files are there; undefined where it is not kept, or cannot be read. @throws MailPutOff, BlobsError */
export async function withKeptMail<T>(
  { contentSha256 }: Pick<MailFact<'MailReceived'>, 'contentSha256'>,
  { mailBodies, mailReader }: KeptMailPorts,
  make: (parsed: ParsedMail) => Promise<T>,
): Promise<T | undefined> {
  const raw = await mailBodies.open(contentSha256);
  const parsed = raw && (await mailReader.read(raw));
  if (parsed?.kind !== 'parsed') return undefined;
  try {
    return await make(parsed);
  } finally {
    await parsed.discard();
  }
}

/** E1: its files pass the gate of uploads, for the one who opens it. */
export const mailOpener =
  (ports: MailFilePorts & KeptMailPorts): OpenMail =>
  async (received, of) => {
    const found = await withKeptMail(received, ports, async ({ files: brought, checks }) => {
      const { stored: files } = await receiveMailFiles(brought, { ...of, mailId: received.mailId }, ports);
      return { files, checks };
    });
    return found ?? { files: [] };
  };
