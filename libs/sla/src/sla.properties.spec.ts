import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import fc from 'fast-check';
import { at, everyDay, hours, laidOut, shanghai } from './calendars.fixture.ts';
import { explain } from './explanation.ts';
import * as command from './sla.commands.ts';
import { clockDecider } from './sla.decider.ts';
import { type PauseCause, type Resolution, type SlaEvent, slaEvents } from './sla.events.ts';
import { by, claimId } from './sla.facts.fixture.ts';
import { allowed, type BusinessTime, nextMoment } from './sla.policies.ts';
import { closedAt, resolutionOf, type SlaClock, type SlaState, targetOf } from './sla.state.ts';

const SEED = { seed: 20_260_309, numRuns: 1_000 };

type Cause = Exclude<PauseCause, 'CLOSED'>;
interface Move {
  readonly kind: 'pause' | 'resume' | 'review' | 'resolve' | 'reopen' | 'reckon' | 'judge';
  readonly cause: Cause;
  /** Milliseconds since the move before. */
  readonly later: number;
}

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom('pause', 'pause', 'resume', 'resume', 'review', 'resolve', 'reopen', 'reckon', 'judge'),
  cause: fc.constantFrom('EVIDENCE_REQUESTED', 'REMEDY_ASKED', 'SAMPLE_IN_TRANSIT'),
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
  moves: fc.array(move, { maxLength: 16, size: 'max' }),
});
type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

interface Told {
  readonly events: readonly SlaEvent[];
  readonly clock: SlaClock;
  /** The newest version that was sent. */
  readonly calendar: BusinessTime;
  readonly at: Instant;
}

/** Every state a story goes through. */
function* tell({ calendars, from, moves }: Story): Generator<Told> {
  let version = 0;
  let now = epochMilliseconds(from);
  let state: SlaState;
  const promised = { resolutionTarget: 'PT48H', firstReviewTarget: 'PT24H' };
  const newest = () => calendars[version] as BusinessTime;
  const send = (sent: command.SlaCommand): Told => {
    const verdict = clockDecider.decide(sent, state);
    if (verdict.kind === 'refused') throw new Error(`${sent.type}: ${verdict.refusal.message}`);
    const events = verdict.kind === 'accepted' ? verdict.events : [];
    for (const { type, data } of events) slaEvents[type].schema.parse(data);
    state = events.reduce((before, event) => clockDecider.evolve(before, event, instantOf(now)), state);
    return { events, clock: state as SlaClock, calendar: newest(), at: instantOf(now) };
  };
  yield send(new command.StartSla({ claimId, partnerId: 'P', sku: 'S', calendar: newest(), ...promised }, by(from)));
  for (const { kind, cause, later } of moves) {
    now += later;
    const issue = by(instantOf(now));
    if (kind === 'reckon') version = Math.min(version + 1, calendars.length - 1);
    const data = { claimId, calendar: newest() };
    if (kind === 'judge') yield send(new command.CheckDeadlines({ claimId }, issue));
    if (kind === 'pause') yield send(new command.PauseSla({ ...data, cause }, issue));
    if (kind === 'resume') yield send(new command.ResumeSla({ ...data, cause }, issue));
    if (kind === 'review') yield send(new command.MeetSlaTarget({ ...data, target: 'FIRST_REVIEW' }, issue));
    if (kind === 'resolve') yield send(new command.MeetSlaTarget({ ...data, target: 'RESOLUTION' }, issue));
    if (kind === 'reopen') yield send(new command.ReopenSla(data, issue));
    if (kind === 'reckon') yield send(new command.RecalculateDeadlines(data, issue));
  }
}

/** Open time between two moments that no pause covers, counted by cutting intervals: nothing of the decider's way. */
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

const always = (holds: (told: Told, before: Told | undefined) => void) =>
  fc.assert(
    fc.property(story, (drawn) => {
      let before: Told | undefined;
      for (const told of tell(drawn)) {
        holds(told, before);
        before = told;
      }
    }),
    SEED,
  );

describe('In every story of a clock', () => {
  test('S7 the target has been used up exactly at its due time, pauses left out', () => {
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

  test('S7 the explanation has no holes and sums to the target; while paused, to what has elapsed', () => {
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
        for (const { events } of tell(drawn))
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
            if (type === 'SlaBreachVoided') {
              expect(standing).toContain(data.target);
              standing.delete(data.target);
            }
          }
      }),
      SEED,
    );
  });

  test('S9 a promise ended late has a breach, and one ended in time has none', () => {
    let late = 0;
    always(({ clock, calendar, events }, before) => {
      const stop = events.find((event) => event.type === 'SlaMet' && event.data.target === 'RESOLUTION');
      if (!stop || !before) return;
      const { breach, metAt } = targetOf(clock, 'RESOLUTION');
      // A breach of an earlier round stands whatever comes later (S11).
      if (breach && breach.stoppedAt !== metAt) return;
      const { promisedMs } = targetOf(clock, 'RESOLUTION');
      const granted = breach?.grantedMs ?? clock.grantedMs;
      const over = counted(clock, calendar, epochMilliseconds(metAt as Instant)) - (promisedMs + granted);
      // Used up to the millisecond it depends on whether anything followed: that is for the examples.
      if (over !== 0) expect(breach !== undefined).toBe(over > 0);
      if (over > 0) late++;
    });
    expect(late).toBeGreaterThan(100);
  });

  test('S13 the events alone tell which resolution counts, and that it is late while its breach stands', () => {
    let undone = 0;
    let voided = 0;
    fc.assert(
      fc.property(story, (drawn) => {
        let counts: Resolution | undefined;
        for (const { events, clock } of tell(drawn)) {
          for (const { type, data } of events) {
            if (type === 'SlaMet' && data.target === 'RESOLUTION') {
              expect(counts).toBeUndefined();
              counts = resolutionOf(data);
            }
            if (type === 'SlaResumed' && data.cause === 'CLOSED') {
              expect(data.undone).toEqual(counts);
              counts = undefined;
              undone++;
            }
            if (type === 'SlaBreachVoided' && data.target === 'RESOLUTION') {
              expect(data.resolution).toEqual(counts);
              counts = counts && { ...counts, late: false };
              if (counts) voided++;
            }
          }
          const { metAt, breach } = targetOf(clock, 'RESOLUTION');
          expect(counts && { at: counts.at, late: counts.late }).toEqual(
            metAt && { at: metAt, late: breach !== undefined },
          );
        }
      }),
      SEED,
    );
    expect(undone).toBeGreaterThan(100);
    expect(voided).toBeGreaterThan(0);
  });

  test('S9 a sweep has nothing to say before the next moment, and something at it', () => {
    let seen = 0;
    always(({ clock }) => {
      const next = nextMoment(clock);
      const judge = (moment: number) =>
        clockDecider.decide(new command.CheckDeadlines({ claimId }, by(instantOf(moment))), clock).kind;
      if (next === undefined) {
        expect(judge(Date.UTC(2030, 0, 1))).toBe('unchanged');
        return;
      }
      seen++;
      expect(judge(epochMilliseconds(next) - 1)).toBe('unchanged');
      expect(judge(epochMilliseconds(next))).toBe('accepted');
    });
    expect(seen).toBeGreaterThan(1_000);
  });

  test('C12 the same command again changes nothing', () => {
    always(({ clock, calendar, at }) => {
      const data = { claimId, calendar };
      const again = [
        new command.CheckDeadlines({ claimId }, by(at)),
        new command.PauseSla({ ...data, cause: 'REMEDY_ASKED' }, by(at)),
        new command.RecalculateDeadlines(data, by(at)),
        new command.MeetSlaTarget({ ...data, target: 'FIRST_REVIEW' }, by(at)),
        new command.CancelSla(data, by(at)),
      ];
      for (const sent of again) {
        const verdict = clockDecider.decide(sent, clock);
        if (verdict.kind !== 'accepted') continue;
        const after = verdict.events.reduce<SlaState>(
          (state, event) => clockDecider.evolve(state, event, sent.meta.at),
          clock,
        );
        // A calendar that moved nothing is brought along again until something is written by it.
        expect(clockDecider.decide(sent, after)).toEqual({ kind: 'unchanged' });
      }
    });
  });
});
