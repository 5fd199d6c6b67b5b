import { SettleCreditNote } from '#finance';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { creditNoteNotFound, issuedCreditNote } from './issued-credit-note.ts';
import { refused, type UseCasePorts } from './ports.ts';

/** F5: of a note that was issued. */
export async function settleCreditNote(
  settlement: Omit<SettleCreditNote['data'], 'issuedOn'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'events', SettleCreditNote>,
): Promise<Outcome> {
  const note = await issuedCreditNote(settlement.number, aggregates);
  if (!note) return refused(creditNoteNotFound(settlement.number));
  return execute(new SettleCreditNote({ ...settlement, issuedOn: note.data.issuedOn }, meta));
}
