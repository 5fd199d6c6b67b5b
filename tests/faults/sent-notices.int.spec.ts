import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { HOUR_MS, MINUTE_MS, uuidv5 } from '#kernel';
import { notices } from '#notices';
import { queued } from '#notices/facts';
import { persons } from '#people';
import { personRecorded } from '#people/facts';
import { openSqliteEventStore } from '#platform';
import { streamOf } from '#platform/specs';
import { partners } from '#warranty';
import { enrolled } from '#warranty/facts';
import { record } from '../../libs/platform/src/runtime/recorded-facts.fixture.ts';
import { wholeLog } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { Built } from '../support/built.ts';
import type { Sender } from './sending-process.fixture.ts';

const NOTICES = 60;
const noticeIds = Array.from({ length: NOTICES }, (_, n) => uuidv5(`notice of claim ${n}`));

/** Where the relay kills its client: in a transaction, when it has the whole mail, or when it has said so. */
type RelayMoment = 'MAIL FROM' | 'DATA' | 'accepted';

/** A mail server on loopback, and what lies in the boxes behind it. */
class Relay {
  readonly box: { readonly messageId: string; readonly body: string }[] = [];
  #server: SMTPServer | undefined;
  #port = 0;
  #kill: { readonly at: RelayMoment; readonly times: number; readonly act: () => void } | undefined;
  #times = 0;

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onMailFrom: (_, __, done) => {
        this.#reached('MAIL FROM');
        done();
      },
      onData: (stream, _, done) => {
        void buffer(stream).then(
          (bytes) => {
            const body = bytes.toString();
            const [, messageId = ''] = /^Message-ID: <(.*)>\r$/m.exec(body) ?? [];
            this.box.push({ messageId, body });
            this.#reached('DATA');
            done();
            this.#reached('accepted');
          },
          // The client ended in the middle of it.
          done,
        );
      },
    });
    server.on('error', () => undefined);
    const listening = server.listen(this.#port, '127.0.0.1');
    await once(listening, 'listening');
    this.#port = (listening.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
    this.#server = undefined;
  }

  killAt(at: RelayMoment | undefined, times: number, act: () => void): void {
    this.#times = 0;
    this.#kill = at && { at, times, act };
  }

  #reached(at: RelayMoment): void {
    if (this.#kill?.at === at && ++this.#times === this.#kill.times) this.#kill.act();
  }
}

const relay = new Relay();
let built: Built;
let data: string;
beforeAll(async () => {
  [built, data] = await Promise.all([Built.make(), mkdtemp(join(tmpdir(), 'makegood-sent-')), relay.start()]);
  const store = openSqliteEventStore(data);
  await record(store, [
    ...streamOf(persons, 'PERSON-1')(personRecorded({ personId: 'PERSON-1', email: 'as@hanbit.example' })),
    ...streamOf(partners, 'P-SEOUL')(enrolled({ partnerId: 'P-SEOUL', contacts: ['PERSON-1'] })),
    ...noticeIds.flatMap((noticeId) => streamOf(notices, noticeId)(queued({ noticeId, claimId: `C-${noticeId}` }))),
  ]);
  await store.close();
});
afterAll(async () => {
  built?.end();
  await relay.stop();
  await rm(data, { recursive: true, force: true });
});

const NOON = Date.UTC(2026, 2, 9, 12);

async function life(killed?: Sender['killed'], atRelay?: RelayMoment) {
  const sender: Sender = { data, relay: relay.url, ...(killed && { killed }) };
  const child = await built.startFixture(
    join(import.meta.dirname, 'sending-process.fixture.ts'),
    JSON.stringify(sender),
  );
  const ended = once(child, 'exit');
  relay.killAt(atRelay, 2, () => child.kill('SIGKILL'));
  return {
    /** Sends what is due then. */
    async at(time: number): Promise<'done' | 'ended'> {
      child.stdin.write(`${time}\n`);
      return Promise.race([once(child.stdout, 'data').then(() => 'done' as const), ended.then(() => 'ended' as const)]);
    },
    ended,
    end: () => child.stdin.end(),
  };
}

const KILLS: readonly (readonly [Sender['killed'], RelayMoment?])[] = [
  ...(['keep', 'NoticeAttempted', 'NoticeDelivered'] as const).flatMap((step) =>
    (['before', 'under way', 'stored'] as const).map((moment) => [{ step, moment, times: 2 }] as const),
  ),
  [undefined, 'MAIL FROM'],
  [undefined, 'DATA'],
  [undefined, 'accepted'],
];

describe('N2 while the worker is killed again and again', () => {
  it.each(KILLS.map(([killed, atRelay], n) => ({ n: n + 1, killed, atRelay, at: atRelay ?? JSON.stringify(killed) })))(
    'it ends in the middle of sending ($n: $at)',
    async ({ killed, atRelay }) => {
      const sender = await life(killed, atRelay);
      expect(await sender.at(NOON)).toBe('ended');
      expect(await sender.ended).toEqual([null, 'SIGKILL']);
    },
  );

  it('N2 each notice arrives once by its Message-ID, and none is missing, also when the mail server is then away for an hour', async () => {
    const distinct = () => new Set(relay.box.map(({ messageId }) => messageId)).size;
    const before = distinct();
    expect(before).toBeLessThan(NOTICES);

    await relay.stop();
    const survivor = await life();
    for (let minute = 1; minute <= 60; minute++) expect(await survivor.at(NOON + minute * MINUTE_MS)).toBe('done');
    expect(distinct()).toBe(before);
    await relay.start();
    for (let hour = 2; hour <= 5; hour++) expect(await survivor.at(NOON + hour * HOUR_MS)).toBe('done');
    survivor.end();
    expect(await survivor.ended).toEqual([0, null]);

    const bodies = Map.groupBy(relay.box, ({ messageId }) => messageId);
    expect([...bodies.keys()].toSorted()).toEqual(noticeIds.map((id) => `${id}@maker.example`).toSorted());
    // What the relay had taken on, and no one knew, was sent again with the same bytes.
    expect(relay.box.length).toBeGreaterThan(NOTICES);
    for (const copies of bodies.values()) expect(new Set(copies.map(({ body }) => body)).size).toBe(1);
    const store = openSqliteEventStore(data);
    const events = await wholeLog(store);
    await store.close();
    expect(events.filter(({ type }) => type === 'NoticeDelivered')).toHaveLength(NOTICES);
    expect(events.filter(({ type }) => type === 'NoticeGivenUp')).toEqual([]);
    expect(events.some(({ type }) => type === 'NoticeFailed')).toBe(true);
  });
});
