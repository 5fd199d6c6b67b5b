import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, {
  type AppendReq,
  type AppendResp,
  type BatchAppendReq,
  type BatchAppendResp,
  type DeleteReq,
  type DeleteResp,
  type ReadReq,
  type ReadResp,
  type TombstoneReq,
  type TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import {
  appended,
  batchAppended,
  caughtUp,
  checkpoint,
  confirmation,
  expectedOf,
  nameOf,
  rawEvent,
  readResponse,
  type Refusal,
  serviceError,
  statusOf,
  streamNotFound,
  structured,
  uuid,
  wrongVersion,
} from './peer-answers.ts';
import { type Expected, PeerLog, type RawEvent, type Stored, type StoredEvent } from './peer-log.ts';
import { Wire } from './peer-wire.ts';

export type { Refusal } from './peer-answers.ts';

export type Call = 'append' | 'batchAppend' | 'read' | 'subscribe' | 'features' | 'gossip';

/** A deviation from what one call should do. */
export interface Trick {
  /** Whether the events of an append are stored first; true by default. */
  readonly stored?: boolean;
  /** Events that a read or subscription delivers first. */
  readonly after?: number;
  /** What happens next waits for this. */
  readonly until?: Promise<unknown>;
  /** `silence`: no answer ever; `end`: a clean end without an answer; `cut`: all connections are destroyed. */
  readonly then?: 'answer' | 'silence' | 'end' | 'cut' | Refusal;
  /** How often the answer, or each event, is sent. */
  readonly times?: number;
}

export interface PeerOptions {
  readonly folder?: string;
  /** Adds system events, links and events of another application between all others. */
  readonly noise?: boolean;
  /** EventStoreDB 22.10 never sends `caughtUp`; 23.10 does. */
  readonly caughtUp?: boolean;
  /** With a certificate of `./certificates`: the one for this machine, an expired one, one for other names, or one of another authority. */
  readonly certificate?: 'server' | 'expired' | 'elsewhere' | 'by-another';
  /** After a conflict, the events that won can be read and are acknowledged only when so many reads of their stream have missed them. */
  readonly lateReads?: number;
  /** An append repeated while the first one is not yet acknowledged is answered `Timeout`. */
  readonly timeouts?: boolean;
  /** A subscription that has delivered so many live events is ended: "Consumer too slow". */
  readonly tooSlow?: number;
  /** The log of a cluster, which closes it. */
  readonly log?: PeerLog;
}

/** As real servers behave where two processes write and readers lag. */
export const AS_MEASURED: PeerOptions = { noise: true, lateReads: 2, timeouts: true, tooSlow: 40 };

/** A file of `./certificates`. The authority has signed all certificates there but those of the other authority and `by-another`. */
export const certificateFile = (
  name: 'authority' | 'other-authority' | 'server' | 'expired' | 'elsewhere' | 'by-another',
): string => join(import.meta.dirname, 'certificates', `${name}.pem`);

/** What a node knows of its cluster. */
export interface Cluster {
  /** Absent during an election. */
  readonly leader: ScriptedPeer | undefined;
  readonly members: readonly { readonly peer: ScriptedPeer; readonly isAlive: boolean }[];
}

/** Its reads answer with bytes, or with messages. */
const STREAMS = {
  ...streamsService.StreamsService,
  read: {
    ...streamsService.StreamsService.read,
    responseSerialize: (answer: ReadResp | Buffer) =>
      Buffer.isBuffer(answer) ? answer : Buffer.from(answer.serializeBinary()),
  },
};

/**
 * A server for the part of EventStoreDB's streams protocol that the product uses, built on the client's generated classes. It
 * misbehaves as scripted.
 */
export class ScriptedPeer {
  readonly #grpc = new Server();
  readonly #tricks = new Map<Call, Trick[]>();
  readonly #arrivals = new Map<Call, (() => void)[]>();
  /** Calls so far, by kind. */
  readonly calls: Record<Call, number> = { append: 0, batchAppend: 0, read: 0, subscribe: 0, features: 0, gossip: 0 };
  /** Batch calls so far; each carries many appends. */
  opened = 0;
  /** Events delivered by reads and subscriptions. */
  given = 0;
  /** Where `not-leader` sends the client; here by default. */
  leader: ScriptedPeer | undefined;
  #cluster: Cluster | undefined;

  private constructor(
    readonly log: PeerLog,
    readonly folder: string,
    private readonly wire: Wire,
    private readonly options: PeerOptions,
  ) {}

  static async start(options: PeerOptions = {}): Promise<ScriptedPeer> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'makegood-peer-'));
    const wire = new Wire();
    const log = options.log ?? new PeerLog(folder, options.noise ?? false, options.lateReads);
    const peer = new ScriptedPeer(log, folder, wire, options);
    await peer.#serve();
    return peer;
  }

  get port(): number {
    return this.wire.port;
  }

  /** Connection string; `discover` asks for the cluster's members first, `direct` does not pass what can be cut and frozen. */
  url({ discover = false, direct = false } = {}): string {
    const tls = this.options.certificate
      ? `tlsCAFile=${encodeURIComponent(certificateFile('authority'))}`
      : 'tls=false';
    return `esdb${discover ? '+discover' : ''}://127.0.0.1:${direct ? this.wire.behind : this.port}?${tls}`;
  }

  join(cluster: Cluster): void {
    this.#cluster = cluster;
  }

  /** Tricks for the next calls of this kind, one each. On the batch path each append is a call. */
  play(call: Call, ...tricks: Trick[]): void {
    this.#tricks.set(call, [...(this.#tricks.get(call) ?? []), ...tricks]);
  }

  /** Resolves when the next call of this kind has arrived; an append is stored by then, if it is stored at all. */
  arrival(call: Call): Promise<void> {
    return new Promise((resolve) => this.#arrivals.set(call, [...(this.#arrivals.get(call) ?? []), resolve]));
  }

  /** Destroys all connections; new ones are accepted. */
  cut(): void {
    this.wire.cut();
  }

  /** Data no longer passes, without an error: a half-open connection, or a stopped process. */
  freeze(): void {
    this.wire.freeze();
  }

  thaw(): void {
    this.wire.thaw();
  }

  /** Connections are refused until `up`. */
  down(): Promise<void> {
    return this.wire.down();
  }

  up(): Promise<void> {
    return this.wire.listen();
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.wire.down();
    this.#grpc.forceShutdown();
    if (!this.options.log) this.log.close();
    if (!keep && !this.options.folder) rmSync(this.folder, { recursive: true, force: true });
  }

  async #serve(): Promise<void> {
    this.#grpc.addService(STREAMS, {
      append: (call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>) => {
        void this.#append(call, callback);
      },
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => {
        this.opened++;
        call.on('data', (request: BatchAppendReq) => void this.#batchAppend(call, request));
        call.on('end', () => call.end());
      },
      read: (call: ServerWritableStream<ReadReq, ReadResp | Buffer>) => {
        void this.#read(call);
      },
      delete: ({ request }: ServerUnaryCall<DeleteReq, DeleteResp>, callback: sendUnaryData<DeleteResp>) => {
        this.log.softDelete(nameOf(request.getOptions() as DeleteReq.Options));
        callback(null, new streams.DeleteResp());
      },
      tombstone: (
        { request }: ServerUnaryCall<TombstoneReq, TombstoneResp>,
        callback: sendUnaryData<TombstoneResp>,
      ) => {
        this.log.tombstone(nameOf(request.getOptions() as TombstoneReq.Options));
        callback(null, new streams.TombstoneResp());
      },
    });
    this.#grpc.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (_: unknown, callback: sendUnaryData<InstanceType<typeof features.SupportedMethods>>) => {
        if (this.#trick('features').then === 'silence') return;
        const supported = new features.SupportedMethods();
        supported.setEventStoreServerVersion('22.10.5');
        for (const method of ['append', 'batchappend', 'read']) {
          const supportedMethod = new features.SupportedMethod();
          supportedMethod.setServiceName('event_store.client.streams.streams');
          supportedMethod.setMethodName(method);
          supported.addMethods(supportedMethod);
        }
        callback(null, supported);
      },
    });
    this.#grpc.addService(gossipService.GossipService, {
      read: (_: unknown, callback: sendUnaryData<InstanceType<typeof gossip.ClusterInfo>>) => {
        const trick = this.#trick('gossip');
        this.#arrived('gossip');
        if (trick.then === 'unavailable') return void callback(this.#error(trick.then, ''));
        callback(null, new gossip.ClusterInfo().setMembersList(this.#members()));
      },
    });
    this.wire.behind = await new Promise<number>((resolve, reject) =>
      this.#grpc.bindAsync('127.0.0.1:0', this.#credentials(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    await this.wire.listen();
  }

  #credentials(): ServerCredentials {
    const { certificate } = this.options;
    if (!certificate) return ServerCredentials.createInsecure();
    const pem = readFileSync(certificateFile(certificate));
    return ServerCredentials.createSsl(null, [{ private_key: pem, cert_chain: pem }]);
  }

  #members() {
    const { leader, members } = this.#cluster ?? {
      leader: this.leader ?? this,
      members: [{ peer: this.leader ?? this, isAlive: true }],
    };
    const { LEADER, FOLLOWER, UNKNOWN } = gossip.MemberInfo.VNodeState;
    return members.map(({ peer, isAlive }) =>
      new gossip.MemberInfo()
        .setInstanceId(uuid(`b3f7f1a2-58b6-4f40-9d5e-${String(peer.port).padStart(12, '0')}`))
        .setState(leader === undefined ? UNKNOWN : peer === leader ? LEADER : FOLLOWER)
        .setIsAlive(isAlive)
        .setHttpEndPoint(new gossip.EndPoint().setAddress('127.0.0.1').setPort(peer.port)),
    );
  }

  #trick(call: Call): Trick {
    this.calls[call]++;
    return this.#tricks.get(call)?.shift() ?? {};
  }

  #arrived(call: Call): void {
    this.#arrivals.get(call)?.shift()?.();
  }

  async #append(call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>): Promise<void> {
    const trick = this.#trick('append');
    let stream = '';
    let expected: Expected = 'any';
    const events: RawEvent[] = [];
    for await (const request of call as AsyncIterable<AppendReq>) {
      const options = request.getOptions();
      const message = request.getProposedMessage();
      if (options) {
        stream = nameOf(options);
        expected = expectedOf(options);
      }
      if (message) events.push(rawEvent(message));
    }
    const refuse = (refusal: Refusal | Stored['kind']) => callback(this.#error(refusal, stream));
    const handled = this.#handle('append', trick, call.metadata, stream, expected, events);
    await trick.until;
    const { then = 'answer' } = trick;
    if (then === 'silence') return;
    if (then === 'cut') return this.cut();
    // A call of one answer cannot end cleanly without it.
    if (then === 'end') return void refuse('cancelled');
    if (then === 'wrong-version') return void callback(null, wrongVersion(7));
    if (then !== 'answer') return void refuse(then);
    const outcome = await handled;
    if (typeof outcome === 'string') return void refuse(outcome);
    if (outcome.kind === 'wrong-version') return void callback(null, wrongVersion(outcome.current));
    if (outcome.kind !== 'stored') return void refuse(outcome.kind);
    callback(null, appended(this.log.event(outcome.row), outcome.revision));
  }

  async #batchAppend(
    call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
    request: BatchAppendReq,
  ): Promise<void> {
    const trick = this.#trick('batchAppend');
    const options = request.getOptions();
    if (!options || !request.getIsFinal()) throw new Error('the product sends an append in one message');
    const stream = nameOf(options);
    const events = request.getProposedMessagesList().map(rawEvent);
    const handled = this.#handle('batchAppend', trick, call.metadata, stream, expectedOf(options), events);
    await trick.until;
    const { then = 'answer', times = 1 } = trick;
    if (then === 'silence') return;
    if (then === 'cut') return this.cut();
    if (then === 'end') return void call.end();
    const outcome = then === 'answer' ? await handled : then;
    if (outcome === 'unavailable' || outcome === 'not-leader' || outcome === 'cancelled')
      return void call.emit('error', this.#error(outcome, stream));
    const answer = new streams.BatchAppendResp();
    answer
      .setCorrelationId(structured(request.getCorrelationId() as UUID))
      .setStreamIdentifier(options.getStreamIdentifier());
    if (typeof outcome === 'object' && outcome.kind === 'stored')
      answer.setSuccess(batchAppended(this.log.event(outcome.row), outcome.revision));
    else answer.setError(statusOf(typeof outcome === 'object' ? outcome.kind : outcome));
    for (let time = 0; time < times; time++) call.write(answer);
  }

  /** Stores the events, if they are to be stored; resolves to the answer when it can be given. */
  async #handle(
    call: 'append' | 'batchAppend',
    trick: Trick,
    headers: Metadata,
    stream: string,
    expected: Expected,
    events: readonly RawEvent[],
  ): Promise<Stored | Refusal> {
    const refusal = this.#refusal(headers) ?? (this.#cluster && !this.#cluster.leader ? 'not-ready' : undefined);
    const stored = refusal || trick.stored === false ? undefined : this.log.append(stream, expected, events);
    this.#arrived(call);
    if (refusal) return refusal;
    // A trick says what happens instead.
    if (!stored) return new Promise(() => {});
    if (stored.kind !== 'stored' || this.log.isReadable(stored.row)) return stored;
    if (stored.repeated && this.options.timeouts) return 'timeout';
    await this.log.readable(stored.row);
    return stored;
  }

  #error(refusal: Refusal | Stored['kind'], stream: string) {
    return serviceError(refusal, (this.#cluster?.leader ?? this.leader ?? this).port, stream);
  }

  #refusal(headers: Metadata): Refusal | undefined {
    const required = headers.get('requires-leader')[0] === 'true';
    if (!this.#cluster || !required || this.#cluster.leader === this) return undefined;
    return this.#cluster.leader ? 'not-leader' : 'not-ready';
  }

  async #read(call: ServerWritableStream<ReadReq, ReadResp | Buffer>): Promise<void> {
    const options = call.request.getOptions() as ReadReq.Options;
    const kind = options.hasSubscription() ? 'subscribe' : 'read';
    const trick = this.#trick(kind);
    const over = new AbortController();
    call.on('cancelled', () => over.abort());
    const stream = options.hasStream() ? nameOf(options.getStream() as ReadReq.Options.StreamOptions) : '';
    this.#arrived(kind);
    const fail = (refusal: Refusal) => void call.emit('error', this.#error(refusal, stream));
    const misbehave = async (): Promise<boolean> => {
      await trick.until;
      const { then = 'answer' } = trick;
      if (then === 'answer') return false;
      if (then === 'end') call.end();
      else if (then === 'cut') this.cut();
      else if (then !== 'silence') fail(then);
      return true;
    };
    const refusal = this.#refusal(call.metadata);
    if (refusal) return fail(refusal);
    if (stream && this.log.isDeleted(stream)) return fail('stream-deleted');
    const untilTrick = trick.after ?? (trick.then || trick.until ? 0 : Number.POSITIVE_INFINITY);
    let given = 0;
    if (kind === 'subscribe' && (untilTrick > 0 || trick.then !== 'silence')) call.write(confirmation());
    if (untilTrick === 0 && (await misbehave())) return;
    const from = this.#rowOf(options);
    if (from === undefined) return fail(kind === 'subscribe' ? 'handler-threw' : 'no-record');
    const source =
      kind === 'subscribe' ? this.#live(call, options, from, over.signal) : this.#bounded(options, stream, from);
    for await (const event of source) {
      if (over.signal.aborted) return;
      if (event === 'too-slow') return fail(event);
      given++;
      this.given++;
      for (let time = 0; time < (trick.times ?? 1); time++)
        if (event === 'not-found') call.write(streamNotFound(stream));
        else if (!call.write(readResponse(event)))
          await once(call, 'drain', { signal: over.signal }).catch(() => undefined);
      if (given === untilTrick && (await misbehave())) return;
    }
    if (!over.signal.aborted && !(given < (trick.after ?? 0) && (await misbehave()))) call.end();
  }

  /** Where a read of the whole log begins; `undefined` when no record begins there. */
  #rowOf(options: ReadReq.Options): number | undefined {
    const all = options.getAll();
    if (all?.hasEnd()) return Number.MAX_SAFE_INTEGER;
    return this.log.rowAt(BigInt(all?.getPosition()?.getCommitPosition() ?? 0));
  }

  *#bounded(options: ReadReq.Options, stream: string, row: number): Generator<StoredEvent | 'not-found'> {
    const limit = Math.min(Number(options.getCount()), Number.MAX_SAFE_INTEGER);
    const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
    if (!stream) return yield* this.log.all(row, backwards, limit);
    if (!this.log.exists(stream)) return yield 'not-found';
    const from = options.getStream() as ReadReq.Options.StreamOptions;
    const revision = from.hasEnd() ? Number.MAX_SAFE_INTEGER : Number(from.getRevision() || 0);
    yield* this.log.stream(stream, revision, backwards, limit);
  }

  async *#live(
    call: ServerWritableStream<ReadReq, ReadResp | Buffer>,
    options: ReadReq.Options,
    from: number,
    over: AbortSignal,
  ): AsyncGenerator<StoredEvent | 'too-slow'> {
    const streamPrefixes = options.getFilter()?.getStreamIdentifier()?.getPrefixList() ?? [''];
    const typePrefixes = options.getFilter()?.getEventType()?.getPrefixList() ?? [''];
    let row = from === Number.MAX_SAFE_INTEGER ? (this.log.newest()?.row ?? 0) : from;
    let live = false;
    for (let delivered = 0; !over.aborted; ) {
      const page = this.log.all(row + 1, false, 200);
      for (const event of page) {
        row = event.row;
        if (!streamPrefixes.some((prefix) => event.stream.startsWith(prefix))) continue;
        if (!typePrefixes.some((prefix) => event.type.startsWith(prefix))) continue;
        if (live && ++delivered > (this.options.tooSlow ?? Number.POSITIVE_INFINITY)) return yield 'too-slow';
        yield event;
      }
      if (page.length > 0) continue;
      if (!live) {
        live = true;
        // As servers do: ahead of events that the consumer has not handled yet.
        call.write(checkpoint(this.log.newest()));
        if (this.options.caughtUp) call.write(caughtUp());
      }
      await once(this.log.grown, 'grown', { signal: over }).catch(() => undefined);
    }
  }
}
