import { claimStreams } from '#claims';
import { creditNoteSeriesStreams, replacementStreams, reversalSeriesStreams } from '#finance';
import type { Actor, Json } from '#kernel';
import type { Catalogue, RecordedEvent } from '#platform';
import { slaStreams } from '#sla';
import { seesOnly } from './access.ts';

/** Of which a partner is shown how much there is: its own, and those whose events have numbers anyway. */
const COUNTED = [claimStreams, slaStreams, replacementStreams, creditNoteSeriesStreams, reversalSeriesStreams];

/** E4: in the stream of a unit stand sales and claims of others; how many would be told by revisions, and by what hashes are over. */
export const seesCountOf = (caller: Actor, stream: string): boolean =>
  seesOnly(caller) === undefined || COUNTED.some((streams) => streams.idOf(stream) !== undefined);

export function shownTo(caller: Actor, event: RecordedEvent, { contracts }: Catalogue): RecordedEvent | undefined {
  if (seesOnly(caller) === undefined) return event;
  const data = event.data as { readonly [member: string]: Json };
  // R4: the credit note for a resold unit belongs to the partner that was invoiced, not to the one that claims.
  if (data?.partnerId !== undefined && data.partnerId !== seesOnly(caller)) return undefined;
  const seenBy = Object.hasOwn(contracts, event.type) ? contracts[event.type]?.seenBy : 'staff';
  if (seenBy === 'partner') return event;
  if (seenBy === undefined || seenBy === 'staff') return undefined;
  return {
    ...event,
    data: Object.fromEntries(Object.entries(data).filter(([field]) => seenBy.partner.includes(field))),
  };
}
