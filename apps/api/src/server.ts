import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type Authenticator, authenticator, Dispatcher, type Makegood } from '#wiring';
import { ApiModule } from './api.module.ts';
import { ClaimChanges } from './claim-changes.ts';
import { HttpErrors } from './http-errors.filter.ts';

export interface Api {
  /** e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly dispatcher: Dispatcher;
  readonly authenticator: Authenticator;
  /** Takes no more requests, finishes those in hand. The engine stays open. */
  close(): Promise<void>;
}

/** Starts the HTTP and GraphQL server around an engine. */
export async function startApi(makegood: Makegood): Promise<Api> {
  const { settings, log } = makegood;
  const auth = await authenticator(settings);
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.around(makegood, auth), {
    logger: ['error', 'warn'],
    // The evidence routes read their own bytes; GraphQL's JSON is read below, bounded.
    bodyParser: false,
    abortOnError: false,
  });
  app.useBodyParser('json', { limit: '1mb', type: (request) => request.url?.startsWith('/graphql') === true });
  app.useGlobalPipes(new ValidationPipe({ transform: true }));
  app.useGlobalFilters(new HttpErrors(log));
  app.disable('x-powered-by');
  await app.listen(settings.PORT, settings.HOST);
  const stopping = new AbortController();
  const changes = app.get(ClaimChanges).run(stopping.signal);
  return {
    url: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    dispatcher: app.get(Dispatcher),
    authenticator: auth,
    async close() {
      stopping.abort();
      await changes;
      await app.close();
    },
  };
}
