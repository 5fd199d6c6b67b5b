import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PeerLog } from './peer-log.ts';
import { AS_MEASURED, ScriptedPeer } from './scripted-peer.ts';

/** Streams that others have written before the first suite comes, and how many events each has. */
const STREAMS = ['orders', 'claim', 'unit', 'sla', 'tally', 'contract', 'partner', 'policy'].flatMap((category) =>
  Array.from({ length: 50 }, (_, n) => `${category}-${n}`),
);
const EVENTS = 12;

// A server as `TEST_EVENT_STORE_URL` names one: a process of its own, used by others before, and never emptied. Prints its address.

const folder = mkdtempSync(join(tmpdir(), 'makegood-shared-peer-'));
const log = new PeerLog(folder, true);
const event = () => ({
  id: randomUUID(),
  type: 'Submitted',
  json: true,
  data: new TextEncoder().encode('{"of":"others"}'),
  metadata: new Uint8Array(),
});
for (const stream of [...STREAMS, 'makegood_log']) log.append(stream, -1, Array.from({ length: EVENTS }, event));
log.close();
const peer = await ScriptedPeer.start({ ...AS_MEASURED, caughtUp: true, folder });
process.stdout.write(`${peer.url()}\n`);
const stop = async () => {
  await peer.stop();
  rmSync(folder, { recursive: true });
  process.exit(0);
};
process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
