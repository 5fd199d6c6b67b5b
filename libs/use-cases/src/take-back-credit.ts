import { type ClaimState, isSubmitted, ResolveAsCredit, ReverseRemedy, unitRound } from '#claims';
import type { IssuedNoteEvent } from '#finance';
import type { React, Recorded } from '#platform';
import { OpenClaimOnUnit } from '#warranty';
import { issuedCreditNote } from './issued-credit-note.ts';
import { endOfPartnerTime } from './partner-time.ts';
import type { AggregateReader } from './ports.ts';

export type TakeBackReads = 'calendars' | 'events' | 'latest' | 'policy';
export type TakeBackCommand = OpenClaimOnUnit | ResolveAsCredit | ReverseRemedy;

/**
 * F4, C7: the claim of a reversed note is approved still, and the partner chooses again. Its unit is open for it first, to be closed by
 * the next remedy.
 * @throws Error when claim or unit do not take it: a debt must not be skipped
 */
export async function takeBackCredit(
  { stream, data, metadata }: Recorded<Extract<IssuedNoteEvent, { type: 'CreditNoteReversed' }>>,
  aggregates: Pick<AggregateReader, TakeBackReads>,
  react: React<TakeBackCommand>,
): Promise<void> {
  const { number: creditNoteNumber, reason } = data;
  const note = await issuedCreditNote(creditNoteNumber, aggregates);
  if (!note) throw new Error(`${stream} reverses a credit note that was not issued`);
  const { claimId, remedyNumber, amount } = note.data;
  const claim = await aggregates.latest().claim(claimId);
  if (claim.remedyNumber > remedyNumber) return;
  // C9, F2: the claim may not know of its note yet.
  const { occurredAt } = note.metadata;
  await react(ResolveAsCredit, { claimId, remedyNumber, creditNoteNumber, amount }, `${claimId}/confirm`, occurredAt);
  const opened = await react(OpenClaimOnUnit, nextReservation(claim), `${claimId}/open`);
  if (opened.kind === 'refused') throw new Error(`the unit of ${claimId} is not open again: ${opened.refusal.message}`);
  const chooseBy = await endOfPartnerTime(aggregates, claim, 'choiceDays', metadata.occurredAt);
  const reversed = await react(
    ReverseRemedy,
    { claimId, remedyNumber, cause: 'NOTE_REVERSED', creditNoteNumber, reason, chooseBy },
    `${claimId}/reverse`,
  );
  if (reversed.kind === 'refused')
    throw new Error(`the claim ${claimId} does not take the reversal of its note: ${reversed.refusal.message}`);
}

/** Of the unit of a claim, for the remedy after the present one. @throws Error when no claim was submitted */
export function nextReservation(claim: ClaimState): OpenClaimOnUnit['data'] {
  if (!isSubmitted(claim)) throw new Error('a claim with a remedy has no submission');
  const { claimId, partnerId } = claim.submission;
  return { serial: claim.unit.serial, claimId, partnerId, round: unitRound(claim) + 1 };
}
