import { convertToCommandError } from '@eventstore/db-client/dist/utils/CommandError.js';
import grpcShared from '@eventstore/db-client/generated/shared_pb.js';
import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import grpcMessages from '@eventstore/db-client/generated/streams_pb.js';
import type { ClientReadableStream } from '@grpc/grpc-js';
import { BEGINNING, type Position, positionParts } from './event-store.port.ts';
import type { ClientInternals } from './eventstoredb.client.ts';
import { type Received, received } from './eventstoredb.read-response.ts';

const { path, requestSerialize } = grpcStreams.StreamsService.read;
const { ReadReq } = grpcMessages;
const { Options } = ReadReq;
const nothing = () => new grpcShared.Empty();

/** The server sends a checkpoint after 32 × this many events; they are not used here. */
const CHECKPOINT_INTERVAL = 1_000;

export type Reading = ClientReadableStream<Received>;

/** Calls of the server's Read, whose answers are decoded once. The client decodes each twice, and passes it through a second stream. */
export class Reads {
  constructor(private readonly client: ClientInternals) {}

  /** From the event at `from` on, itself included; by default from the beginning, backwards from the end. */
  all(from: Position | undefined, backwards: boolean, count: number): Promise<Reading> {
    const options = page(backwards, count);
    options.setAll(from === undefined && backwards ? atEnd() : after(from ?? BEGINNING));
    return this.#open('readAll', options);
  }

  /** From the event of that revision on, itself included. */
  stream(name: string, from: number | 'end', backwards: boolean, count: number): Promise<Reading> {
    const options = page(backwards, count);
    const stream = new Options.StreamOptions();
    const identifier = new grpcShared.StreamIdentifier();
    identifier.setStreamName(Buffer.from(name).toString('base64'));
    stream.setStreamIdentifier(identifier);
    if (from === 'end') stream.setEnd(nothing());
    else stream.setRevision(String(from));
    options.setStream(stream);
    return this.#open('readStream', options);
  }

  /** Of streams whose names begin so; never ends by itself. */
  subscription(from: Position, prefixes: readonly string[]): Promise<Reading> {
    const options = new Options();
    options.setAll(after(from));
    options.setSubscription(new Options.SubscriptionOptions());
    const names = new Options.FilterOptions.Expression();
    names.setPrefixList([...prefixes]);
    const filter = new Options.FilterOptions();
    filter.setStreamIdentifier(names);
    filter.setCount(nothing());
    filter.setCheckpointintervalmultiplier(CHECKPOINT_INTERVAL);
    options.setFilter(filter);
    return this.#open('subscribeToAll', options);
  }

  #open(name: string, options: InstanceType<typeof Options>): Promise<Reading> {
    const uuids = new Options.UUIDOption();
    uuids.setString(nothing());
    options.setUuidOption(uuids);
    const request = new ReadReq();
    request.setOptions(options);
    return this.client.GRPCStreamCreator(grpcStreams.StreamsClient, name, (grpc) => {
      const [metadata, callOptions] = this.client.callArguments({}, { deadline: Infinity });
      return grpc.makeServerStreamRequest(path, requestSerialize, received, request, metadata, callOptions);
    })();
  }
}

/** An error of a call as the client words it. */
export const clientError = (error: unknown): unknown => convertToCommandError(error as Error);

/** Not within a turn in which the call delivers something: https://github.com/grpc/grpc-node/issues/1652 */
export const cancel = (reading: Promise<Reading>): void => {
  void reading.then(
    (call) => setImmediate(() => call.cancel()),
    () => undefined,
  );
};

function page(backwards: boolean, count: number) {
  const options = new Options();
  options.setReadDirection(Options.ReadDirection[backwards ? 'BACKWARDS' : 'FORWARDS']);
  options.setCount(String(count));
  options.setNoFilter(nothing());
  return options;
}

function after(position: Position) {
  const all = new Options.AllOptions();
  if (position === BEGINNING) all.setStart(nothing());
  else {
    const { commit, prepare } = positionParts(position);
    const parts = new Options.Position();
    parts.setCommitPosition(String(commit));
    parts.setPreparePosition(String(prepare));
    all.setPosition(parts);
  }
  return all;
}

function atEnd() {
  const all = new Options.AllOptions();
  all.setEnd(nothing());
  return all;
}
