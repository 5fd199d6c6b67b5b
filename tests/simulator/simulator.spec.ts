import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { describeWithEmbedded } from '../support/event-store-server.ts';
import { calm, registryTemplate, type Story, story, type Weather } from './simulator.fixture.ts';

/** Seeds with which something was once found to be wrong. */
const REGRESSIONS: readonly number[] = [222, 447];
const STORIES = 60;
/** In one test: a machine that is busy has time enough for each. */
const TOGETHER = 10;
const EVERYTHING_ELSE = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
];

describeWithEmbedded('the whole engine under faults', () => {
  let root: string;
  let template: string;
  beforeAll(async () => {
    // What looks every so many milliseconds would look whenever the machine is slow: no story would be told twice.
    jest.useFakeTimers({ doNotFake: EVERYTHING_ELSE });
    root = mkdtempSync(join(tmpdir(), 'makegood-simulator-'));
    template = join(root, 'template');
    await registryTemplate(template);
  });
  afterAll(() => {
    jest.useRealTimers();
    rmSync(root, { recursive: true, force: true });
  });

  let runs = 0;
  const tell = (seed: number, weather?: Weather) =>
    story(template, join(root, `run-${++runs}`), seed, weather && (() => weather));

  it.each([1, 3, 4, 7, 15])('is told the same story by the same seed: %s', async (seed) => {
    const [one, other] = [await tell(seed), await tell(seed)];
    expect(other.log.map(({ stream, revision, metadata: { hash } }) => `${stream}@${revision} ${hash}`)).toEqual(
      one.log.map(({ stream, revision, metadata: { hash } }) => `${stream}@${revision} ${hash}`),
    );
    expect(other.told).toEqual(one.told);
  });

  it('comes in calm weather to every outcome the rules know', async () => {
    const types = new Set<string>();
    const refusals = new Set<string>();
    for (let seed = 1; seed <= 16; seed++) {
      const { log, told, findings } = await tell(seed, calm);
      expect({ seed, findings }).toEqual({ seed, findings: [] });
      for (const { type } of log) types.add(type);
      for (const { outcome } of told) if (outcome.kind === 'refused') refusals.add(outcome.refusal.code);
    }
    for (const type of [
      'ResolvedAsCredit',
      'ReplacementQueued',
      'Rejected',
      'Withdrawn',
      'Reopened',
      'ClaimClosedOnUnit',
      'SlaPaused',
      'SlaResumed',
      'SlaDeadlineMoved',
      'SlaWarned',
      'SlaBreached',
      'SlaBreachVoided',
      'SlaMet',
      'SlaMetVoided',
      'SlaCancelled',
    ])
      expect(types).toContain(type);
    expect(refusals).toContain('CLAIM_ALREADY_OPEN');
  });

  it.each(REGRESSIONS)('P1 to P11 hold (seed %d, which once broke one)', async (seed) => {
    expect((await tell(seed)).findings).toEqual([]);
  });

  /** What promises there were to judge in the stories from a seed on (P6), each told once. */
  const judged = new Map<number, Promise<Story['promises'][]>>();
  const storiesFrom = (first: number) => {
    const told = judged.get(first) ?? tellAll(first);
    judged.set(first, told);
    return told;
  };
  async function tellAll(first: number): Promise<Story['promises'][]> {
    const promises: Story['promises'][] = [];
    for (let seed = first; seed < first + TOGETHER; seed++) {
      const { findings, promises: of } = await tell(seed);
      expect({ seed, findings }).toEqual({ seed, findings: [] });
      promises.push(of);
    }
    return promises;
  }
  const firsts = Array.from({ length: STORIES / TOGETHER }, (_, n) => 1 + n * TOGETHER);

  it.each(firsts)(
    `P1 to P11 hold in ${TOGETHER} stories of lost answers, broken subscriptions, half writes, crashes and two processes, from %i on`,
    async (first) => void (await storiesFrom(first)),
  );

  it('P6 there are promises to judge in them', async () => {
    const all = (await Promise.all(firsts.map(storiesFrom))).flat();
    const sum = (of: keyof Story['promises']) => all.reduce((total, promises) => total + promises[of], 0);
    expect(sum('breaches')).toBeGreaterThan(STORIES);
    expect(sum('voids')).toBeGreaterThan(STORIES / 6);
    expect(sum('timesOver')).toBeGreaterThan(STORIES / 2);
    expect(sum('takenBack')).toBeGreaterThan(STORIES / 6);
  });
});
