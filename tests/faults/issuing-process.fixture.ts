import { setImmediate as nextTurn } from 'node:timers/promises';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, joinMakegood, joinStores, readSettings } from '#engine';
import { type Instant, instantOf, uuidv5 } from '#kernel';
import {
  type Checkpoint,
  type EventStore,
  openEventStoreDb,
  openFolderBlobs,
  openSqliteEventStore,
  openSqliteStores,
  type Position,
  silentLogger,
} from '#platform';
import { requests } from '#requests';

/**
 * A process that issues credit notes as a worker does that believes to have the lease. It follows the log from the first line of its standard
 * input on; when that ends, it comes to the end of the log and ends.
 */
export interface Writer {
  /** Folder or address of the event log. */
  readonly log: string;
  /** Folder of its process state. */
  readonly state: string;
  readonly process: string;
  /** Where it begins, with a process state that is new; absent: at the beginning. */
  readonly after?: Checkpoint;
  /** A month that it closes beside, asking again until it is done. */
  readonly closes?: string;
  /** SIGKILL at its n-th append (to such streams): before it is sent, under way, or stored and not known to be. */
  readonly killed?: {
    readonly append: number;
    readonly moment: 'before' | 'under way' | 'stored';
    readonly streams?: string;
  };
}

const { log, state, process: issuing, after, closes, killed } = JSON.parse(process.argv[2] ?? '') as Writer;

/** Where a process begins that is to do nothing. */
const NEVER: Checkpoint = { position: 'f'.repeat(16) as Position, id: '' };

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
};

let appends = 0;
const append = async (...given: Parameters<EventStore['append']>) => {
  if (!given[0].startsWith(killed?.streams ?? '') || ++appends !== killed?.append) return store.append(...given);
  if (killed.moment === 'before') return die();
  const answer = store.append(...given);
  if (killed.moment === 'under way') await nextTurn();
  else await answer;
  return die();
};

const store: EventStore = log.includes('://')
  ? // On a busy machine many processes come to the server at once.
    await openEventStoreDb(log, { categories: catalogue.categories, timeoutMs: 60_000 })
  : openSqliteEventStore(log);
const mortal = new Proxy(store, {
  get(target, name: keyof EventStore) {
    const own: unknown = name === 'append' ? append : target[name];
    return typeof own === 'function' ? own.bind(target) : own;
  },
});
const files = await openFolderBlobs(join(state, 'files'));
const stores = joinStores(mortal, openSqliteStores(state), files, files);
let now = Date.UTC(2026, 2, 20);
const makegood = joinMakegood(readSettings({}), stores, {
  clock: { now: () => instantOf(now++) },
  logger: { ...silentLogger, error: (fields, message) => writeSync(2, `${message} ${JSON.stringify(fields)}\n`) },
});

const { processState } = stores;
if ((await processState.checkpoints()).size === 0)
  for (const { name } of makegood.processes) {
    const begin = name === issuing ? after : NEVER;
    if (begin) await processState.advance(name, begin);
  }
const reactor = makegood.createReactor();
await reactor.prepare();
const ended = new AbortController();
const end = once(process.stdin, 'end');
writeSync(1, 'ready\n');
await once(process.stdin, 'data');
const following = reactor.run(ended.signal);
if (closes !== undefined) {
  const meta = {
    actor: { id: 'fiona', role: 'FINANCE' },
    at: '2026-04-01T09:00:00.000Z' as Instant,
    correlationId: uuidv5('the closing'),
  } as const;
  for (let tries = 0; ; tries++) {
    const request = requests.closeMonth.of(
      { legalEntityId: 'MG', month: closes },
      { ...meta, id: uuidv5(`${state}/${tries}`) },
    );
    const outcome = await makegood.dispatcher.perform(request);
    if (outcome.kind !== 'refused') break;
    if (outcome.refusal.code !== 'DOCUMENTS_DUE') throw new Error(outcome.refusal.message);
  }
}
await end;
ended.abort();
await following;
await reactor.settle();
await makegood.close();
