import { randomUUID } from 'node:crypto';
import { parseUUID } from '@eventstore/db-client/dist/utils/grpcUUID.js';
import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { EncodedEvent } from './event-encoding.ts';
import { type AppendRequest, appendRequestBytes } from './eventstoredb.append-request.ts';
import type { ClientInternals } from './eventstoredb.client.ts';

/** Generous, because server clocks may differ; the server limits it to its own commit time-out. */
const SERVER_DEADLINE_MS = 3_600_000;

const { path, responseDeserialize } = grpcStreams.StreamsService.batchAppend;
const asItIs = (bytes: Buffer): Buffer => bytes;

/**
 * One gRPC call carries all appends under way: three to four times the rate of a call per append. The client's own batch append
 * shares a table of pending appends: an error on one call fails the appends of all.
 */
export class AppendStream {
  readonly #client: ClientInternals;
  #current: Promise<BatchCall> | undefined;

  constructor(client: ClientInternals) {
    this.#client = client;
  }

  /** Resolves to the server's answer, which may be a refusal. After `signal` aborts, later appends use a new call. */
  async send(
    stream: string,
    expected: number,
    events: readonly EncodedEvent[],
    signal: AbortSignal,
  ): Promise<BatchAppendResp> {
    this.#current ??= this.#open();
    const call = await this.#current;
    signal.throwIfAborted();
    const deadline = new Date(Date.now() + SERVER_DEADLINE_MS);
    return call.send({ stream, expected, deadline, events }, signal);
  }

  #open(): Promise<BatchCall> {
    const forget = () => {
      if (this.#current === opening) this.#current = undefined;
    };
    const start = async () => {
      let opened: BatchCall | undefined;
      const create = this.#client.GRPCStreamCreator(grpcStreams.StreamsClient, 'batchAppend', (grpc) => {
        const [metadata, options] = this.#client.callArguments({}, { deadline: Infinity });
        const call = grpc.makeBidiStreamRequest(path, asItIs, responseDeserialize, metadata, options);
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
  readonly #call: ClientDuplexStream<Buffer, BatchAppendResp>;
  readonly #waiting = new Map<string, Waiting>();
  readonly #retired: () => void;
  #end: Error | undefined;

  constructor(call: ClientDuplexStream<Buffer, BatchAppendResp>, retired: () => void) {
    this.#call = call;
    this.#retired = retired;
    call.on('data', (answer) => this.#waiting.get(parseUUID(answer.getCorrelationId()) ?? '')?.answered(answer));
    call.on('error', (error) => this.#fail(error));
    call.on('end', () => {
      this.#fail(new Error('the server ended the call'));
      // Otherwise our half stays open, and the client never forgets the call.
      call.end();
    });
  }

  send(request: Omit<AppendRequest, 'correlationId'>, signal: AbortSignal): Promise<BatchAppendResp> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) return reject(this.#end);
      const id = randomUUID();
      const leave = () => {
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(id);
      };
      const onAbort = () => {
        leave();
        this.#retired();
        if (this.#waiting.size === 0) this.#call.cancel();
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', onAbort);
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
      this.#call.write(appendRequestBytes({ ...request, correlationId: id }));
    });
  }

  #fail(error: Error): void {
    this.#end ??= error;
    this.#retired();
    for (const { broken } of [...this.#waiting.values()]) broken(error);
  }
}
