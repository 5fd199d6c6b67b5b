import { runProcess } from '#server';
import { startApi } from './server.ts';

await runProcess(async (makegood) => {
  const api = await startApi(makegood);
  makegood.logger.info({ url: `${api.url}/graphql` }, 'api is serving');
  return [{ stop: () => api.close() }];
});
