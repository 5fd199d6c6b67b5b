import { runProcess } from '#server';
import { startApi } from '#api';
import { startWorker } from '#worker';
import { greeting } from './greeting.ts';
import { loadSamples, planSamples } from './samples.ts';

await runProcess(async (makegood) => {
  const { preparation } = makegood;
  preparation.pending = 'The service is starting and loads its samples.';
  if (makegood.settings.MAKEGOOD_SAMPLES) await planSamples(makegood);
  const api = await startApi(makegood);
  await makegood.projector.prepare();
  if (makegood.settings.MAKEGOOD_SAMPLES) await loadSamples(makegood);
  delete preparation.pending;
  const worker = await startWorker(makegood);
  process.stdout.write(await greeting(makegood, api.url, process.stdout.isTTY));
  return [{ stop: () => api.close() }, worker];
});
