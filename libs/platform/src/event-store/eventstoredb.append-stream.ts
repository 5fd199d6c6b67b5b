import { randomUUID } from 'node:crypto';
import grpcStreams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { HOUR_MS } from '#kernel';
import type { EncodedEvent } from './event-encoding.ts';
import { type AppendAnswer, appendAnswer } from './eventstoredb.append-answer.ts';
import { type AppendRequest, appendRequestBytes } from './eventstoredb.append-request.ts';
import type { ClientInternals } from './eventstoredb.client.ts';
import { NoAnswer } from './eventstoredb.faults.ts';
import { PARTS } from '../support/time-out.ts';

/** Generous, because server clocks may differ; the server limits it to its own commit time-out. */
const SERVER_DEADLINE_MS = HOUR_MS;

const { path } = grpcStreams.StreamsService.batchAppend;
const asItIs = (bytes: Buffer): Buffer => bytes;

type Call = ClientDuplexStream<Buffer, AppendAnswer>;

/**
 * One gRPC call carries all appends under way: three to four times the rate of a call per append. The client's own batch append
 * shares a table of pending appends: an error on one call fails the appends of all.
 */
export class AppendStream {
  #current: BatchCall | undefined;

  constructor(
    private readonly client: ClientInternals,
    private readonly timeoutMs: number,
  ) {}

  /** Resolves to the server's answer, which may be a refusal. @throws NoAnswer; later appends then use a new call */
  send(stream: string, expected: number, events: readonly EncodedEvent[]): Promise<AppendAnswer> {
    this.#current ??= this.#open();
    return this.#current.send({ stream, expected, deadline: new Date(Date.now() + SERVER_DEADLINE_MS), events });
  }

  #open(): BatchCall {
    const opening = new BatchCall(this.#start(), this.timeoutMs, () => {
      if (this.#current === opening) this.#current = undefined;
    });
    return opening;
  }

  #start(): Promise<Call> {
    return this.client.GRPCStreamCreator(grpcStreams.StreamsClient, 'batchAppend', (grpc) => {
      const [metadata, options] = this.client.callArguments({}, { deadline: Infinity });
      return grpc.makeBidiStreamRequest(path, asItIs, appendAnswer, metadata, options);
    })();
  }
}

interface Waiting {
  readonly resolve: (answer: AppendAnswer) => void;
  readonly reject: (error: Error) => void;
  /** Which part of the time is its last (see `TimeOut`). */
  readonly until: number;
}

class BatchCall {
  #call: Call | undefined;
  /** Until the call is open. */
  readonly #unsent = new Map<string, Buffer>();
  /** By correlation id, the longest waiting first. */
  readonly #waiting = new Map<string, Waiting>();
  /** One for all that wait: how many parts of their time have passed. */
  #timer: NodeJS.Timeout | undefined;
  #parts = 0;
  #isRetired = false;
  #end: Error | undefined;

  constructor(
    opening: Promise<Call>,
    private readonly timeoutMs: number,
    private readonly retired: () => void,
  ) {
    opening.then(
      (call) => this.#opened(call),
      (error: Error) => this.#fail(error),
    );
  }

  send(request: Omit<AppendRequest, 'correlationId'>): Promise<AppendAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) return reject(this.#end);
      const id = randomUUID();
      const bytes = appendRequestBytes({ ...request, correlationId: id });
      this.#waiting.set(id, { resolve, reject, until: this.#parts + 1 + PARTS });
      this.#timer ??= this.#nextPart();
      if (this.#call) this.#call.write(bytes);
      else this.#unsent.set(id, bytes);
    });
  }

  #opened(call: Call): void {
    call.on('data', (answer: AppendAnswer) => this.#leave(answer.correlationId)?.resolve(answer));
    call.on('error', (error) => this.#fail(error));
    call.on('end', () => {
      this.#fail(new Error('the server ended the call'));
      // Otherwise our half stays open, and the client never forgets the call.
      call.end();
    });
    this.#call = call;
    for (const bytes of this.#unsent.values()) call.write(bytes);
    this.#unsent.clear();
    this.#cancelUnused();
  }

  #leave(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #nextPart(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#parts++;
      // Answers that have come are read first.
      setImmediate(this.#giveUp);
    }, this.timeoutMs / PARTS);
  }

  #giveUp = () => {
    for (const [id, { until, reject }] of this.#waiting) {
      if (until > this.#parts) break;
      this.#leave(id);
      this.#unsent.delete(id);
      this.#retire();
      reject(new NoAnswer('an append', this.timeoutMs));
    }
    this.#timer = this.#waiting.size > 0 ? this.#nextPart() : undefined;
    this.#cancelUnused();
  };

  #retire(): void {
    this.#isRetired = true;
    this.retired();
  }

  #cancelUnused(): void {
    if (this.#isRetired && this.#waiting.size === 0) this.#call?.cancel();
  }

  #fail(error: Error): void {
    this.#end ??= error;
    this.#retire();
    clearTimeout(this.#timer);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#unsent.clear();
    for (const { reject } of waiting) reject(error);
  }
}
