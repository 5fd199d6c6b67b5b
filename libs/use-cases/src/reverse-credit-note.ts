import { issuedNoteDecider, RequestReversal } from '#finance';
import type { CommandMetadata, Refusal } from '#kernel';
import type { Outcome } from '#platform';
import { OpenClaimOnUnit, unitDecider } from '#warranty';
import { creditNoteNotFound, issuedCreditNote } from './issued-credit-note.ts';
import { type AggregateReader, refused, type UseCasePorts } from './ports.ts';
import { nextReservation } from './take-back-credit.ts';

/** F4: a note that was issued, settled or not. Its reversal is issued next; then the claim may be resolved again. */
export async function reverseCreditNote(
  reversal: RequestReversal['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim' | 'events' | 'issuedNote' | 'unit', RequestReversal>,
): Promise<Outcome> {
  const { number } = reversal;
  const note = await issuedCreditNote(number, aggregates);
  if (!note) return refused(creditNoteNotFound(number));
  const request = new RequestReversal(reversal, meta);
  const isNew = issuedNoteDecider.decide(request, await aggregates.issuedNote(number)).kind === 'accepted';
  const refusal = isNew ? await claimRefusal(note.data.claimId, meta, aggregates) : undefined;
  return refusal ? refused(refusal) : execute(request);
}

/** Its unit must be free to be claimed for again, or the reversal could not be finished. */
async function claimRefusal(
  claimId: string,
  meta: CommandMetadata,
  aggregates: Pick<AggregateReader, 'claim' | 'unit'>,
): Promise<Refusal | undefined> {
  const reservation = nextReservation(await aggregates.claim(claimId));
  const unit = await aggregates.unit(reservation.serial);
  const verdict = unitDecider.decide(new OpenClaimOnUnit(reservation, meta), unit);
  if (verdict.kind !== 'refused') return undefined;
  const { code, message } = verdict.refusal;
  return {
    code: 'CLAIM_CANNOT_GO_BACK',
    message: `The claim of this note cannot be resolved again, so the note stays as it is: ${message}`,
    rule: 'F4',
    details: { claimId, code },
  };
}
