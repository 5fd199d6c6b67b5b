import { localToken } from '#server';
import { startApi } from '../apps/api/src/server.ts';
import { startWorker } from '../apps/worker/src/worker.ts';
import { openEngine } from './history.ts';

// Serves a folder as `npm start` does, in a process of its own so that the client does not share its event loop. Prints its URL and
// a token when the read models have the whole log.

const [folder = ''] = process.argv.slice(2);
const makegood = await openEngine(folder);
const api = await startApi(makegood);
await makegood.projector.prepare();
await makegood.projector.catchUp();
const worker = await startWorker(makegood);
const token = await localToken(folder, { role: 'REVIEWER', id: 'rita' });
process.stdout.write(`${JSON.stringify({ url: api.url, token })}\n`);
process.once('SIGTERM', () => void end());

async function end(): Promise<void> {
  await api.close();
  await worker.stop();
  await makegood.close();
  process.exit(0);
}
