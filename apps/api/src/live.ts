import type { IncomingMessage, Server } from 'node:http';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  type GraphQLFormattedError,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { CloseCode, type ServerOptions } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { isTooDeep, type Json } from '#kernel';
import { type Authenticated, Unauthenticated } from '#server';
import type { Caller } from './caller.ts';
import { failure, withCode } from './errors.ts';
import type { Budgets } from './budget.ts';
import { LiveConnections, MAX_SUBSCRIPTIONS } from './live-limits.ts';
import { messagesInTurn, sendToThoseWhoStay } from './messages-in-turn.ts';
import { type Protection, refuseRepetition } from './protection.ts';
import { TOO_DEEP } from './transfers.ts';

const { GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED } = ApolloServerErrorCode;
const MAX_MESSAGE_BYTES = 64 * 1024;
const CLOSE_TIMEOUT_MS = 1_000;
/** Of one change, with all that the subscription selects. */
const MAX_CHANGE_BYTES = 256 * 1024;
/** How often it is looked whose token has run out or was revoked, who does not read, and who has no subscription. */
const CHECK_MS = 1_000;
/** What a message costs (docs/operations.md), and more when it is refused. */
const MESSAGE_LINES = 5;
const BYTES_OF_A_LINE = 20;
const REFUSED_LINES = 100;
/** Messages of one who has not said who it is. */
const MAX_UNKNOWN = 10;
/** As of graphql-ws: clients do not connect again by themselves. */
const TOO_MANY_CONNECTIONS = 4429;
/** Close codes of WebSocket: clients connect again when they subscribe next, or at once. */
const NORMAL = 1000;
const TRY_AGAIN_LATER = 1013;

/** Which connections are closed. */
export interface LiveLimits {
  /** That have not said who they are. */
  readonly greetingMs: number;
  /** Pings are sent so often; that have not answered one before the next. */
  readonly pingMs: number;
  /** Without a subscription. */
  readonly idleMs: number;
}

export const LIVE_LIMITS: LiveLimits = { greetingMs: 3_000, pingMs: 12_000, idleMs: 60_000 };

/** What is sent is what it has read. */
interface LiveContext {
  readonly caller: Pick<Caller, 'answers'>;
}

export interface LiveOptions {
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly protection: Protection;
  /** Finds the token of the handshake. @returns values of `Set-Cookie` for its answer */
  readonly applySession: (request: IncomingMessage) => Promise<readonly string[]>;
  readonly budgets: Budgets;
  /** @throws Error with the reason when the token is not valid */
  readonly authenticate: (authorization: string | undefined) => Promise<Authenticated>;
  readonly contextOf: (authenticated: Authenticated) => LiveContext;
  readonly formatError: (formatted: GraphQLFormattedError, raw: unknown) => GraphQLFormattedError;
  /** `stallMs`: of which nothing is read for so long is closed. */
  readonly limits: LiveLimits & { readonly stallMs: number };
}

interface Connected extends Extra, Record<PropertyKey, unknown> {
  authenticated?: Authenticated;
}

/** Subscriptions over graphql-transport-ws. The token comes with the first message, since browsers cannot send headers, or with the
 * upgrade, where that of a session is found as well. @returns a function that closes all connections */
export function serveLive(server: Server, options: LiveOptions): () => Promise<void> {
  const { path, schema, protection, budgets, applySession, authenticate, contextOf, limits } = options;
  const cookies = new WeakMap<IncomingMessage, readonly string[]>();
  const sockets = new WebSocketServer({
    server,
    path,
    maxPayload: MAX_MESSAGE_BYTES,
    autoPong: false,
    verifyClient: ({ req }, answer) =>
      void applySession(req).then(
        (set) => {
          cookies.set(req, set);
          answer(true);
        },
        () => answer(false, 503, 'Try again later'),
      ),
  });
  sockets.on('headers', (headers, request) => {
    for (const cookie of cookies.get(request) ?? []) headers.push(`Set-Cookie: ${cookie}`);
  });
  const shown = (errors: readonly GraphQLError[]) =>
    errors.map((error) => options.formatError(error.toJSON(), error)) as unknown as GraphQLError[];

  const connections = new LiveConnections();
  const live: ServerOptions<Record<string, unknown>, Connected> = {
    async onConnect({ connectionParams, extra, subscriptions }) {
      const { Authorization: one, authorization: other } = connectionParams ?? {};
      const given = [one, other].find((text) => typeof text === 'string');
      try {
        const authenticated = await authenticate(given ?? extra.request.headers.authorization);
        extra.authenticated = authenticated;
        if (connections.add(extra.socket, { authenticated, subscriptions })) return true;
        extra.socket.close(TOO_MANY_CONNECTIONS, 'Too many connections');
        return false;
      } catch (error) {
        if (!(error instanceof Unauthenticated)) extra.socket.close(TRY_AGAIN_LATER, 'Try again later');
        return false;
      }
    },

    onSubscribe({ subscriptions, extra }, _id, { query, operationName, variables }) {
      const { actor } = extra.authenticated as Authenticated;
      const refused = (errors: readonly GraphQLError[]) => {
        budgets.of(actor).count(REFUSED_LINES);
        return errors;
      };
      try {
        if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS)
          throw failure('TOO_MANY', `A connection may have at most ${MAX_SUBSCRIPTIONS} subscriptions.`);
        if (!connections.mayListen(actor))
          throw failure('TOO_MANY', 'You or your company have too many subscriptions. End those that are not needed.');
        if (isTooDeep(variables)) throw failure('BAD_USER_INPUT', TOO_DEEP);
        const document = stage(GRAPHQL_PARSE_FAILED, () => parse(query, { maxTokens: protection.maxTokens }));
        refuseRepetition(document);
        if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION)
          throw failure('BAD_USER_INPUT', 'Only subscriptions are served here. Send queries and mutations over HTTP.');
        const rules = [...specifiedRules, ...protection.validationRules];
        const faults = stage(GRAPHQL_VALIDATION_FAILED, () => validate(schema, document, rules));
        if (faults.length > 0) return refused(faults.map((fault) => withCode(fault, GRAPHQL_VALIDATION_FAILED)));
        const contextValue = contextOf(extra.authenticated as Authenticated);
        return { schema, document, operationName, variableValues: variables as Record<string, Json>, contextValue };
      } catch (error) {
        return refused([error as GraphQLError]);
      }
    },

    onError({ extra }, _id, _payload, errors) {
      // What cannot be sent any more is no fault.
      return extra.socket.readyState === extra.socket.OPEN ? shown(errors) : undefined;
    },
    onNext(_context, _id, _payload, { contextValue }, { errors, ...result }) {
      (contextValue as LiveContext).caller.answers();
      if (Buffer.byteLength(JSON.stringify(result)) > MAX_CHANGE_BYTES)
        return {
          errors: shown([failure('TOO_MANY', 'A change of this claim has over 256 KiB. Select fewer fields.')]),
        };
      return errors ? { ...result, errors: shown(errors) } : result;
    },
  };
  const checking = setInterval(() => {
    for (const socket of connections.withoutToken(Date.now())) socket.close(CloseCode.Unauthorized, 'Unauthorized');
    for (const socket of connections.idle(limits.idleMs)) socket.close(NORMAL, 'Without a subscription');
    for (const socket of sockets.clients) if (connections.isStuck(socket, limits.stallMs)) socket.terminate();
  }, CHECK_MS).unref();
  sockets.on('connection', (socket, request) => {
    request.socket.on('drain', () => connections.drained(socket));
    sendToThoseWhoStay(socket);
    // Anyone can send too much in one message, which closes the connection: graphql-ws prints each with its stack.
    queueMicrotask(() => socket.removeAllListeners('error').on('error', () => undefined));
    let unknown = 0;
    messagesInTurn(socket, async (bytes) => {
      const actor = connections.actorOf(socket);
      if (actor) return budgets.of(actor).afford(MESSAGE_LINES + Math.ceil(bytes / BYTES_OF_A_LINE));
      if (++unknown > MAX_UNKNOWN) socket.close(CloseCode.Unauthorized, 'Unauthorized');
      return budgets.arrival(undefined);
    });
  });
  const served = useServer<Record<string, unknown>, Connected>(
    { ...live, isProd: true, connectionInitWaitTimeout: limits.greetingMs },
    sockets,
    limits.pingMs,
  );

  return async () => {
    const late = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, CLOSE_TIMEOUT_MS);
    clearInterval(checking);
    await served.dispose();
    clearTimeout(late);
  };
}

/** With the codes that Apollo gives over HTTP. @throws GraphQLError */
function stage<T>(code: ApolloServerErrorCode, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof GraphQLError ? withCode(error, code) : error;
  }
}
