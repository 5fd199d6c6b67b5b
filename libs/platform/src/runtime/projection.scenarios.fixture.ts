import type { Typed } from '#kernel';
import type { EventStore, RecordedEvent } from '../event-store/event-store.port.ts';
import type { Document, Identified } from '../read-models/read-model.ts';
import { silentLogger } from '../support/logger.ts';
import { type Fold, ignored, type Projection, type Recorded } from './projection.ts';
import { Projector } from './projector.ts';
import { expectSame, type Fact, inStoredFile, type RecordedFacts } from './recorded-facts.fixture.ts';

/**
 *     const partner = streamOf(partners, 'P-SEOUL');
 *     it('N3 …', () => given(partner(enrolled), unit(shipped())).then({ id: 'P-SEOUL', … }));
 *     it('R5 …', () => given(unit(shipped())).thenNone());
 *
 * The read model must have exactly these documents, however the facts are delivered: at once, one by one, again from the beginning
 * after any of them, or by a rebuild. Facts and documents are frozen.
 */
export function projectionScenarios<D extends Identified>(projection: Projection) {
  const given = (...facts: readonly (readonly Fact[])[]) => {
    const holds = (...documents: readonly D[]) =>
      inStoredFile(facts.flat(), async (recorded) => {
        const expected = [...documents].sort((a, b) => (a.id < b.id ? -1 : 1));
        for await (const { delivered, documents } of deliveries(projection, recorded))
          expectSame(`delivered ${delivered}`, documents, expected);
      });
    return { then: (...documents: readonly [D, ...D[]]) => holds(...documents), thenNone: () => holds() };
  };
  return { given };
}

interface Delivery {
  readonly delivered: string;
  readonly documents: readonly Document[];
}

async function* deliveries(projection: Projection, { store, models, catalogue, log }: RecordedFacts) {
  const read = frozen(projection);
  let serial = 0;
  /** By projectors that were all started on an empty read model. */
  const deliver = async (
    delivered: string,
    ...projectors: readonly { readonly log: EventStore; readonly batch?: number; readonly rebuilds?: true }[]
  ): Promise<Delivery> => {
    // Without indexes, which would take most of the time.
    const model = { ...read.model, name: `${read.model.name}-${++serial}`, fields: {}, indexes: [] };
    const faults: string[] = [];
    const logger = { ...silentLogger, error: (_: object, fault: string) => faults.push(fault) };
    const prepared = projectors.map(async ({ log, batch, rebuilds }) => {
      const options = { store: log, models, catalogue, logger, ...(batch && { batch }) };
      const projector = new Projector([{ ...read, model }], options);
      await projector.prepare();
      return () => (rebuilds ? projector.rebuild([model.name]) : projector.catchUp());
    });
    for (const work of await Promise.all(prepared)) await work();
    if (faults.length > 0) throw new Error(`delivered ${delivered}: ${faults.join('; ')}`);
    const documents = await Array.fromAsync(models.scan((await models.active(model.name)) as string));
    return { delivered, documents };
  };

  yield deliver('all at once', { log: store });
  yield deliver('one by one, twice', { log: store, batch: 1 }, { log: store, batch: 1 });
  for (let seen = 1; seen <= log.length; seen++)
    yield deliver(`${seen} of ${log.length}, then all of them`, { log: cut(log, seen) }, { log: store });
  yield deliver('by a rebuild', { log: store, rebuilds: true });
}

/** The log at an earlier time. */
const cut = (log: readonly RecordedEvent[], length: number): EventStore =>
  ({
    async *readAll({ after = '' } = {}) {
      yield* log.slice(0, length).filter(({ position }) => position > after);
    },
  }) as Pick<EventStore, 'readAll'> as EventStore;

/** A fold that mutates its arguments fails. */
function frozen(projection: Projection): Projection {
  const when = Object.entries<unknown>(projection.when).map(([type, fold]) => {
    if (fold === ignored) return [type, fold];
    const apply: Fold<Document, Typed> = (document, event, id) =>
      (fold as Fold<Document, Typed>)(deepFrozen(document), deepFrozen(event) as Recorded<Typed>, id);
    return [type, apply];
  });
  return { ...projection, when: Object.fromEntries(when) as Projection['when'] };
}

function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFrozen(member);
  return Object.freeze(value);
}
