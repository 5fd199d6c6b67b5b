import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import fc from 'fast-check';
import { at, everyDay, hours, laidOut, shanghai } from './calendars.fixture.ts';
import { explain } from './explanation.ts';
import * as command from './sla.commands.ts';
import { clockDecider } from './sla.decider.ts';
import { type ClaimFact, type SlaEvent, slaEvents } from './sla.events.ts';
import { by, claimId } from './sla.facts.fixture.ts';
import { allowed, type BusinessTime, nextMoment } from './sla.policies.ts';
import { closedAt, type SlaClock, type SlaState, standingBreaches, targetOf } from './sla.state.ts';

const SEED = { seed: 20_260_309, numRuns: 1_000 };

/** What happens to the claim. */
const FACTS = {
  request: ['EVIDENCE_REQUESTED'],
  attach: ['EVIDENCE_ATTACHED'],
  review: ['REVIEWED'],
  approve: ['APPROVED'],
  choose: ['REMEDY_CHOSEN'],
  resolve: ['APPROVED', 'EXECUTED', 'COMMUNICATED'],
  reject: ['REJECTED', 'COMMUNICATED'],
  notify: ['REJECTED', 'NOTICE_DELIVERED'],
  bounce: ['NOTICE_BOUNCED'],
  reopen: ['REOPENED'],
  reverse: ['REMEDY_REVERSED'],
} as const satisfies Readonly<Record<string, readonly ClaimFact[]>>;
type ClaimKind = keyof typeof FACTS;

interface Step {
  readonly kind: ClaimKind | 'send sample' | 'receive sample' | 'publish' | 'check';
  /** Milliseconds since the step before. */
  readonly later: number;
}

const KINDS: readonly Step['kind'][] = [
  ...(['request', 'request', 'attach', 'attach', 'review', 'approve', 'choose', 'resolve', 'reject'] as const),
  ...([
    'notify',
    'notify',
    'bounce',
    'reopen',
    'reopen',
    'reverse',
    'send sample',
    'receive sample',
    'publish',
    'check',
  ] as const),
];
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...KINDS),
  later: fc.oneof(
    fc.integer({ min: 0, max: hours(3) }),
    fc.integer({ min: 0, max: hours(60) }),
    fc.constant(hours(24)),
  ),
});

/** Three versions of each calendar; the second has no Spring Festival, the third another day off. */
const versions = (['BUSINESS_DAY_24H', 'OFFICE_HOURS'] as const).map((mode): readonly BusinessTime[] => {
  const whole = shanghai(mode);
  const festive = (whole.exceptions ?? []).filter(({ date }) => !date.startsWith('2026-02'));
  const off = { date: '2026-02-12' as (typeof festive)[number]['date'], kind: 'CLOSED' as const, name: 'Power cut' };
  return [
    laidOut(whole, 1),
    laidOut({ ...whole, exceptions: festive }, 2),
    laidOut({ ...whole, exceptions: [...(whole.exceptions ?? []), off] }, 3),
  ];
});
versions.push([1, 2, 3].map((version) => laidOut(everyDay('Europe/Berlin'), version)));

const story = fc.record({
  calendars: fc.constantFrom(...versions),
  from: fc
    .integer({ min: 0, max: 40 * 24 * 60 })
    .map((minutes) => instantOf(at('Asia/Shanghai', '2026-01-25 00:00') + minutes * 60_000)),
  steps: fc.array(step, { maxLength: 16, size: 'max' }),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

interface Scene {
  readonly events: readonly SlaEvent[];
  readonly clock: SlaClock;
  /** The newest version sent. */
  readonly calendar: BusinessTime;
  readonly at: Instant;
  /** All facts of the claim so far. */
  readonly followed: readonly command.FollowClaim[];
}

/** Every state that a story passes through. */
function* scenes({ calendars, from, steps }: Story): Generator<Scene> {
  let version = 0;
  let now = epochMilliseconds(from);
  let state: SlaState;
  const followed: command.FollowClaim[] = [];
  const promised = { resolutionTarget: 'PT48H', firstReviewTarget: 'PT24H', pauseForSamples: true };
  const newest = () => calendars[version] as BusinessTime;
  const send = (sent: command.SlaCommand): Scene => {
    const verdict = clockDecider.decide(sent, state);
    if (verdict.kind === 'refused') throw new Error(`${sent.type}: ${verdict.refusal.message}`);
    const events = verdict.kind === 'accepted' ? verdict.events : [];
    for (const { type, data } of events) slaEvents[type].schema.parse(data);
    state = events.reduce((before, event) => clockDecider.evolve(before, event, instantOf(now)), state);
    if (sent.type === 'FollowClaim') followed.push(sent);
    return { events, clock: state as SlaClock, calendar: newest(), at: instantOf(now), followed };
  };
  yield send(new command.StartSla({ claimId, partnerId: 'P', sku: 'S', calendar: newest(), ...promised }, by(from)));
  for (const { kind, later } of steps) {
    now += later;
    const meta = by(instantOf(now));
    if (kind === 'publish') version = Math.min(version + 1, calendars.length - 1);
    const data = { claimId, calendar: newest() };
    const sample = { ...data, cause: 'SAMPLE_IN_TRANSIT' } as const;
    if (kind === 'check') yield send(new command.CheckDeadlines(data, meta));
    else if (kind === 'publish') yield send(new command.RecalculateDeadlines(data, meta));
    else if (kind === 'send sample') yield send(new command.PauseSla(sample, meta));
    else if (kind === 'receive sample') yield send(new command.ResumeSla(sample, meta));
    else {
      // The first request gives a day, the next one two, and so on; an approval or reversal that asks gives three hours.
      const until =
        kind === 'request'
          ? { until: instantOf(now + (1 + (followed.length % 3)) * hours(24)) }
          : (kind === 'approve' || kind === 'reverse') && { until: instantOf(now + hours(3)) };
      const revision = followed.length + 1;
      yield send(new command.FollowClaim({ ...data, revision, facts: FACTS[kind], ...until }, meta));
    }
  }
}

/** Open time between two moments that no pause covers, computed by cutting intervals, independently of the decider. */
function counted(clock: SlaClock, calendar: BusinessTime, to: number): number {
  const pauses = clock.pauses.map(({ from, to: end }) => [
    epochMilliseconds(from),
    end ? epochMilliseconds(end) : Infinity,
  ]);
  const cuts = [...new Set(pauses.flat().filter(Number.isFinite))].sort((a, b) => a - b);
  let sum = 0;
  for (const { kind, from, to: end } of calendar.segments(epochMilliseconds(clock.receivedAt), to)) {
    if (kind !== 'OPEN') continue;
    const edges = [from, ...cuts.filter((cut) => cut > from && cut < end), end];
    for (const [index, edge] of edges.slice(1).entries()) {
      const begin = edges[index] as number;
      const covered = pauses.some(([pausedFrom = 0, pausedTo = 0]) => pausedFrom <= begin && pausedTo >= edge);
      if (!covered) sum += edge - begin;
    }
  }
  return sum;
}

const always = (holds: (scene: Scene, before: Scene | undefined) => void) =>
  fc.assert(
    fc.property(story, (drawn) => {
      let before: Scene | undefined;
      for (const scene of scenes(drawn)) {
        holds(scene, before);
        before = scene;
      }
    }),
    SEED,
  );

describe('In every story of a clock', () => {
  test('S7 the target is used up exactly at its due time, not counting pauses', () => {
    let seen = 0;
    always(({ clock, calendar, events }) => {
      if (closedAt(clock) || events.length === 0 || calendar.version !== clock.calendarVersion) return;
      for (const target of clock.targets) {
        if (!target.deadline || target.metAt) continue;
        seen++;
        const dueAt = epochMilliseconds(target.deadline.dueAt);
        expect(counted(clock, calendar, dueAt)).toBe(allowed(clock, target));
      }
    });
    expect(seen).toBeGreaterThan(1_000);
  });

  test('S7 the explanation has no gaps and sums to the target; while paused, to the elapsed time', () => {
    always(({ clock, calendar, at }) => {
      const segments = explain(clock, calendar, at);
      const sum = segments.reduce((total, { businessMs }) => total + businessMs, 0);
      const end = epochMilliseconds(segments.at(-1)?.to ?? clock.receivedAt);
      expect(segments.map(({ from }) => from)).toEqual(
        [clock.receivedAt, ...segments.map(({ to }) => to)].slice(0, segments.length),
      );
      const target = allowed(clock, targetOf(clock, 'RESOLUTION'));
      const paused = clock.pauses.some(({ to }) => to === undefined);
      if (!paused) expect(sum).toBe(target);
      else expect(sum).toBe(Math.min(target, counted(clock, calendar, end)));
    });
  });

  test('S8 S9 each warning is given once, and a target breaches again only after its breach was voided', () => {
    fc.assert(
      fc.property(story, (drawn) => {
        const warned = new Set<string>();
        const standing = new Set<string>();
        for (const { events } of scenes(drawn))
          for (const { type, data } of events) {
            if (type === 'SlaWarned') {
              expect(warned).not.toContain(`${data.target} ${data.percent}`);
              warned.add(`${data.target} ${data.percent}`);
            }
            if (type === 'SlaBreached') {
              expect(standing).not.toContain(data.target);
              expect(data.dueAt < data.noticedAt).toBe(true);
              standing.add(data.target);
            }
            // A reopening promises the resolution anew (S11); the earlier breach remains.
            if (type === 'SlaResumed' && data.cause === 'CLOSED') standing.delete('RESOLUTION');
            if (type === 'SlaBreachVoided') standing.delete(data.target);
          }
      }),
      SEED,
    );
  });

  test('S9 a promise that ended late has a breach, and one that ended in time has none', () => {
    let late = 0;
    always(({ clock, calendar, events }, before) => {
      const stop = events.find((event) => event.type === 'SlaMet' && event.data.target === 'RESOLUTION');
      if (!stop || !before) return;
      const { breach, metAt, promisedMs } = targetOf(clock, 'RESOLUTION');
      const granted = breach?.grantedMs ?? clock.grantedMs;
      const over = counted(clock, calendar, epochMilliseconds(metAt as Instant)) - (promisedMs + granted);
      // Used up to the millisecond, it depends on whether anything followed: see the examples.
      if (over !== 0) expect(breach !== undefined).toBe(over > 0);
      if (over > 0) late++;
    });
    expect(late).toBeGreaterThan(100);
  });

  test('S13 the events alone contain every breach that remains, and how late targets were met', () => {
    let rounds = 0;
    let voided = 0;
    fc.assert(
      fc.property(story, (drawn) => {
        const standing = new Map<string, { readonly elapsedBusinessMs: number; readonly byMs: number } | undefined>();
        for (const { events, clock } of scenes(drawn)) {
          for (const { type, data } of events) {
            if (type === 'SlaResumed' && data.cause === 'CLOSED') rounds++;
            if (type === 'SlaBreached') standing.set(`${data.target} ${data.dueAt}`, undefined);
            if (type === 'SlaMet' && data.late) {
              const { elapsedBusinessMs, late } = data;
              expect(standing.has(`${data.target} ${late.dueAt}`)).toBe(true);
              standing.set(`${data.target} ${late.dueAt}`, { elapsedBusinessMs, byMs: late.byMs });
            }
            if (type === 'SlaBreachVoided') {
              const key = `${data.target} ${data.dueAt}`;
              expect(standing.has(key)).toBe(true);
              const { outcome: _, ...before } = { outcome: undefined, ...data.met?.before };
              expect(data.met && before).toEqual(standing.get(key));
              standing.delete(key);
              if (data.met) voided++;
            }
          }
          expect(
            standingBreaches(clock)
              .map(([target, { dueAt }]) => `${target} ${dueAt}`)
              .sort(),
          ).toEqual([...standing.keys()].sort());
        }
      }),
      SEED,
    );
    expect(rounds).toBeGreaterThan(100);
    expect(voided).toBeGreaterThan(0);
  });

  test('S6 C6 no pause lasts longer than the time given for the move, whenever that is noticed', () => {
    let ended = 0;
    always(({ clock, events, at: now }) => {
      for (const { from, to, until } of clock.pauses) {
        if (until === undefined) continue;
        if (to !== undefined) expect(to <= (until > from ? until : from)).toBe(true);
        else if (events.length > 0) expect(until > now).toBe(true);
        if (to === until) ended++;
      }
    });
    expect(ended).toBeGreaterThan(1_000);
  });

  test('S9 a sweep writes nothing before the next moment, and something at it', () => {
    let seen = 0;
    always(({ clock, calendar }) => {
      const next = nextMoment(clock);
      const check = (moment: number) =>
        clockDecider.decide(new command.CheckDeadlines({ claimId, calendar }, by(instantOf(moment))), clock).kind;
      if (next === undefined) {
        expect(check(Date.UTC(2030, 0, 1))).toBe('unchanged');
        return;
      }
      seen++;
      expect(check(epochMilliseconds(next) - 1)).toBe('unchanged');
      expect(check(epochMilliseconds(next))).toBe('accepted');
    });
    expect(seen).toBeGreaterThan(1_000);
  });

  test('C12 the same command again changes nothing', () => {
    always(({ clock, calendar, at }) => {
      const data = { claimId, calendar };
      const again = [
        new command.CheckDeadlines(data, by(at)),
        new command.PauseSla({ ...data, cause: 'SAMPLE_IN_TRANSIT' }, by(at)),
        new command.RecalculateDeadlines(data, by(at)),
        new command.FollowClaim({ ...data, revision: 100, facts: ['REVIEWED'] }, by(at)),
        new command.FollowClaim({ ...data, revision: 100, facts: ['WITHDRAWN'] }, by(at)),
      ];
      for (const sent of again) {
        const verdict = clockDecider.decide(sent, clock);
        if (verdict.kind !== 'accepted') continue;
        const after = verdict.events.reduce<SlaState>(
          (state, event) => clockDecider.evolve(state, event, sent.meta.at),
          clock,
        );
        // A calendar that moved nothing is applied again until an event records it.
        expect(clockDecider.decide(sent, after)).toEqual({ kind: 'unchanged' });
      }
    });
  });

  test('S6 S11 C12 the events of the claim, sent again from any point, change nothing', () => {
    let again = 0;
    always(({ clock, followed }) => {
      again += followed.length;
      expect(followed.filter((sent) => clockDecider.decide(sent, clock).kind !== 'unchanged')).toEqual([]);
    });
    expect(again).toBeGreaterThan(1_000);
  });
});
