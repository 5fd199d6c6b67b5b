import { describedDefect } from '#mail';
import { type KeptMailPorts, withKeptMail } from './kept-mails.ts';
import { defectNamedIn, unitsNamedIn } from './mail-claims.ts';
import { mayBeEvidence } from './mail-files.ts';
import type { AggregateReader } from './ports.ts';

/** A file that a claim of the mail would have. */
export interface Attachment {
  /** Its place among all files of the mail. */
  readonly at: number;
  readonly name?: string | undefined;
  /** As declared. */
  readonly mediaType: string;
  readonly bytes: number;
}

export interface WrittenMail {
  readonly from?: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** That it names, each with the defect that it names of its product. */
  readonly units: readonly { readonly serial: string; readonly defectCode?: string | undefined }[];
  /** What is wrong, in its words. */
  readonly description?: string | undefined;
}

/** N1: what a mail says, for the person who makes a claim of it, and what is certain of that claim; undefined where it cannot be read. */
export const writtenIn = (
  received: { readonly contentSha256: string },
  partnerId: string | undefined,
  ports: KeptMailPorts & { readonly aggregates: Pick<AggregateReader, 'unit' | 'product'> },
): Promise<WrittenMail | undefined> =>
  withKeptMail(received, ports, async (parsed) => {
    const { from, subject, text, files } = parsed;
    const named = await unitsNamedIn(parsed, partnerId, ports.aggregates);
    const units = named.map(async ({ serial, sku }) => ({
      serial,
      defectCode: await defectNamedIn(parsed, sku, ports.aggregates),
    }));
    return {
      from,
      subject,
      text,
      attachments: files.flatMap((file, at) => {
        const { name, mediaType, content } = file;
        return mayBeEvidence(file) ? [{ at, name, mediaType, bytes: content.bytes }] : [];
      }),
      units: await Promise.all(units),
      description: describedDefect(
        subject,
        text,
        named.map(({ serial }) => serial),
      ),
    };
  });
