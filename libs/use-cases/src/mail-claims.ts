import { type Refusal, type Serial, UNSPECIFIED_DEFECT } from '#kernel';
import {
  claimIdOfMail,
  defectsNamed,
  describedDefect,
  type Mail,
  type MailProblem,
  nearestSerials,
  type SerialSuggestion,
  wordsLikeSerials,
  writtenAnew,
} from '#mail';
import type { ParsedMail } from '#platform';
import { defectCodesOf, holderRefusal } from '#warranty';
import { evidenceItemsOf, type StoredMailFile } from './mail-files.ts';
import type { KnownSender } from './mail-sender.ts';
import type { AggregateReader } from './ports.ts';
import type { ClaimSubmission } from './submit-claim.ts';

export interface NamedUnit {
  readonly serial: Serial;
  readonly sku: string;
}

type Units = Pick<AggregateReader, 'unit'>;

/** The partner's units, or those of anyone where it is not known, whose serials stand in the subject, in what was written anew or in file names; else in what was quoted or forwarded. */
export async function unitsNamedIn(
  { subject, text, files }: Pick<ParsedMail, 'subject' | 'text' | 'files'>,
  partnerId: string | undefined,
  aggregates: Units,
): Promise<readonly NamedUnit[]> {
  const anew = [subject, writtenAnew(text), ...files.map(({ name = '' }) => name)];
  const units = await unitsAmong(wordsLikeSerials(anew), partnerId, aggregates);
  return units.length > 0 ? units : unitsAmong(wordsLikeSerials([text]), partnerId, aggregates);
}

async function unitsAmong(
  serials: readonly Serial[],
  partnerId: string | undefined,
  aggregates: Units,
): Promise<readonly NamedUnit[]> {
  const found = await Promise.all(
    serials.map(async (serial) => {
      const unit = await aggregates.unit(serial);
      const isMeant =
        unit && unit.newSerial === undefined && (partnerId === undefined || !holderRefusal(partnerId, unit));
      return isMeant ? [{ serial, sku: unit.sku }] : [];
    }),
  );
  return found.flat();
}

const MAX_COMPARED = 20;
const MIN_COMPARED_CHARACTERS = 6;

/** R10: for staff, who ask the partner. */
export function suggestedSerials(
  { subject, text }: Pick<ParsedMail, 'subject' | 'text'>,
  serials: readonly string[],
): readonly SerialSuggestion[] {
  const written = wordsLikeSerials([subject, writtenAnew(text)])
    .filter((word) => word.length >= MIN_COMPARED_CHARACTERS)
    .slice(0, MAX_COMPARED);
  return written.flatMap((word) => nearestSerials(word, serials).map((serial) => ({ written: word, serial })));
}

/** The only defect code of the product that stands in the mail. */
export async function defectNamedIn(
  { subject, text }: Pick<ParsedMail, 'subject' | 'text'>,
  sku: string,
  aggregates: Pick<AggregateReader, 'product'>,
): Promise<string | undefined> {
  const product = await aggregates.product(sku);
  const words = `${subject}\n${writtenAnew(text) || text}`;
  const [code, other] = defectsNamed(words, product ? defectCodesOf(product.current) : []);
  return other === undefined ? code : undefined;
}

export interface ClaimDrafts {
  readonly submissions: readonly ClaimSubmission[];
  readonly problems: readonly MailProblem[];
}

/** N1: a claim for each unit. A file whose name has the serial of one of them belongs to that one alone. */
export async function draftClaims(
  { parsed, mail, sender, units, files }: DraftedFrom,
  aggregates: Pick<AggregateReader, 'product'>,
): Promise<ClaimDrafts> {
  const { subject, text } = parsed;
  const serials = units.map(({ serial }) => serial);
  const description = describedDefect(subject, text, serials);
  const shows = files.filter(({ kind }) => kind === 'PHOTO' || kind === 'VIDEO');
  const lacks: MailProblem[] = [
    ...(units.length === 0 ? [{ code: 'NO_SERIAL' } as const] : []),
    ...(description === undefined ? [{ code: 'NO_DESCRIPTION' } as const] : []),
    ...(shows.length === 0 ? [{ code: 'NO_PICTURE' } as const] : []),
  ];
  if (description === undefined || lacks.length > 0) return { submissions: [], problems: lacks };
  const { mailId } = mail.received;
  const submissions = units.map(async ({ serial, sku }): Promise<ClaimSubmission> => {
    const claimId = claimIdOfMail(mailId, serial);
    return {
      claimId,
      partnerId: sender.partnerId,
      serial,
      defect: { code: (await defectNamedIn(parsed, sku, aggregates)) ?? UNSPECIFIED_DEFECT, description },
      evidence: evidenceItemsOf(claimId, files.filter(belongingTo(serial, serials))),
      channel: 'EMAIL',
      receivedAt: mail.receivedAt,
      mail: { mailId, ...parsed.checks },
    };
  });
  return { submissions: await Promise.all(submissions), problems: [] };
}

interface DraftedFrom {
  readonly parsed: ParsedMail;
  readonly mail: Mail;
  readonly sender: KnownSender;
  readonly units: readonly NamedUnit[];
  readonly files: readonly StoredMailFile[];
}

const belongingTo = (serial: Serial, serials: readonly Serial[]) => {
  return ({ name = '' }: StoredMailFile): boolean => {
    const named = new Set<string>(wordsLikeSerials([name]));
    return named.has(serial) || !serials.some((other) => named.has(other));
  };
};

export const claimRefused = (serial: string, { code, message }: Refusal): MailProblem => ({
  code: 'CLAIM_REFUSED',
  serial,
  refusal: { code, message },
});
