import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule, GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { Gauge, Registry } from 'prom-client';
import type { Position } from '#platform';
import { Replays } from '#views';
import { type Authenticator, HealthController, MakegoodModule } from '#server';
import { catalogue, type Makegood } from '#engine';
import { AnswersController } from './answers.controller.ts';
import { BatchesController } from './batches.controller.ts';
import { logAccess } from './access-log.ts';
import { Caller, type Deadline } from './caller.ts';
import { LiveChanges } from './live-changes.ts';
import { ConsoleController, ConsoleFiles } from './console.controller.ts';
import { Budgets } from './budget.ts';
import { formatError, limitedAnswer, toErrorResponse, rejectRequest } from './errors.ts';
import { CreditNotesController } from './credit-notes.controller.ts';
import { EvidenceController } from './evidence.controller.ts';
import { ExportsController } from './exports.controller.ts';
import { FeedsController } from './feeds.controller.ts';
import { InboundEmailController } from './inbound-email.controller.ts';
import { ImportsController } from './imports.controller.ts';
import { MailsController } from './mails.controller.ts';
import { StatementsController } from './statements.controller.ts';
import { listsInTurns } from './lists-in-turns.ts';
import { ReadYourWrites } from './read-your-writes.ts';
import { type Protection, Documents } from './protection.ts';
import { requireDescriptions } from './require-descriptions.ts';
import { resolvers } from './resolvers.ts';
import { answeredBy, schemaBy } from './schema.ts';
import { SessionController } from './session.controller.ts';
import { channelOf, pageLanguage, Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';
import { TermsController } from './terms.controller.ts';
import { AUTHENTICATOR, SIGN_IN } from './tokens.ts';

export const GRAPHQL_PATH = '/graphql';

/** What a request costs before it has read anything. */
const REQUEST_LINES = 5;
const CHARACTERS_A_LINE = 50;
/** Of a document that was not sent before. */
const NEW_CHARACTERS_A_LINE = 10;
/** Each is validated anew. */
const REFUSED_DOCUMENT_LINES = 100;

const NOT_OVER_HTTP = 'Subscriptions are served over WebSocket (graphql-transport-ws), at the same address.';

/** After this a warning is logged that a subscriber's change is not visible yet. */
const VISIBLE_WARNING_MS = 1_000;

interface Incoming {
  readonly req: IncomingMessage & Pick<Request, 'query'> & { readonly body?: { readonly query?: unknown } };
  readonly res: EventEmitter & { readonly destroyed: boolean };
}

/** Apollo does not say whose answer it makes JSON of, nor whose documents it refuses: those cost time too. */
const callersOfAnswers = (callers: WeakMap<object, Caller>): ApolloServerPlugin<{ caller: Caller }> => ({
  requestDidStart: async () => ({
    validationDidStart:
      async ({ contextValue: { caller } }) =>
      async (errors) => {
        if (errors) caller.charge(REFUSED_DOCUMENT_LINES);
      },
    async didResolveOperation({ operation }) {
      if (operation?.operation === OperationTypeNode.SUBSCRIPTION)
        throw rejectRequest({ code: 'BAD_USER_INPUT', message: NOT_OVER_HTTP, status: 400 });
    },
    async willSendResponse({ contextValue: { caller }, response: { body, http } }) {
      caller.answers();
      http.headers.set('cache-control', 'no-store');
      if (body.kind === 'single' && body.singleResult.data) callers.set(body.singleResult.data, caller);
    },
  }),
});

export interface ApiOptions {
  readonly authenticator: Authenticator;
  readonly protection: Protection;
  /** Introspection and suggestions. */
  readonly open: boolean;
  readonly visibilityTimeoutMs?: number | undefined;
  readonly deadline?: Deadline | undefined;
  readonly budgets: Budgets;
  readonly sessions: Sessions;
  readonly signIn: SignIn | undefined;
  /** Undefined: the console is not served. */
  readonly consoleFiles: ConsoleFiles | undefined;
}

@Module({})
export class ApiModule {
  static around(
    makegood: Makegood,
    {
      authenticator,
      protection,
      open,
      visibilityTimeoutMs,
      deadline,
      budgets,
      sessions,
      signIn,
      consoleFiles,
    }: ApiOptions,
  ): DynamicModule {
    const { logger, models, visibility, store } = makegood;
    const written = new ReadYourWrites(visibility, store, visibilityTimeoutMs);
    return {
      module: ApiModule,
      imports: [
        MakegoodModule.around(makegood),
        GraphQLModule.forRootAsync<ApolloDriverConfig>({
          driver: ApolloDriver,
          imports: [GraphQLSchemaBuilderModule],
          inject: [GraphQLSchemaFactory],
          async useFactory(schemas: GraphQLSchemaFactory) {
            const documents = new Documents(protection.maxTokens);
            const callers = new WeakMap<object, Caller>();
            let found: readonly object[] = [];
            return {
              path: GRAPHQL_PATH,
              // Nest itself would print it, parse that, build another from it, and take over what answers the fields.
              schema: await schemaBy(schemas),
              transformResolvers(resolversFound) {
                found = [resolversFound].flat();
                return resolversFound;
              },
              transformSchema: (schema) => listsInTurns(answeredBy(requireDescriptions(schema), found)),
              introspection: open,
              playground: false,
              includeStacktraceInErrorResponses: false,
              csrfPrevention: true,
              allowBatchedHttpRequests: false,
              plugins: [
                ...protection.plugins,
                callersOfAnswers(callers),
                // It would be called at each field.
                ApolloServerPluginCacheControlDisabled(),
                // Its code would be loaded from elsewhere.
                ApolloServerPluginLandingPageDisabled(),
              ],
              validationRules: [...protection.validationRules],
              async stringifyResult(result) {
                const caller = callers.get(result.data ?? result);
                const answer = await limitedAnswer(result, async () => caller?.giveWay());
                caller?.answered(Buffer.byteLength(answer));
                return answer;
              },
              parseOptions: { maxTokens: protection.maxTokens },
              documentStore: documents.store,
              // A document is priced and limited by its text, which each request brings.
              persistedQueries: false,
              formatError: formatError(logger, { open }),
              async context({ req, res }: Incoming): Promise<{ caller: Caller }> {
                try {
                  const { actor, profile } = await authenticator.authenticate(req.headers.authorization);
                  const budget = budgets.of(actor, req.headers.authorization);
                  await budget.turn('new');
                  const query = req.body?.query ?? req.query?.query;
                  const text = typeof query === 'string' ? query : '';
                  const charactersALine = documents.isKnown(text) ? CHARACTERS_A_LINE : NEW_CHARACTERS_A_LINE;
                  await budget.admit(REQUEST_LINES + text.length / charactersALine);
                  documents.check(text);
                  const caller = new Caller(actor, models, written, {
                    profile,
                    budget,
                    deadline,
                    channel: channelOf(req),
                    language: pageLanguage(req),
                    onPeopleRead: (people) => logAccess(logger, actor, { people }),
                  });
                  // It may have left before it was known who it is: no such event comes any more.
                  if (res.destroyed) caller.leave();
                  else res.once('close', () => caller.leave());
                  return { caller };
                } catch (error) {
                  if (error instanceof GraphQLError) throw error;
                  throw rejectRequest(toErrorResponse(error, logger));
                }
              },
            };
          },
        }),
      ],
      controllers: [
        AnswersController,
        BatchesController,
        ...(consoleFiles ? [ConsoleController] : []),
        CreditNotesController,
        EvidenceController,
        ExportsController,
        FeedsController,
        ImportsController,
        InboundEmailController,
        MailsController,
        SessionController,
        StatementsController,
        TermsController,
        HealthController,
      ],
      providers: [
        { provide: AUTHENTICATOR, useValue: authenticator },
        { provide: Budgets, useValue: budgets },
        { provide: Sessions, useValue: sessions },
        { provide: SIGN_IN, useValue: signIn },
        { provide: ConsoleFiles, useValue: consoleFiles },
        { provide: Replays, useValue: new Replays(store, catalogue) },
        { provide: ReadYourWrites, useValue: written },
        {
          provide: LiveChanges,
          inject: [Registry],
          useFactory(registry: Registry) {
            const visible = ({ name }: { readonly name: string }, position: Position) =>
              written.isVisible(name, position, VISIBLE_WARNING_MS);
            const changes = new LiveChanges(makegood, visible, logger);
            new Gauge({
              name: 'makegood_live_subscriptions',
              help: 'GraphQL subscriptions that are served now.',
              registers: [registry],
              collect() {
                this.set(changes.subscribers);
              },
            });
            return changes;
          },
        },
        ...resolvers,
      ],
    };
  }
}
