import type { StreamCategory, Typed } from '#kernel';
import type { Catalogue } from '../event-store/catalogue.ts';
import type { EventMetadata, Position, RecordedEvent } from '../event-store/event-store.port.ts';
import type { Document, Identified, ReadModel } from '../read-models/read-model.ts';

export type Recorded<E> = E & {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly metadata: EventMetadata;
};

/** The document after the event; undefined removes it. */
export type Fold<D, E> = (document: D | undefined, event: Recorded<E>, id: string) => D | undefined;

/** A read model as a table from event type to pure function. */
export interface Projection<D extends Identified = Document, E extends Typed = Typed> {
  readonly model: ReadModel<D>;
  /** An event of these streams that cannot be decoded is poison. */
  readonly streams: readonly StreamCategory[];
  keysOf(event: Recorded<E>): readonly string[];
  readonly when: { readonly [T in E['type']]: Fold<D, Extract<E, Typed<T>>> | typeof ignored };
  /** At an event that cannot be applied: halt the model (finance), or quarantine the stream. */
  readonly poison: 'halt' | 'quarantine';
}

export const ignored = Symbol('ignored');

/** True also for unknown event types in the projection's streams. */
export const concerns = ({ when, streams }: Projection, { contracts }: Catalogue, raw: RecordedEvent): boolean => {
  if (Object.hasOwn(when, raw.type)) return (when[raw.type as never] as unknown) !== ignored;
  return !Object.hasOwn(contracts, raw.type) && streams.some((category) => category.idOf(raw.stream) !== undefined);
};

export const defineProjection = <D extends Identified, E extends Typed>(declared: Projection<D, E>): Projection =>
  declared as unknown as Projection;

/** Decoded on demand, once for all readers. */
export class DecodedEvent {
  #decoded: Recorded<Typed> | undefined;
  #failure: Error | undefined;

  constructor(
    readonly raw: RecordedEvent,
    private readonly decode: (raw: RecordedEvent) => Typed,
  ) {}

  /** @throws the reason why it cannot be decoded */
  get event(): Recorded<Typed> {
    if (this.#failure) throw this.#failure;
    if (this.#decoded) return this.#decoded;
    try {
      const { id, stream, revision, position, metadata } = this.raw;
      this.#decoded = Object.assign(this.decode(this.raw), { id, stream, revision, position, metadata });
      return this.#decoded;
    } catch (error) {
      this.#failure = error as Error;
      throw error;
    }
  }
}
