import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { describeWithEmbedded } from '../support/event-store-server.ts';
import { calm, registryTemplate, story, type Weather } from './simulator.fixture.ts';

/** Seeds with which something was once found to be wrong. */
const REGRESSIONS: readonly number[] = [222, 447];
const STORIES = 60;
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

  it(`P1 to P11 hold in ${STORIES} stories of lost answers, broken subscriptions, half writes, crashes and two processes`, async () => {
    let [breaches, voids, timesOver, takenBack] = [0, 0, 0, 0];
    for (let seed = 1; seed <= STORIES; seed++) {
      const { findings, promises } = await tell(seed);
      expect({ seed, findings }).toEqual({ seed, findings: [] });
      breaches += promises.breaches;
      voids += promises.voids;
      timesOver += promises.timesOver;
      takenBack += promises.takenBack;
    }
    // P6: there was something to judge.
    expect(breaches).toBeGreaterThan(STORIES);
    expect(voids).toBeGreaterThan(STORIES / 6);
    expect(timesOver).toBeGreaterThan(STORIES / 2);
    expect(takenBack).toBeGreaterThan(STORIES / 6);
  });
});
