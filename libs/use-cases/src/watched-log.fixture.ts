import { type BatchEvent, batches } from '#batches';
import { type ClaimEvent, claims } from '#claims';
import { submission, submitted } from '#claims/facts';
import { type Dated, dated, type Day, type Instant, type Serial } from '#kernel';
import type { EventSource, Position, Recorded } from '#platform';
import { type PolicyEvent, type ProductEvent, products, type UnitEvent, units } from '#warranty';
import { shipment } from '#warranty/facts';
import type { WatchedEvent } from './watched-log.ts';

type Told = ProductEvent | PolicyEvent | UnitEvent | BatchEvent | ClaimEvent;
type Of<T extends Told['type']> = Extract<Told, { type: T }>;

/** The events as they would be read from a log that has them in this order. */
export class LogOfEvents {
  readonly events: Recorded<WatchedEvent>[] = [];

  constructor(readonly sku = 'GLOW-1') {}

  product(...groups: readonly (readonly [group: string, ...codes: string[]])[]): this {
    const defectGroups = groups.map(([group, ...codes]) => ({ group, codes }));
    const data = { sku: this.sku, name: this.sku, defectGroups };
    return this.add(products, this.sku, { type: 'ProductListed', data });
  }

  batch(batchId: string, quantity: number): this {
    const data = { batchId, sku: this.sku, producedOn: '2020-01-01' as Day, quantity };
    return this.add(batches, batchId, { type: 'BatchProduced', data });
  }

  /** Units with serials `<batch>-1` and so on, from the number `first`. */
  ship(batchId: string, shippedOn: string, count: number, first = 1): this {
    for (let nth = first; nth < first + count; nth++) this.unit(`${batchId}-${nth}`, batchId, shippedOn);
    return this;
  }

  unit(serial: string, batchId: string, shippedOn: string, more: Partial<Of<'UnitShipped'>['data']> = {}): this {
    const data = shipment({ serial: serial as Serial, sku: this.sku, batchId, shippedOn: shippedOn as Day, ...more });
    return this.add(units, serial, { type: 'UnitShipped', data });
  }

  /** The claim is `C-<serial>`. */
  claim(serial: string, batchId: string, on: string, code = 'DEAD', claimId = `C-${serial}`): this {
    const defect = { ...submission.defect, code };
    return this.of(claimId, on, submitted({ claimId, serial: serial as Serial, sku: this.sku, batchId, defect }));
  }

  /** Of a claim. */
  of(claimId: string, on: string, event: ClaimEvent): this {
    return this.add(claims, claimId, event, on);
  }

  add<E extends Told>(source: EventSource, id: string, event: E | Dated<E>, on = '2020-01-01'): this {
    const { event: typed } = dated(event);
    const occurredAt = `${on}T12:00:00.000Z` as Instant;
    const metadata = { occurredAt, recordedAt: occurredAt } as Recorded<WatchedEvent>['metadata'];
    return this.push({ ...(typed as unknown as WatchedEvent), stream: source.streams.of(id), revision: 0, metadata });
  }

  /** At the end, whatever position it had. */
  push(event: Omit<Recorded<WatchedEvent>, 'id' | 'position'> & WatchedEvent): this {
    const position = String(this.events.length + 1).padStart(20, '0') as Position;
    this.events.push({ ...event, id: `event ${position}`, position });
    return this;
  }
}
