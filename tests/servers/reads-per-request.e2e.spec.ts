import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '#engine';
import { type EventStore, openEventStoreDb } from '#platform';
import type { RequestName } from '#requests';
import { Maker, RITA, SEOUL, type Who } from '../support/maker.ts';
import { describeWithPeer, startPeer } from '../support/event-store-server.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';

/** A store that lists what is read from it: streams by name, other calls by theirs. */
function listening(store: EventStore, reads: string[]): EventStore {
  return new Proxy(store, {
    get(target, name: keyof EventStore) {
      const call: unknown = target[name];
      if (typeof call !== 'function') return call;
      return (...given: unknown[]) => {
        if (name === 'readStream') reads.push(String(given[0]));
        if (name === 'readAll' || name === 'head') reads.push(name);
        // It looks at the head as well.
        if (name === 'readAll') reads.push('head');
        return call.apply(target, given) as unknown;
      };
    },
  });
}

/** Of the streams of claims, clocks, units and what they consult; without looks at the head of the log and at revoked tokens. */
const isOfRequests = (read: string) =>
  /^(claim|unit|sla|desk|partner|staff|product|policy|calendar|batch|entity|entities|invoice)-/.test(read);

describeWithPeer('What requests read and append at EventStoreDB', () => {
  const reads: string[] = [];
  let peer: ScriptedPeer;
  let maker: Maker;
  /** Passes by being looked at: streams in memory are as recent as on a busy server, however slow this machine is. */
  let milliseconds = 0;
  const open = async () =>
    listening(await openEventStoreDb(peer.url(), { timeoutMs: 60_000, categories: catalogue.categories }), reads);
  const stopwatch = () => (milliseconds += 0.000_1);
  const start = async (worker: boolean, caughtUp = true) => {
    peer = await startPeer({ caughtUp });
    maker = await Maker.start(undefined, { events: await open(), stopwatch, worker });
    await maker.makegood.publishDefaultCalendar();
    // Once without counting: product, policy, partner and calendar are in memory then.
    await maker.approvedClaim(SEOUL, 'KR-0001');
  };
  afterEach(async () => {
    await maker.end();
    await peer.stop();
  });

  async function counted(who: Who, request: RequestName, input: object) {
    reads.length = 0;
    const before = { ...peer.calls };
    const answer = await maker.do(who, request, input);
    return { claimId: String(answer.claim?.id), answered: reads.filter(isOfRequests), before };
  }

  it('a submission and its reactions, api and worker in one process: at most 4 reads and 3 appends', async () => {
    await start(true);
    await maker.settled();
    const { before } = await counted(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0002'));
    await maker.settled();
    expect(reads.filter(isOfRequests)).toEqual(['unit-KR-0002']);
    // With what the adapter reads by itself.
    const others = reads.filter((read) => !isOfRequests(read)).length;
    expect(peer.calls.read - before.read - others).toBeLessThanOrEqual(4);
    expect(peer.calls.batchAppend - before.batchAppend).toBe(3);
  });

  it('C12 a submission with a key of the client reads the claim too, which may be there', async () => {
    await start(true);
    await maker.settled();
    const input = await maker.submission(SEOUL, 'KR-0002', { idempotencyKey: 'once' });
    const { claimId, answered } = await counted(SEOUL, 'submitClaim', input);
    expect(answered).toEqual(['unit-KR-0002', `claim-${claimId}`]);
    expect((await counted(SEOUL, 'submitClaim', input)).claimId).toBe(claimId);
  });

  it.each([
    ['23.10', true],
    ['22.10, which never says that a subscription has caught up', false],
  ])(
    'C12 with a key of the client, api and worker as two processes, and EventStoreDB %s: at most 4 reads and 3 appends',
    async (_, caughtUp) => {
      await start(false, caughtUp);
      const other = await Maker.start(await mkdtemp(join(tmpdir(), 'makegood-worker-')), {
        events: await open(),
        stopwatch,
      });
      for (const serial of ['KR-0002', 'KR-0003', 'KR-0004']) {
        await other.settled();
        // The fourth of one defect would show that their batch is bad (B3).
        const defect = { code: serial === 'KR-0004' ? 'CRACK' : 'NO-LIGHT', description: 'As described.' };
        const input = await maker.submission(SEOUL, serial, { idempotencyKey: serial, defect });
        const { before } = await counted(SEOUL, 'submitClaim', input);
        await other.settled();
        const others = reads.filter((read) => !isOfRequests(read)).length;
        expect(peer.calls.read - before.read - others).toBeLessThanOrEqual(4);
        expect(peer.calls.batchAppend - before.batchAppend).toBe(3);
      }
      await other.end();
    },
  );

  it('no request reads a stream twice, and each answers from what it decided', async () => {
    await start(false);
    const { claimId } = await counted(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0003'));
    const [claim, clock, unit] = [`claim-${claimId}`, `sla-${claimId}`, 'unit-KR-0003'];
    for (const [who, request, input, expected] of [
      [RITA, 'requestEvidence', { missing: ['PLATE'], message: 'The plate.' }, [claim, clock]],
      [SEOUL, 'attachEvidence', { evidence: [await maker.picture(SEOUL, 'plate')] }, [claim, clock]],
      [RITA, 'reviewEvidence', { verdict: 'CONFIRMED', findings: 'Dark.' }, [claim, clock]],
      [SEOUL, 'chooseRemedy', { remedy: 'CREDIT' }, [claim, clock]],
      [RITA, 'approveClaim', {}, [claim, unit, clock]],
      [SEOUL, 'acknowledgeDecision', {}, [claim, clock]],
    ] as const)
      expect({ request, reads: (await counted(who, request, { claimId, ...input })).answered }).toEqual({
        request,
        reads: expected,
      });
  });
});
