import type { RequestName } from '#requests';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimStreams } from '#claims';
import { catalogue } from '#engine';
import { ChainVerifier, type RecordedEvent } from '#platform';
import { openLogOf } from '../support/event-store-server.ts';
import { Built, type RunningMaker } from '../support/built.ts';
import { decidedClaim } from '../support/decided-claim.ts';
import { eventually, FIONA, SEOUL } from '../support/maker.ts';

const CLAIMS = 60;
const IN_FLIGHT = 40;
/** New acknowledgements after which the process is killed: among the submissions, among the decisions, among their consequences. */
const KILLED_AFTER = [23, 88, 61] as const;

let built: Built;
let data: string;
beforeAll(async () => {
  built = await Built.make();
  data = await mkdtemp(join(tmpdir(), 'makegood-crash-'));
});
afterAll(async () => {
  built.end();
  await rm(data, { recursive: true, force: true });
});

/** What clients were told, by the key they sent: the answer must be the same for ever. */
const acknowledged = new Map<string, string>();

/**
 * Every claim's requests in order, many claims at a time, each with its key, until all are answered or the process is gone.
 * @param killAfter new acknowledgements until the process is killed, in the middle of what is in flight
 */
async function work(maker: RunningMaker, killAfter = Number.POSITIVE_INFINITY): Promise<void> {
  let fresh = 0;
  let gone = false;
  const told = (key: string, answer: { __typename: string; claim: { id: string } }) => {
    expect(answer).toMatchObject({ __typename: 'ClaimAccepted' });
    const first = acknowledged.get(key);
    if (first !== undefined) expect(answer.claim.id).toBe(first);
    else if (++fresh >= killAfter && !gone) {
      gone = true;
      void maker.kill();
    }
    acknowledged.set(key, answer.claim.id);
    return answer.claim.id;
  };
  const tell = async (key: string, who: typeof SEOUL, mutation: RequestName, input: object): Promise<string> => {
    for (;;)
      try {
        return told(key, await maker.do(who, mutation, { idempotencyKey: key, ...input }));
      } catch (error) {
        // A quick machine sends more than its callers may; it is answered slowly.
        if (!String(error).includes('TOO_MANY')) throw error;
      }
  };

  const evidence = [await maker.picture(SEOUL, 'crash')];
  const queue = Array.from({ length: CLAIMS }, (_, n) => n);
  const client = async () => {
    for (let n = queue.shift(); n !== undefined && !gone; n = queue.shift())
      await decidedClaim(tell, n, { serial: `CRASH-${n}`, evidence });
  };
  await manyAtOnce(maker, client, () => gone);
}

/** A connection that broke is what the kill does; everything else is a fault. */
async function manyAtOnce(maker: RunningMaker, client: () => Promise<void>, isGone: () => boolean): Promise<void> {
  const ends = await Promise.allSettled(Array.from({ length: IN_FLIGHT }, client));
  const faults = ends.filter((end) => end.status === 'rejected').map(({ reason }) => reason as Error);
  for (const fault of faults) if (!(isGone() && fault.message === 'fetch failed')) throw fault;
  if (isGone()) await maker.kill();
}

/** The log, read beside the process that writes it. */
async function log(): Promise<RecordedEvent[]> {
  const store = await openLogOf(data, catalogue.categories);
  const events = await Array.fromAsync(store.readAll());
  await store.close();
  return events;
}

describe('Killed in the middle of submissions and approvals', () => {
  let events: RecordedEvent[];
  let status: number | null;

  beforeAll(async () => {
    for (const killAfter of KILLED_AFTER) {
      const maker = await built.start(data);
      if (acknowledged.size === 0) {
        await maker.recordRegistry();
        await maker.ship(
          'P-SEOUL',
          'INV-CRASH',
          Array.from({ length: CLAIMS }, (_, n) => `CRASH-${n}`),
        );
      }
      await work(maker, killAfter);
    }
    const maker = await built.start(data);
    await work(maker);
    // Nobody asks for credit notes, for units to be freed, nor for clocks to be stopped: the reactions finish by themselves.
    const isEnd = ({ type, data: fact }: RecordedEvent) =>
      type === 'ClaimClosedOnUnit' || (type === 'SlaMet' && (fact as { target: string }).target === 'RESOLUTION');
    await eventually(async () => (await log()).filter(isEnd).length === 2 * CLAIMS);
    // All of it once more changes nothing.
    const before = (await log()).length;
    await work(maker);
    status = await maker.stop();
    events = await log();
    expect(events.length).toBe(before);
  });

  const ofType = (type: string) => events.filter((event) => event.type === type);
  const member = (event: RecordedEvent, name: string) => (event.data as Record<string, string>)[name] as string;

  it('each acknowledged claim exists exactly once, and no other', () => {
    const submitted = ofType('Submitted').map(({ stream }) => claimStreams.idOf(stream) as string);
    const told = [...acknowledged].filter(([key]) => key.startsWith('submit')).map(([, id]) => id);
    expect(told).toHaveLength(CLAIMS);
    expect(submitted.toSorted()).toEqual(told.toSorted());
  });

  it('C9 every acknowledged review, decision and remedy is there, once', () => {
    for (const type of ['EvidenceReviewed', 'Approved', 'DecisionCommunicated', 'ResolvedAsCredit'])
      expect([type, new Set(ofType(type).map(({ stream }) => stream)).size, ofType(type).length]).toEqual([
        type,
        CLAIMS,
        CLAIMS,
      ]);
  });

  it('F1 F2 credit notes are numbered from 1 without a hole, one for each claim', () => {
    const notes = ofType('CreditNoteIssued');
    expect(notes.map((event) => Number(member(event, 'number').split('-').at(-1)))).toEqual(
      Array.from({ length: CLAIMS }, (_, n) => n + 1),
    );
    expect(new Set(notes.map((event) => member(event, 'claimId'))).size).toBe(CLAIMS);
    const days = notes.map((event) => member(event, 'issuedOn'));
    expect(days).toEqual(days.toSorted());
  });

  it('C2 at no moment had a serial two open claims', () => {
    const open = new Map<string, string>();
    for (const event of events) {
      if (event.type === 'ClaimOpenedOnUnit') {
        const claimId = member(event, 'claimId');
        expect(open.get(event.stream) ?? claimId).toBe(claimId);
        open.set(event.stream, claimId);
      }
      if (event.type === 'ClaimClosedOnUnit') open.delete(event.stream);
    }
    expect(open.size).toBe(0);
  });

  it('A2 no event is there twice, and every hash chain fits', () => {
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const verifier = new ChainVerifier();
    for (const event of events) verifier.check(event);
    expect(verifier.faults).toEqual([]);
  });

  it('asked to stop, it finishes and ends with status 0', () => {
    expect(status).toBe(0);
  });
});

/** On the log that the submissions left. */
describe('Killed in the middle of reversals', () => {
  const KILLED_AFTER_REVERSALS = [11, 20];
  let events: RecordedEvent[];

  /** Twice each, many at a time, until all are answered or the process is gone. */
  async function reverse(maker: RunningMaker, numbers: readonly string[], killAfter = Number.POSITIVE_INFINITY) {
    let answers = 0;
    let gone = false;
    const queue = [...numbers, ...numbers];
    const client = async () => {
      for (let number = queue.shift(); number !== undefined && !gone; number = queue.shift()) {
        const answer = await maker.do(FIONA, 'reverseCreditNote', { number, reason: 'The price was wrong.' });
        expect(answer).toMatchObject({ __typename: 'CreditNoteAccepted', creditNote: { number } });
        if (++answers >= killAfter && !gone) {
          gone = true;
          void maker.kill();
        }
      }
    };
    await manyAtOnce(maker, client, () => gone);
  }

  const ofType = (type: string) => events.filter((event) => event.type === type);
  const members = (type: string, name: string) => ofType(type).map(({ data: fact }) => (fact as never)[name] as string);

  beforeAll(async () => {
    events = await log();
    const numbers = members('CreditNoteIssued', 'number');
    for (const killAfter of KILLED_AFTER_REVERSALS) await reverse(await built.start(data), numbers, killAfter);
    const maker = await built.start(data);
    await reverse(maker, numbers);
    await eventually(async () => (await log()).filter(({ type }) => type === 'RemedyReversed').length === CLAIMS);
    await maker.stop();
    events = await log();
  });

  it('F4 F1 reversals are numbered from 1 without a hole, one for each note, which is known to it', () => {
    expect(members('ReversalIssued', 'number').map((number) => Number(number.split('-R').at(-1)))).toEqual(
      Array.from({ length: CLAIMS }, (_, n) => n + 1),
    );
    const notes = members('CreditNoteIssued', 'number').toSorted();
    for (const [type, name] of [
      ['ReversalRequested', 'number'],
      ['ReversalIssued', 'creditNoteNumber'],
      ['CreditNoteReversed', 'number'],
      ['RemedyReversed', 'creditNoteNumber'],
    ] as const)
      expect([type, members(type, name).toSorted()]).toEqual([type, notes]);
  });

  it('F4 C2 each unit is open again for its claim, once', () => {
    const opened = ofType('ClaimOpenedOnUnit').filter(({ data: fact }) => (fact as { round: number }).round === 2);
    expect(new Set(opened.map(({ stream }) => stream)).size).toBe(CLAIMS);
    expect(opened).toHaveLength(CLAIMS);
  });
});
