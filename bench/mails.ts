import { join } from 'node:path';
import { epochMilliseconds } from '#kernel';
import { mailStreams } from '#mail';
import { noticeStreams } from '#notices';
import { openSqliteEventStore } from '#platform';
import { measuredBy } from './child.ts';
import { count, type Extent, type Finding } from './findings.ts';
import type { Intake } from './mails.worker.process.ts';
import { quantile } from './measure.ts';

const MOST_GROWTH_MIB = 50;
/** N3: as `acknowledgedInTime` counts. */
const ANSWERED_WITHIN_S = 300;

/** What a worker makes of mails with pictures that come all at once. */
export async function mails({ quick, scratch }: Extent): Promise<Finding> {
  const sent = quick ? 50 : 1_000;
  const folder = join(scratch, 'mails');
  const { secondsToKeep, secondsToRead, megabytesBefore, megabytes } = await measuredBy<Intake>(
    'mails.worker.process',
    folder,
    String(sent),
  );
  const { claims, waits } = await answersIn(folder);
  const [middle, end] = megabytes;
  const last = waits.at(-1) ?? Number.POSITIVE_INFINITY;
  return {
    title: 'Mails with pictures',
    method: `${count(sent)} mails of one partner, each with a serial number and a picture of 200 KiB, all at once, into an embedded store: kept and recorded, four at a time; then decoded in a process of their own, checked without a network (DKIM, SPF, DMARC find nothing published), their pictures taken through the gate of uploads, and submitted as claims. The answer is the notice that the claim was received, from the recording of its mail to its own. Resident memory of the worker, without the process that decodes, when half of the mails and when all of them are claims.`,
    columns: ['kept/s', 'claims/s', 'answer, p50', 'answer, last', 'memory before', 'half read', 'all read'],
    rows: [
      [
        count(sent / secondsToKeep),
        count(sent / (secondsToKeep + secondsToRead)),
        `${quantile(waits, 0.5).toFixed(1)} s`,
        `${last.toFixed(1)} s`,
        `${count(megabytesBefore)} MiB`,
        `${count(middle)} MiB`,
        `${count(end)} MiB`,
      ],
    ],
    goals: [
      {
        goal: 'each is one claim, with its answer',
        found: `${count(claims)} claims, ${count(waits.length)} answers`,
        reached: claims === sent && waits.length === sent,
      },
      {
        goal: `each is answered within ${ANSWERED_WITHIN_S / 60} minutes, though all come at once`,
        found: `the last after ${last.toFixed(1)} s`,
        reached: last <= ANSWERED_WITHIN_S,
      },
      {
        goal: `memory is flat: the second half adds at most ${MOST_GROWTH_MIB} MiB`,
        found: `${count(end - middle)} MiB`,
        reached: end - middle <= MOST_GROWTH_MIB,
      },
    ],
  };
}

/** `waits`: seconds, in order. */
async function answersIn(folder: string): Promise<{ readonly claims: number; readonly waits: readonly number[] }> {
  const store = openSqliteEventStore(folder);
  const received = new Map<string, number>();
  const mailOf = new Map<string, string>();
  const waits: number[] = [];
  let claims = 0;
  for await (const { type, stream, data, metadata } of store.readAll()) {
    const at = epochMilliseconds(metadata.recordedAt);
    const facts = data as Readonly<Record<string, never>>;
    if (type === 'MailReceived') received.set(mailStreams.idOf(stream) ?? '', at);
    if (type === 'Submitted') {
      claims++;
      mailOf.set(facts.claimId ?? '', (facts.mail as { mailId: string } | undefined)?.mailId ?? '');
    }
    if (type === 'NoticeQueued' && noticeStreams.idOf(stream) !== undefined && facts.kind === 'CLAIM_RECEIVED')
      waits.push((at - (received.get(mailOf.get(facts.claimId ?? '') ?? '') ?? Number.NaN)) / 1_000);
  }
  await store.close();
  return { claims, waits: waits.sort((one, other) => one - other) };
}
