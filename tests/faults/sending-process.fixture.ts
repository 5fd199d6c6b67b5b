import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { joinMakegood, joinStores, readSettings } from '#engine';
import { instantOf } from '#kernel';
import {
  type Blobs,
  type EventStore,
  openFolderBlobs,
  openSqliteEventStore,
  openSqliteStores,
  silentLogger,
} from '#platform';

/**
 * A process that sends notices as a worker does that believes to have the lease. Each line of its standard input is a time, in
 * milliseconds; it sends what is due then, and answers with a line.
 */
export interface Sender {
  /** Folder of the event log, the read models and the files. */
  readonly data: string;
  readonly relay: string;
  /** SIGKILL when it has come so many times to this step of sending: before it, in the middle of it, or when it is done and not known to be. */
  readonly killed?: {
    readonly step: 'keep' | 'NoticeAttempted' | 'NoticeDelivered';
    readonly moment: 'before' | 'under way' | 'stored';
    readonly times: number;
  };
}

const { data, relay, killed } = JSON.parse(process.argv[2] ?? '') as Sender;

let times = 0;
/** Does it, unless the process ends there. */
async function mortal<T>(step: string | undefined, work: () => Promise<T>): Promise<T> {
  if (step !== killed?.step || ++times !== killed?.times) return work();
  const done = killed.moment === 'before' ? undefined : work();
  if (killed.moment === 'under way') await nextTurn();
  if (killed.moment === 'stored') await done;
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}

/** Another method in place of one of its own. */
const replacing = <T extends object>(target: T, methods: Partial<T>): T =>
  new Proxy(target, {
    get(_, name) {
      const own: unknown = methods[name as keyof T] ?? target[name as keyof T];
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });

const store = openSqliteEventStore(data);
const mortalStore: EventStore = replacing(store, {
  append: (stream, expected, events) => mortal(events[0]?.type, () => store.append(stream, expected, events)),
});
const files = await openFolderBlobs(join(data, 'files'));
const mortalFiles: Blobs = replacing(files, {
  async stage() {
    const staged = await files.stage();
    return replacing(staged, { commit: (sha256) => mortal('keep', () => staged.commit(sha256)) });
  },
});

let now = 0;
const settings = readSettings({ MAKEGOOD_DATA: data, SMTP_URL: relay, MAIL_FROM: 'claims@maker.example' });
const makegood = joinMakegood(settings, joinStores(mortalStore, openSqliteStores(data), mortalFiles, files), {
  clock: { now: () => instantOf(now) },
  logger: silentLogger,
});
const { projector, independentTimers } = makegood;
const send = independentTimers.find(({ name }) => name === 'send-notices')?.tick;
if (!send) throw new Error('no timer sends notices');
await projector.prepare();
for await (const line of createInterface({ input: process.stdin })) {
  now = Number(line);
  do await projector.catchUp();
  while ((await send()) === true);
  writeSync(1, 'done\n');
}
await makegood.close();
