import type { Actor, Json } from '#kernel';
import type { Catalogue, RecordedEvent } from '#platform';
import { seesOnly } from './access.ts';

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
