import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthController, limitConnections, MakegoodModule, runProcess, secureHeaders } from '#server';
import { startWorker } from './worker.ts';

@Module({ controllers: [HealthController] })
class WorkerModule {}

await runProcess(async (makegood) => {
  const { settings, logger } = makegood;
  const module = { module: WorkerModule, imports: [MakegoodModule.around(makegood)] };
  const app = await NestFactory.create(module, { logger: ['error', 'warn'], abortOnError: false });
  limitConnections(app.getHttpServer());
  app.use(secureHeaders());
  await app.init();
  const worker = await startWorker(makegood);
  await app.listen(settings.PORT, settings.HOST);
  logger.info({ health: `${await app.getUrl()}/health/ready` }, 'worker is running');
  return [worker, { stop: () => app.close() }];
});
