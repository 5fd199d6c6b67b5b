import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import {
  type Authenticator,
  authenticator,
  type ConnectionLimits,
  isUnder,
  limitConnections,
  RevokedTokens,
  secureHeaders,
} from '#server';
import { type Makegood } from '#engine';
import { ApiModule, GRAPHQL_PATH } from './api.module.ts';
import { Budgets } from './budget.ts';
import { logAccess } from './access-log.ts';
import { Caller, type Deadline } from './caller.ts';
import { LiveChanges } from './live-changes.ts';
import { compressJson } from './compression.ts';
import { CONSOLE_PATH, CONSOLE_POLICY, ConsoleFiles } from './console.controller.ts';
import { formatError } from './errors.ts';
import { FreshTokens } from './fresh-tokens.ts';
import { graphiql } from './graphiql.ts';
import { HttpErrors } from './http-errors.filter.ts';
import { LIVE_LIMITS, type LiveLimits, serveLive } from './live.ts';
import { oneAfterAnother } from './pipelining.ts';
import { protection } from './protection.ts';
import { ReadYourWrites } from './read-your-writes.ts';
import { Sessions } from './sessions.ts';
import { SignIn } from './sign-in.ts';
import { limitTransfers, MAX_BODY_BYTES, refuseDeepJson, TRANSFER_LIMITS, type TransferLimits } from './transfers.ts';

export interface Api {
  readonly url: string;
  readonly authenticator: Authenticator;
  /** Finishes requests in progress; the engine stays open. */
  close(): Promise<void>;
}

export interface ServingOptions {
  /** How long a query with `atLeast` waits; default 5,000. */
  readonly visibilityTimeoutMs?: number;
  /** When a request must be answered; default: after 20 s. */
  readonly deadline?: Deadline;
  readonly connectionLimits?: ConnectionLimits;
  readonly transferLimits?: TransferLimits;
  readonly liveLimits?: LiveLimits;
  readonly budgets?: Budgets;
  /** Files of the console that is served. */
  readonly consoleFiles?: ConsoleFiles;
}

const UPLOADS = ['/evidence', '/imports', '/inbound/email', '/answer/'];
/** Routes that have prices of their own. */
const PRICED = [GRAPHQL_PATH, '/evidence', '/imports'];
/** Files that are the same for all, and what comes before there is a caller. */
const FREE = [`${CONSOLE_PATH}/`, '/session/'];
/** Of all others: a document is looked up, and a file is opened. */
const ROUTE_LINES = 10;

/** Of a request, before anything is read for it; undefined: nothing, even to those who have spent their budget. */
const priceOf = (path: string): number | undefined =>
  PRICED.includes(path) ? 0 : FREE.some((route) => isUnder(route, path)) ? undefined : ROUTE_LINES;

export async function startApi(
  makegood: Makegood,
  {
    visibilityTimeoutMs,
    deadline,
    connectionLimits,
    transferLimits = TRANSFER_LIMITS,
    liveLimits = LIVE_LIMITS,
    budgets = new Budgets(),
    consoleFiles,
  }: ServingOptions = {},
): Promise<Api> {
  const { settings, logger } = makegood;
  await makegood.createFirstLegalEntity();
  const revoked = new RevokedTokens(makegood.aggregates, logger);
  await revoked.refresh();
  const auth = await authenticator(settings, revoked);
  // With an identity provider this is production, where the schema is not shown.
  const open = settings.AUTH_JWKS_URL === undefined;
  const signIn = SignIn.with(settings);
  const sessions = new Sessions(settings, Date.now, revoked, signIn && new FreshTokens(signIn, auth, revoked, logger));
  const protecting = protection();
  const module = ApiModule.around(makegood, {
    authenticator: auth,
    protection: protecting,
    open,
    visibilityTimeoutMs,
    deadline,
    budgets,
    sessions,
    signIn,
    consoleFiles: settings.MAKEGOOD_CONSOLE ? (consoleFiles ?? new ConsoleFiles()) : undefined,
  });
  const app = await NestFactory.create<NestExpressApplication>(module, {
    logger: ['error', 'warn'],
    // Evidence routes read their own bytes; GraphQL's JSON is read below, up to a limit.
    bodyParser: false,
    abortOnError: false,
  });
  limitConnections(app.getHttpServer(), connectionLimits);
  app.use(secureHeaders([{ path: CONSOLE_PATH, policy: CONSOLE_POLICY }]));
  app.use(oneAfterAnother());
  app.use(compressJson);
  app.use(limitTransfers(UPLOADS, transferLimits));
  app.use(sessions.applied);
  app.use(
    ({ headers, path }: Request, _: Response, next: NextFunction) =>
      void budgets.arrival(headers.authorization, priceOf(path)).then(() => next(), next),
  );
  app.useBodyParser('json', {
    limit: MAX_BODY_BYTES,
    type: ({ url = '' }) => url.startsWith(GRAPHQL_PATH) || url.startsWith('/session/'),
  });
  app.use(GRAPHQL_PATH, refuseDeepJson);
  if (open) app.use(GRAPHQL_PATH, graphiql());
  app.useGlobalFilters(
    new HttpErrors(logger, { graphql: GRAPHQL_PATH, console: settings.MAKEGOOD_CONSOLE ? CONSOLE_PATH : undefined }),
  );
  app.disable('x-powered-by');
  // Over a whole answer to a POST, which nothing may keep.
  app.disable('etag');
  await app.init();

  const endLive = serveLive(app.getHttpServer(), {
    path: GRAPHQL_PATH,
    schema: app.get(GraphQLSchemaHost).schema,
    protection: protecting,
    applySession: (request) => sessions.apply(request),
    budgets,
    authenticate: auth.authenticate,
    limits: { ...liveLimits, stallMs: transferLimits.stallMs },
    contextOf: ({ actor, profile }) => ({
      caller: new Caller(actor, makegood.models, app.get(ReadYourWrites), {
        profile,
        budget: budgets.of(actor),
        subscribes: true,
        onPeopleRead: (people) => logAccess(logger, actor, { people }),
      }),
    }),
    formatError: formatError(logger, { open }),
  });
  const stopping = new AbortController();
  const followed = Promise.all([
    app.get(LiveChanges).run(stopping.signal),
    revoked.follow(stopping.signal),
    makegood.keepCurrent(stopping.signal),
  ]);
  await app.listen(settings.PORT, settings.HOST);
  return {
    url: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    authenticator: auth,
    async close() {
      // Subscribers first: on "going away" they connect elsewhere.
      await endLive();
      stopping.abort();
      await followed;
      await app.close();
    },
  };
}
