import type { EventStoreDBClient } from '@eventstore/db-client';
import type grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { CallOptions, Channel, Metadata } from '@grpc/grpc-js';
import { EventStoreError } from './event-store.port.ts';
import type { EventStoreDbAddress } from './eventstoredb.address.ts';
import { NoAnswer } from './eventstoredb.faults.ts';
import { TimeOut } from '../support/time-out.ts';

/** Protected members of the client. It cannot be subclassed: `connectionString` always makes an instance of the base class. */
export interface ClientInternals {
  GRPCStreamCreator<T>(
    client: typeof grpcStreams.StreamsClient,
    name: string,
    create: (client: InstanceType<typeof grpcStreams.StreamsClient>) => T,
  ): () => Promise<T>;
  callArguments(options: object, callOptions?: CallOptions): [Metadata, CallOptions];
  getChannel(): Promise<Channel>;
  resolveUri(): Promise<string>;
  createChannel(): Promise<Channel>;
  handleError(client: { getChannel(): Channel }, error: Error): Promise<void>;
}

export const internalsOf = (client: EventStoreDBClient): ClientInternals => client as unknown as ClientInternals;

/** Once per process: two clients would share state. */
export function clientOf(address: EventStoreDbAddress): EventStoreDBClient {
  const client = address.connect();
  // The client does not await this; it rejects when a cluster has just lost all its nodes.
  const internals = internalsOf(client);
  const handleError = internals.handleError;
  internals.handleError = (grpc, error) => handleError(grpc, error).catch(() => undefined);
  const resolveUri = internals.resolveUri;
  internals.resolveUri = async () => bracketed(await resolveUri());
  return client;
}

/** Members of a cluster tell their IPv6 addresses without the brackets that a target needs. */
export const bracketed = (target: string): string => target.replace(/^([^[\]]*:[^[\]]*):(\d+)$/, '[$1]:$2');

/** Ends all calls: only when no append is under way. */
export async function dispose(client: EventStoreDBClient, timeoutMs: number): Promise<void> {
  const internals = internalsOf(client);
  internals.resolveUri = () => Promise.reject(closed());
  await answerWithin(timeoutMs, 'close', client.dispose()).catch(() => undefined);
  const channel = await internals.getChannel().catch(() => undefined);
  channel?.close();
}

/** @throws NoAnswer when `call` takes longer; a later answer is ignored */
export async function answerWithin<T>(timeoutMs: number, name: string, call: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timeOut = new TimeOut(timeoutMs, () => late.reject(new NoAnswer(name, timeoutMs)));
  return Promise.race([call, late.promise]).finally(() => timeOut.end());
}

export const closed = () => new EventStoreError('closed', 'the event store is closed');
