import { randomUUID } from 'node:crypto';
import { createUUID, parseUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, { type BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { EncodedEvent } from './event-encoding.ts';
import { NO_STREAM } from './event-store.port.ts';
import type { ClientInternals } from './eventstoredb.client.ts';

/** Long: the server limits it to its own commit time-out, and a server clock that runs ahead must not make every append late. */
const SERVER_DEADLINE_MS = 3_600_000;

/**
 * The batch path: one call carries all appends under way, matched by correlation id; three to four times the rate of one call
 * per append.
 *
 * The client has this path too, but keeps its pending appends in one table for all calls of the process: an error on any call
 * fails the appends of all, a late answer then ends the process, and a call that the server ends cleanly leaves its appends
 * pending for ever. Here each call has a table of its own, and the end of the call settles all of it.
 */
export class AppendStream {
  readonly #client: ClientInternals;
  #current: Promise<BatchCall> | undefined;

  constructor(client: ClientInternals) {
    this.#client = client;
  }

  /**
   * The server's answer, which may be a refusal. After `signal` aborts, later appends use a new call: this one may be dead
   * without having reported an error.
   * @throws the error that broke the call, or the reason of `signal`
   */
  async send(
    stream: string,
    expected: number,
    events: readonly EncodedEvent[],
    signal: AbortSignal,
  ): Promise<BatchAppendResp> {
    this.#current ??= this.#open();
    const call = await this.#current;
    signal.throwIfAborted();
    return call.send(requestOf(stream, expected, events), signal);
  }

  #open(): Promise<BatchCall> {
    const forget = () => {
      if (this.#current === opening) this.#current = undefined;
    };
    const start = async () => {
      let opened: BatchCall | undefined;
      const create = this.#client.GRPCStreamCreator(grpcStreams.StreamsClient, 'batchAppend', (grpc) => {
        const call = grpc.batchAppend(...this.#client.callArguments({}, { deadline: Infinity }));
        opened = new BatchCall(call, forget);
        return call;
      });
      await create();
      return opened as BatchCall;
    };
    const opening = start();
    opening.catch(forget);
    return opening;
  }
}

interface Waiting {
  readonly answered: (answer: BatchAppendResp) => void;
  readonly broken: (error: Error) => void;
}

class BatchCall {
  readonly #call: ClientDuplexStream<BatchAppendReq, BatchAppendResp>;
  readonly #waiting = new Map<string, Waiting>();
  readonly #retired: () => void;
  #end: Error | undefined;

  /** `retired` is called when no further append should use this call. */
  constructor(call: ClientDuplexStream<BatchAppendReq, BatchAppendResp>, retired: () => void) {
    this.#call = call;
    this.#retired = retired;
    // An answer without an entry came twice, or after its append had timed out.
    call.on('data', (answer) => this.#waiting.get(parseUUID(answer.getCorrelationId()) ?? '')?.answered(answer));
    call.on('error', (error) => this.#over(error));
    call.on('end', () => {
      this.#over(new Error('the server ended the call'));
      // Otherwise our half stays open, and the client keeps it in its list of calls to dispose of.
      call.end();
    });
  }

  send(request: BatchAppendReq, signal: AbortSignal): Promise<BatchAppendResp> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) return reject(this.#end);
      const id = randomUUID();
      const leave = () => {
        signal.removeEventListener('abort', givenUp);
        this.#waiting.delete(id);
      };
      const givenUp = () => {
        leave();
        this.#retired();
        if (this.#waiting.size === 0) this.#call.cancel();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', givenUp);
      this.#waiting.set(id, {
        answered(answer) {
          leave();
          resolve(answer);
        },
        broken(error) {
          leave();
          reject(error);
        },
      });
      request.setCorrelationId(createUUID(id));
      this.#call.write(request);
    });
  }

  #over(error: Error): void {
    this.#end ??= error;
    this.#retired();
    for (const { broken } of [...this.#waiting.values()]) broken(error);
  }
}

const text = new TextEncoder();

function requestOf(stream: string, expected: number, events: readonly EncodedEvent[]): BatchAppendReq {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(text.encode(stream));
  const options = new streams.BatchAppendReq.Options();
  options.setStreamIdentifier(identifier);
  options.setDeadline(timestamp.Timestamp.fromDate(new Date(Date.now() + SERVER_DEADLINE_MS)));
  if (expected === NO_STREAM) options.setNoStream(new empty.Empty());
  else options.setStreamPosition(String(expected));
  const request = new streams.BatchAppendReq();
  request.setOptions(options);
  request.setIsFinal(true);
  for (const { id, type, data, metadata } of events) {
    const message = new streams.BatchAppendReq.ProposedMessage();
    message.setId(createUUID(id));
    message.getMetadataMap().set('type', type).set('content-type', 'application/json');
    message.setData(text.encode(data));
    message.setCustomMetadata(text.encode(metadata));
    request.addProposedMessages(message);
  }
  return request;
}
