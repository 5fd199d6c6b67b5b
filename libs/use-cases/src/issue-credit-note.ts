import { HoldCredit, isSubmitted, ResolveAsCredit, unitRound } from '#claims';
import { creditNoteNumber, type CreditNoteSeries, creditNoteSeriesStreams, IssueCreditNote } from '#finance';
import type { Instant } from '#kernel';
import type { Position, React } from '#platform';
import { CloseClaimOnUnit } from '#warranty';
import { creditFacts } from './credit-facts.ts';
import { issueNumberedDocument } from './issue-numbered-document.ts';
import type { AggregateReader } from './ports.ts';

/** What may make a credit due: its binding, its release, or a fact that its document needs. */
export interface CreditCause {
  readonly claimId: string;
  readonly position: Position;
  readonly at: Instant;
}

export type CreditReads = 'claim' | 'asOf' | 'latest' | 'creditNoteSeries' | 'policy';
export type CreditCommand = CloseClaimOnUnit | HoldCredit | IssueCreditNote | ResolveAsCredit;

type Note = Pick<NonNullable<CreditNoteSeries>, 'number' | 'claimId' | 'remedyNumber' | 'amount' | 'at'>;

/**
 * C8, F1, F2, F8: issues the note of a bound credit, or says why it waits. Facts are read as of the cause, so that a repeat in another
 * month or year finds the same series and its note. The unit is closed first (R3, C1).
 */
export async function issueCreditNote(
  { claimId, position, at }: CreditCause,
  aggregates: Pick<AggregateReader, CreditReads>,
  react: React<CreditCommand>,
): Promise<void> {
  // It has its credit: nothing of the past need be read.
  if ((await aggregates.claim(claimId)).execution) return;
  const then = aggregates.asOf(position);
  const claim = await then.claim(claimId);
  if (!claim.choice?.binding || claim.choice.remedy !== 'CREDIT' || claim.execution) return;
  const unit = claim.unit && (await then.unit(claim.unit.serial));
  if (!isSubmitted(claim) || !unit) throw new Error(`the claim ${claimId} has a remedy but no unit`);
  const { remedyNumber } = claim;
  const { serial } = claim.unit;
  await react(CloseClaimOnUnit, { serial, claimId, outcome: 'CREDITED', round: unitRound(claim) }, `${claimId}/close`);
  const { note, day, series, reasons, ...parties } = await creditFacts(claim, unit, at, then, aggregates);
  if (!note) {
    await react(HoldCredit, { claimId, remedyNumber, ...parties, reasons: [...reasons] }, `${claimId}/hold`);
    return;
  }
  await issueNumberedDocument<Note>(aggregates, {
    series: creditNoteSeriesStreams.of(series),
    head: () => aggregates.creditNoteSeries(series),
    confirm: (issued) => confirmed(issued, aggregates, react),
    isWanted: (issued) => issued.claimId === claimId && issued.remedyNumber === remedyNumber,
    async wasIssued() {
      const now = await aggregates.latest().claim(claimId);
      return now.remedyNumber > remedyNumber || now.execution !== undefined;
    },
    issue: (after) => react(IssueCreditNote, { series, after, ...day, note }, `${claimId}/issue`),
    issued: (n) => ({ ...note, number: creditNoteNumber(series, n), at }),
  });
}

/** The execution (C9), on the claim's own stream. What that says is final, however old it is. */
async function confirmed(
  { claimId, remedyNumber, number: creditNoteNumber, amount, at }: Note,
  aggregates: Pick<AggregateReader, 'claim'>,
  react: React<CreditCommand>,
): Promise<void> {
  const known = await aggregates.claim(claimId);
  if (known.remedyNumber > remedyNumber || (known.remedyNumber === remedyNumber && known.execution)) return;
  const resolution = { claimId, remedyNumber, creditNoteNumber, amount };
  const outcome = await react(ResolveAsCredit, resolution, `${claimId}/confirm/${creditNoteNumber}`, at);
  // F2: without it nobody would know of the note once another is issued.
  if (outcome.kind === 'refused')
    throw new Error(
      `the claim ${claimId} does not take its credit note ${creditNoteNumber}: ${outcome.refusal.message}`,
    );
}
