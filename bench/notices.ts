import { join } from 'node:path';
import type { Instant, Json } from '#kernel';
import { noticeStreams, type NoticeFact } from '#notices';
import { personStreams } from '#people';
import { openSqliteEventStore } from '#platform';
import { partnerStreams } from '#warranty';
import { measuredBy, server } from './child.ts';
import { count, type Extent, type Finding } from './findings.ts';
import type { Sent } from './notices.worker.process.ts';
import { storedEvent } from './stored-event.ts';

const AT = '2026-03-10T02:00:00.000Z' as Instant;
const MOST_GROWTH_MIB = 50;

/** What a worker sends through a mail server that takes everything. */
export async function notices({ quick, scratch }: Extent): Promise<Finding> {
  const queued = quick ? 200 : 10_000;
  const folder = join(scratch, 'notices');
  await writeQueued(folder, queued);
  const relay = await server('notices.relay.process');
  const sent = await measuredBy<Sent>('notices.worker.process', folder, relay.greeting.trim(), String(queued));
  await relay.stop();
  const store = openSqliteEventStore(folder);
  const delivered = new Set<string>();
  for await (const { type, stream } of store.readAll()) if (type === 'NoticeDelivered') delivered.add(stream);
  await store.close();
  const [middle, end] = sent.megabytes;
  return {
    title: 'Notices through a mail server',
    method: `${count(queued)} notices of as many claims, queued in an embedded store, sent by the worker to a mail server in a process of its own on the same machine: rendered, kept, sent and recorded. Resident memory of the worker when half of them and when all of them are sent.`,
    columns: ['notices/s', 'memory before', 'half sent', 'all sent'],
    rows: [
      [count(queued / sent.seconds), `${count(sent.megabytesBefore)} MiB`, `${count(middle)} MiB`, `${count(end)} MiB`],
    ],
    goals: [
      {
        goal: 'each is delivered, and the lag drains',
        found: `${count(delivered.size)} delivered, ${count(sent.lag)} events behind at the end`,
        reached: delivered.size === queued && sent.lag < 10,
      },
      {
        goal: `memory is flat: the second half adds at most ${MOST_GROWTH_MIB} MiB`,
        found: `${count(end - middle)} MiB`,
        reached: end - middle <= MOST_GROWTH_MIB,
      },
    ],
  };
}

async function writeQueued(folder: string, queued: number): Promise<void> {
  const store = openSqliteEventStore(folder);
  const append = (stream: string, type: string, data: object) =>
    store.append(stream, -1, [storedEvent(type, stream, data as Json, AT)]);
  await append(personStreams.of('PERSON-1'), 'PersonRecorded', { personId: 'PERSON-1', email: 'as@hanbit.example' });
  await append(partnerStreams.of('P-SEOUL'), 'PartnerEnrolled', {
    partnerId: 'P-SEOUL',
    name: 'Hanbit Beauty',
    locale: 'ko-KR',
    currency: 'KRW',
    contacts: ['PERSON-1'],
    standingInstruction: 'ASK',
    accountManager: 'mina',
  });
  for (let n = 0; n < queued; n++) {
    const notice: NoticeFact<'NoticeQueued'> = {
      noticeId: `bench-${n}`,
      kind: 'CLAIM_APPROVED',
      recipient: { partnerId: 'P-SEOUL' },
      claimId: `C-${n}`,
      language: 'ko-KR',
      causedBy: `event-${n}`,
      facts: {
        claimNumber: `K7QF-2M9T-${n}`,
        serial: `LM-${n}`,
        productName: 'Lumi desk lamp',
        remedy: 'CREDIT',
        goodwill: false,
        amount: { minor: 129_000, currency: 'KRW' },
      },
    };
    await append(noticeStreams.of(notice.noticeId), 'NoticeQueued', notice);
  }
  await store.close();
}
