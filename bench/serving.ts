import type { Makegood } from '#engine';
import { type Api, startApi } from '../apps/api/src/server.ts';
import { startWorker } from '../apps/worker/src/worker.ts';

/** Api and worker, once the read models have the whole log, until SIGTERM. */
export async function serve(makegood: Makegood): Promise<Api> {
  const api = await startApi(makegood);
  await makegood.projector.prepare();
  await makegood.projector.catchUp();
  const worker = await startWorker(makegood);
  const end = async () => {
    await api.close();
    await worker.stop();
    await makegood.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void end());
  return api;
}
