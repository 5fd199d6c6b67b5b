import { randomUUID } from 'node:crypto';
import { AS_MEASURED, type PeerOptions, ScriptedPeer } from './scripted-peer.ts';

/** Address of an event store of its own for tests: disposable, insecure or with an account that may do everything. Its log stays. */
const REAL = process.env.TEST_EVENT_STORE_URL;

/** As in a title: which server the suites speak to. */
export const EVENT_STORE_SERVER = REAL ? 'the server of TEST_EVENT_STORE_URL' : 'a scripted peer';

/** For suites in which the server must misbehave, or its log must be seen or changed: skipped with a real one. */
export const describeWithPeer: typeof describe = REAL
  ? (Object.assign(
      (name: string, suite: () => void) => describe.skip(`needs the scripted peer, not a real server: ${name}`, suite),
      describe.skip,
    ) as unknown as typeof describe)
  : describe;

export interface EventStoreServer {
  readonly url: string;
  stop(): Promise<void>;
}

let opened = 0;
const run = REAL ? randomUUID().slice(0, 8) : 'run';

/** The name with an ending that no other run or test uses: a real server keeps what was written before. */
export const uniqueName = (name: string): string => `${name}-${run}-${++opened}`;

export async function startEventStoreServer(options: PeerOptions = AS_MEASURED): Promise<EventStoreServer> {
  if (REAL) return { url: REAL, stop: async () => undefined };
  const peer = await ScriptedPeer.start(options);
  return { url: peer.url(), stop: () => peer.stop() };
}
