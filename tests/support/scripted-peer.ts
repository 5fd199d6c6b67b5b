import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server as TcpServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared, { type UUID } from '@eventstore/db-client/generated/shared_pb.js';
import statusMessages from '@eventstore/db-client/generated/status_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, {
  type AppendReq,
  type AppendResp,
  type BatchAppendReq,
  type BatchAppendResp,
  type ReadReq,
  type ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import {
  type Expected,
  PeerLog,
  positionOfRow,
  type RawEvent,
  rowOfCommit,
  type Stored,
  type StoredEvent,
} from './peer-log.ts';

export type Call = 'append' | 'batchAppend' | 'read' | 'subscribe' | 'features' | 'gossip';

export type Refusal =
  | 'unavailable'
  | 'not-ready'
  | 'not-leader'
  | 'wrong-version'
  | 'access-denied'
  | 'unauthenticated'
  | 'unimplemented'
  | 'stream-deleted'
  | 'timeout'
  | 'cancelled'
  | 'too-slow';

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
  /** With a certificate of `./certificates`: the one for this machine, an expired one, or one for other names. */
  readonly certificate?: 'server' | 'expired' | 'elsewhere';
}

/** A file of `./certificates`. The authority has signed all certificates there but that of the other authority. */
export const certificateFile = (name: 'authority' | 'other-authority' | 'server' | 'expired' | 'elsewhere'): string =>
  join(import.meta.dirname, 'certificates', `${name}.pem`);

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

  private constructor(
    readonly log: PeerLog,
    readonly folder: string,
    private readonly wire: Wire,
    private readonly options: PeerOptions,
  ) {}

  static async start(options: PeerOptions = {}): Promise<ScriptedPeer> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'makegood-peer-'));
    const wire = new Wire();
    const peer = new ScriptedPeer(new PeerLog(folder, options.noise ?? false), folder, wire, options);
    await peer.#serve();
    return peer;
  }

  get port(): number {
    return this.wire.port;
  }

  /** Connection string; `discover` asks for the cluster's members first. */
  url({ discover = false } = {}): string {
    const tls = this.options.certificate
      ? `tlsCAFile=${encodeURIComponent(certificateFile('authority'))}`
      : 'tls=false';
    return `esdb${discover ? '+discover' : ''}://127.0.0.1:${this.port}?${tls}`;
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
    this.log.close();
    if (!keep && !this.options.folder) rmSync(this.folder, { recursive: true, force: true });
  }

  async #serve(): Promise<void> {
    this.#grpc.addService(streamsService.StreamsService, {
      append: (call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>) => {
        void this.#append(call, callback);
      },
      batchAppend: (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>) => {
        this.opened++;
        call.on('data', (request: BatchAppendReq) => void this.#batchAppend(call, request));
        call.on('end', () => call.end());
      },
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => {
        void this.#read(call);
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
        if (trick.then === 'unavailable') return void callback(serviceError(trick.then, this, ''));
        const endpoint = new gossip.EndPoint();
        endpoint.setAddress('127.0.0.1').setPort((this.leader ?? this).port);
        const member = new gossip.MemberInfo();
        member.setState(gossip.MemberInfo.VNodeState.LEADER).setIsAlive(true).setHttpEndPoint(endpoint);
        member.setInstanceId(uuid('b3f7f1a2-58b6-4f40-9d5e-4c2b6f6c1a55'));
        callback(null, new gossip.ClusterInfo().setMembersList([member]));
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
        expected = options.hasAny()
          ? 'any'
          : options.hasStreamExists()
            ? 'exists'
            : options.hasNoStream()
              ? -1
              : Number(options.getRevision());
      }
      if (message) events.push(rawEvent(message));
    }
    const stored = trick.stored === false ? undefined : this.log.append(stream, expected, events);
    this.#arrived('append');
    await trick.until;
    const { then = 'answer' } = trick;
    if (then === 'silence') return;
    if (then === 'cut') return this.cut();
    // A call of one answer cannot end cleanly without it.
    if (then === 'end') return void callback(serviceError('cancelled', this, stream));
    if (then !== 'answer' && then !== 'wrong-version') return void callback(serviceError(then, this, stream));
    const outcome = then === 'wrong-version' ? ({ kind: 'wrong-version', current: 7 } as const) : stored;
    if (!outcome) throw new Error('an append that was not stored has no answer');
    switch (outcome.kind) {
      case 'stored': {
        const success = new streams.AppendResp.Success();
        const { commit, prepare } = positionOfRow(outcome.row);
        const position = new streams.AppendResp.Position();
        position.setCommitPosition(String(commit)).setPreparePosition(String(prepare));
        success.setCurrentRevision(String(outcome.revision)).setPosition(position);
        return void callback(null, new streams.AppendResp().setSuccess(success));
      }
      case 'wrong-version': {
        const wrong = new streams.AppendResp.WrongExpectedVersion();
        if (outcome.current < 0) wrong.setCurrentNoStream(new shared.Empty());
        else wrong.setCurrentRevision(String(outcome.current));
        return void callback(null, new streams.AppendResp().setWrongExpectedVersion(wrong));
      }
      default:
        return void callback(serviceError(outcome.kind, this, stream));
    }
  }

  async #batchAppend(
    call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
    request: BatchAppendReq,
  ): Promise<void> {
    const trick = this.#trick('batchAppend');
    const options = request.getOptions();
    if (!options || !request.getIsFinal()) throw new Error('the product sends an append in one message');
    const stream = nameOf(options);
    const expected: Expected = options.hasAny()
      ? 'any'
      : options.hasStreamExists()
        ? 'exists'
        : options.hasNoStream()
          ? -1
          : Number(options.getStreamPosition());
    const events = request.getProposedMessagesList().map(rawEvent);
    const stored = trick.stored === false ? undefined : this.log.append(stream, expected, events);
    this.#arrived('batchAppend');
    await trick.until;
    const { then = 'answer', times = 1 } = trick;
    if (then === 'silence') return;
    if (then === 'cut') return this.cut();
    if (then === 'end') return void call.end();
    if (then === 'unavailable' || then === 'not-leader' || then === 'cancelled')
      return void call.emit('error', serviceError(then, this, stream));
    const outcome = then === 'answer' ? stored : then;
    if (!outcome) throw new Error('an append that was not stored has no answer');
    const answer = new streams.BatchAppendResp();
    answer
      .setCorrelationId(structured(request.getCorrelationId() as UUID))
      .setStreamIdentifier(options.getStreamIdentifier());
    if (typeof outcome === 'object' && outcome.kind === 'stored') {
      const success = new streams.BatchAppendResp.Success();
      const { commit, prepare } = positionOfRow(outcome.row);
      success.setPosition(
        new shared.AllStreamPosition().setCommitPosition(String(commit)).setPreparePosition(String(prepare)),
      );
      answer.setSuccess(success.setCurrentRevision(String(outcome.revision)));
    } else answer.setError(statusOf(typeof outcome === 'object' ? outcome.kind : outcome));
    for (let time = 0; time < times; time++) call.write(answer);
  }

  async #read(call: ServerWritableStream<ReadReq, ReadResp>): Promise<void> {
    const options = call.request.getOptions() as ReadReq.Options;
    const kind = options.hasSubscription() ? 'subscribe' : 'read';
    const trick = this.#trick(kind);
    const over = new AbortController();
    call.on('cancelled', () => over.abort());
    const stream = options.hasStream() ? nameOf(options.getStream() as ReadReq.Options.StreamOptions) : '';
    this.#arrived(kind);
    const misbehave = async (): Promise<boolean> => {
      await trick.until;
      const { then = 'answer' } = trick;
      if (then === 'answer') return false;
      if (then === 'end') call.end();
      else if (then === 'cut') this.cut();
      else if (then !== 'silence') call.emit('error', serviceError(then, this, stream));
      return true;
    };
    if (stream && this.log.isDeleted(stream))
      return void call.emit('error', serviceError('stream-deleted', this, stream));
    const untilTrick = trick.after ?? (trick.then || trick.until ? 0 : Number.POSITIVE_INFINITY);
    let given = 0;
    if (kind === 'subscribe' && (untilTrick > 0 || trick.then !== 'silence'))
      call.write(
        new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('1')),
      );
    const source = kind === 'subscribe' ? this.#live(call, options, over.signal) : this.#bounded(options, stream);
    if (untilTrick === 0 && (await misbehave())) return;
    for await (const event of source) {
      if (over.signal.aborted) return;
      given++;
      this.given++;
      for (let time = 0; time < (trick.times ?? 1); time++)
        if (event === 'not-found') {
          const missing = new streams.ReadResp.StreamNotFound();
          call.write(new streams.ReadResp().setStreamNotFound(missing.setStreamIdentifier(identifier(stream))));
        } else if (!call.write(readResponse(event)))
          await once(call, 'drain', { signal: over.signal }).catch(() => undefined);
      if (given === untilTrick && (await misbehave())) return;
    }
    if (!over.signal.aborted && !(given < (trick.after ?? 0) && (await misbehave()))) call.end();
  }

  *#bounded(options: ReadReq.Options, stream: string): Generator<StoredEvent | 'not-found'> {
    const limit = Math.min(Number(options.getCount()), Number.MAX_SAFE_INTEGER);
    const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
    if (stream) {
      if (this.log.last(stream) < 0) return yield 'not-found';
      const from = options.getStream() as ReadReq.Options.StreamOptions;
      const revision = from.hasEnd() ? Number.MAX_SAFE_INTEGER : Number(from.getRevision() || 0);
      return yield* this.log.stream(stream, revision, backwards, limit);
    }
    const all = options.getAll() as ReadReq.Options.AllOptions;
    const from = all.hasEnd()
      ? Number.MAX_SAFE_INTEGER
      : rowOfCommit(BigInt(all.getPosition()?.getCommitPosition() ?? 0));
    yield* this.log.all(from, backwards, limit);
  }

  async *#live(
    call: ServerWritableStream<ReadReq, ReadResp>,
    options: ReadReq.Options,
    over: AbortSignal,
  ): AsyncGenerator<StoredEvent> {
    const prefixes = options.getFilter()?.getStreamIdentifier()?.getPrefixList();
    const position = (options.getAll() as ReadReq.Options.AllOptions).getPosition();
    let row = position ? rowOfCommit(BigInt(position.getCommitPosition())) : 0;
    for (let live = false; !over.aborted; ) {
      const page = this.log.all(row + 1, false, 200);
      for (const event of page) {
        row = event.row;
        if (!prefixes || prefixes.some((prefix) => event.stream.startsWith(prefix))) yield event;
      }
      if (page.length > 0) continue;
      if (!live) {
        live = true;
        // As servers do: ahead of events that the consumer has not handled yet.
        const { commit, prepare } = positionOfRow(this.log.lastRow());
        const checkpoint = new streams.ReadResp.Checkpoint();
        checkpoint.setCommitPosition(String(commit)).setPreparePosition(String(prepare));
        call.write(new streams.ReadResp().setCheckpoint(checkpoint));
        if (this.options.caughtUp) call.write(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
      }
      await once(this.log.grown, 'grown', { signal: over }).catch(() => undefined);
    }
  }
}

/** A TCP proxy between client and server that can be cut, silenced or closed. */
class Wire {
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #listening: TcpServer | undefined;
  #frozen = false;
  port = 0;
  behind = 0;

  async listen(): Promise<void> {
    this.#listening = createServer((near) => {
      const far = connect(this.behind, '127.0.0.1');
      const pair = [near, far] as const;
      this.#pairs.add(pair);
      for (const [one, other] of [pair, [far, near]] as const) {
        // As HTTP/2 does: otherwise each small frame waits 40 ms for its acknowledgement.
        one.setNoDelay(true);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          other.destroy();
          this.#pairs.delete(pair);
        });
        if (!this.#frozen) one.pipe(other);
      }
    });
    this.#listening.listen(this.port, '127.0.0.1');
    await once(this.#listening, 'listening');
    this.port = (this.#listening.address() as AddressInfo).port;
  }

  cut(): void {
    for (const [near] of this.#pairs) near.resetAndDestroy();
  }

  freeze(): void {
    this.#frozen = true;
    for (const [near, far] of this.#pairs) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }

  thaw(): void {
    this.#frozen = false;
    for (const [near, far] of this.#pairs) {
      near.pipe(far);
      far.pipe(near);
    }
  }

  async down(): Promise<void> {
    const listening = this.#listening;
    if (!listening?.listening) return;
    const closed = once(listening, 'close');
    listening.close();
    this.cut();
    await closed;
  }
}

const CODES: Readonly<Record<string, readonly [code: number, details: string]>> = {
  unavailable: [status.UNAVAILABLE, 'the service is not available'],
  'not-ready': [status.UNAVAILABLE, 'Server Is Not Ready'],
  'not-leader': [status.NOT_FOUND, 'Leader info available'],
  'wrong-version': [status.FAILED_PRECONDITION, 'Append failed due to WrongExpectedVersion.'],
  'invalid-transaction': [status.FAILED_PRECONDITION, 'Invalid transaction'],
  'access-denied': [status.PERMISSION_DENIED, 'Access Denied'],
  /** The password is wrong. */
  unauthenticated: [status.UNAUTHENTICATED, 'Received HTTP status code 401'],
  /** Another gRPC server. */
  unimplemented: [status.UNIMPLEMENTED, 'The server does not implement the method'],
  'stream-deleted': [status.FAILED_PRECONDITION, 'Event stream is deleted.'],
  'too-large': [status.INVALID_ARGUMENT, 'Maximum Append Size of 1048576 Exceeded.'],
  timeout: [status.ABORTED, 'Operation timed out'],
  cancelled: [status.CANCELLED, 'The server cancelled the call'],
  'too-slow': [
    status.ABORTED,
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
  ],
};
const EXCEPTIONS: Readonly<Record<string, string>> = { 'too-large': 'maximum-append-size-exceeded' };

function serviceError(refusal: Refusal | Stored['kind'], peer: ScriptedPeer, stream: string) {
  const [code, details] = CODES[refusal] as readonly [number, string];
  const metadata = new Metadata();
  if (['not-leader', 'access-denied', 'stream-deleted', 'invalid-transaction', 'too-large'].includes(refusal))
    metadata.set('exception', EXCEPTIONS[refusal] ?? refusal);
  metadata.set('leader-endpoint-host', '127.0.0.1');
  metadata.set('leader-endpoint-port', String((peer.leader ?? peer).port));
  metadata.set('stream-name', encodeURIComponent(stream));
  metadata.set('maximum-append-size', '1048576');
  return Object.assign(new Error(details), { code, details, metadata });
}

/** Refusals as they are answered on the batch path. */
function statusOf(refusal: Refusal | Stored['kind']) {
  const answer = new statusMessages.Status();
  answer.setMessage(CODES[refusal]?.[1] ?? refusal);
  const details = new any.Any();
  const pack = (message: { serializeBinary(): Uint8Array }, name: string) => {
    details.pack(message.serializeBinary(), `event_store.client.${name}`);
    return answer.setDetails(details);
  };
  switch (refusal) {
    case 'wrong-version':
      return pack(new shared.WrongExpectedVersion().setCurrentNoStream(new empty.Empty()), 'WrongExpectedVersion');
    case 'invalid-transaction':
      return pack(new shared.InvalidTransaction(), 'InvalidTransaction');
    case 'access-denied':
      return pack(new shared.AccessDenied(), 'AccessDenied');
    case 'stream-deleted':
      return pack(new shared.StreamDeleted(), 'StreamDeleted');
    case 'too-large':
      return pack(new shared.MaximumAppendSizeExceeded().setMaxappendsize(1_048_576), 'MaximumAppendSizeExceeded');
    case 'timeout':
      return pack(new shared.Timeout(), 'Timeout');
    default:
      return answer;
  }
}

function readResponse(stored: StoredEvent): ReadResp {
  const event = new streams.ReadResp.ReadEvent.RecordedEvent();
  const { commit, prepare } = positionOfRow(stored.row);
  event
    .setId(uuid(stored.id))
    .setStreamIdentifier(identifier(stored.stream))
    .setStreamRevision(String(stored.revision));
  event.setCommitPosition(String(commit)).setPreparePosition(String(prepare));
  event.getMetadataMap().set('type', stored.type).set('created', '638000000000000000');
  event.getMetadataMap().set('content-type', stored.json ? 'application/json' : 'application/octet-stream');
  event.setData(new Uint8Array(stored.data)).setCustomMetadata(new Uint8Array(stored.metadata));
  return new streams.ReadResp().setEvent(
    new streams.ReadResp.ReadEvent().setEvent(event).setCommitPosition(String(commit)),
  );
}

const uuid = (text: string): UUID => new shared.UUID().setString(text);

/** Servers answer with ids in two halves, whatever the form in the request. */
function structured(id: UUID): UUID {
  const bits = BigInt(`0x${id.getString().replaceAll('-', '')}`);
  const halves = new shared.UUID.Structured();
  halves
    .setMostSignificantBits(String(BigInt.asIntN(64, bits >> 64n)))
    .setLeastSignificantBits(String(BigInt.asIntN(64, bits)));
  return new shared.UUID().setStructured(halves);
}

const identifier = (stream: string) => new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(stream));

const nameOf = (options: { getStreamIdentifier(): InstanceType<typeof shared.StreamIdentifier> | undefined }): string =>
  new TextDecoder().decode(options.getStreamIdentifier()?.getStreamName_asU8());

const rawEvent = (message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): RawEvent => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  json: message.getMetadataMap().get('content-type') === 'application/json',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});
