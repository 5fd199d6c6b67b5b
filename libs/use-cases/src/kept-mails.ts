import type { Actor } from '#kernel';
import type { MailFact } from '#mail';
import type { MailReader, SenderChecks } from '#platform';
import { type ReceiveFile, receiveMailFiles, type StoredMailFile } from './mail-files.ts';

/** The exact bytes of mails, in and out, kept by their SHA-256. @throws BlobsError */
export interface MailBodies {
  keep(bytes: Uint8Array): Promise<string>;
  read(sha256: string): Promise<Uint8Array | undefined>;
}

/** What a kept mail brought; nothing where it cannot be read. */
export interface MailContent {
  readonly files: readonly StoredMailFile[];
  readonly checks?: SenderChecks | undefined;
}

export type OpenMail = (received: MailFact<'MailReceived'>, actor: Actor) => Promise<MailContent>;

/** E1: its files pass the gate of uploads, for the one who opens it. */
export const mailOpener =
  (ports: {
    readonly mailBodies: Pick<MailBodies, 'read'>;
    readonly mailReader: Pick<MailReader, 'read'>;
    readonly receiveFile: ReceiveFile;
  }): OpenMail =>
  async ({ contentSha256 }, actor) => {
    const raw = await ports.mailBodies.read(contentSha256);
    const parsed = raw && (await ports.mailReader.read(raw));
    if (parsed?.kind !== 'parsed') return { files: [] };
    const { stored: files } = await receiveMailFiles(parsed.files, actor, ports.receiveFile);
    return { files, checks: parsed.checks };
  };
