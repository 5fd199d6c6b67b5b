import type { Server } from 'node:http';
import {
  type GraphQLFormattedError,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { CloseCode, type ServerOptions } from 'graphql-ws';
import { type Extra, useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { isTooDeep, type Json } from '#kernel';
import { type Authenticated, Unauthenticated } from '#server';
import { failure } from './errors.ts';
import type { Protection } from './protection.ts';
import { TOO_DEEP } from './transfers.ts';

const MAX_SUBSCRIPTIONS = 20;
const MAX_MESSAGE_BYTES = 64 * 1024;
const CLOSE_TIMEOUT_MS = 1_000;
/** How often it is looked whose token has run out or was revoked. */
const TOKEN_CHECK_MS = 1_000;
/** Close code of WebSocket: clients connect again. */
const TRY_AGAIN_LATER = 1013;

export interface LiveOptions {
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly protection: Protection;
  /** @throws Error with the reason when the token is not valid */
  readonly authenticate: (authorization: string | undefined) => Promise<Authenticated>;
  readonly contextOf: (authenticated: Authenticated) => Record<string, unknown>;
  readonly formatError: (formatted: GraphQLFormattedError, raw: unknown) => GraphQLFormattedError;
}

interface Connected extends Extra, Record<PropertyKey, unknown> {
  authenticated?: Authenticated;
}

/** Subscriptions over graphql-transport-ws. The token comes with the first message, since browsers cannot send headers, or with the
 * upgrade. @returns a function that closes all connections */
export function serveLive(server: Server, options: LiveOptions): () => Promise<void> {
  const { path, schema, protection, authenticate, contextOf } = options;
  const sockets = new WebSocketServer({ server, path, maxPayload: MAX_MESSAGE_BYTES });
  const shown = (errors: readonly GraphQLError[]) =>
    errors.map((error) => options.formatError(error.toJSON(), error)) as unknown as GraphQLError[];

  const connected = new Map<WebSocket, Authenticated>();
  const live: ServerOptions<Record<string, unknown>, Connected> = {
    async onConnect({ connectionParams, extra }) {
      const { Authorization: one, authorization: other } = connectionParams ?? {};
      const given = [one, other, extra.request.headers.authorization].find((text) => typeof text === 'string');
      try {
        extra.authenticated = await authenticate(given as string | undefined);
        connected.set(extra.socket, extra.authenticated);
        return true;
      } catch (error) {
        if (!(error instanceof Unauthenticated)) extra.socket.close(TRY_AGAIN_LATER, 'Try again later');
        return false;
      }
    },

    onDisconnect: ({ extra }) => void connected.delete(extra.socket),

    onSubscribe({ subscriptions, extra }, _id, { query, operationName, variables }) {
      try {
        if (Object.keys(subscriptions).length > MAX_SUBSCRIPTIONS)
          throw failure('TOO_MANY', `A connection may have at most ${MAX_SUBSCRIPTIONS} subscriptions.`);
        if (isTooDeep(variables)) throw failure('BAD_USER_INPUT', TOO_DEEP);
        const document = parse(query, { maxTokens: protection.maxTokens });
        if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION)
          throw failure('BAD_USER_INPUT', 'Only subscriptions are served here. Send queries and mutations over HTTP.');
        const faults = validate(schema, document, [...specifiedRules, ...protection.validationRules]);
        if (faults.length > 0) return faults;
        const contextValue = contextOf(extra.authenticated as Authenticated);
        return { schema, document, operationName, variableValues: variables as Record<string, Json>, contextValue };
      } catch (error) {
        return [error as GraphQLError];
      }
    },

    onError: (_context, _id, _payload, errors) => shown(errors as readonly GraphQLError[]),
    onNext: (_context, _id, _payload, _args, { errors, ...result }) =>
      errors ? { ...result, errors: shown(errors as readonly GraphQLError[]) } : result,
  };
  const ending = setInterval(() => {
    const now = Date.now();
    for (const [socket, { expiresAtMs, isRevoked }] of connected)
      if (expiresAtMs <= now || isRevoked()) socket.close(CloseCode.Unauthorized, 'Unauthorized');
  }, TOKEN_CHECK_MS).unref();
  const served = useServer<Record<string, unknown>, Connected>({ ...live, isProd: true }, sockets);

  return async () => {
    const late = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, CLOSE_TIMEOUT_MS);
    clearInterval(ending);
    await served.dispose();
    clearTimeout(late);
  };
}
