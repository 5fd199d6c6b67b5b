import { Command, type CommandMetadata } from './command.ts';
import { decider, fold } from './decider.ts';
import { at, scenarios } from './given-when-then.ts';
import type { Instant } from './instant.ts';
import { accept, firstRefusal, refuse, unchanged } from './verdict.ts';

const by: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'anna', role: 'ADMIN' },
  at: '2026-03-09T02:00:00.000Z' as Instant,
  correlationId: 'c-1',
};

class SwitchOn extends Command<{ level: number }> {
  readonly type = 'SwitchOn' as const;
}
class SwitchOff extends Command<null> {
  readonly type = 'SwitchOff' as const;
}
type LampEvent = { type: 'SwitchedOn'; data: { level: number } } | { type: 'SwitchedOff'; data: null };

const lamp = decider<SwitchOn | SwitchOff, LampEvent, { level: number }>({
  initial: { level: 0 },
  decide: {
    SwitchOn({ data }, { level }) {
      if (data.level > 10) return refuse('TOO_BRIGHT', 'At most 10.', { rule: 'L1' });
      return data.level === level ? unchanged : accept({ type: 'SwitchedOn', data });
    },
    SwitchOff: (_, { level }) => (level === 0 ? unchanged : accept({ type: 'SwitchedOff', data: null })),
  },
  evolve: {
    SwitchedOn: (_, { data }) => data,
    SwitchedOff: () => ({ level: 0 }),
  },
});
const on = (level: number): LampEvent => ({ type: 'SwitchedOn', data: { level } });

describe('A decider', () => {
  it('1 decides by the type of the command and folds by the type of the event', () => {
    expect(lamp.commandTypes).toEqual(['SwitchOn', 'SwitchOff']);
    expect(fold(lamp, [on(3), on(5)], by.at)).toEqual({ level: 5 });
    expect(fold(lamp, [on(3), { type: 'SwitchedOff', data: null }], by.at)).toEqual({ level: 0 });
    expect(fold(lamp, [], by.at)).toBe(lamp.initial);
  });

  it('E1 refuses what is too long to be stored, and says by how much', () => {
    const notes = decider<SwitchOn, { type: 'Noted'; data: string }, number>({
      initial: 0,
      decide: {
        SwitchOn: ({ data: { level } }, many) =>
          accept(
            ...(Array.from({ length: many || 1 }, () => ({ type: 'Noted', data: '가'.repeat(level) })) as [never]),
          ),
      },
      evolve: { Noted: (many) => many },
    });
    const answer = (level: number, many: number) => {
      const verdict = notes.decide(new SwitchOn({ level }, by), many);
      return verdict.kind === 'refused' ? `${verdict.refusal.code} ${verdict.refusal.message}` : verdict.kind;
    };
    expect(answer(20_400, 1)).toBe('accepted');
    expect(answer(20_500, 1)).toBe(
      'TOO_LONG All of it together is too long: 61526 bytes, 86 over the limit of 61440. Shorten the longest texts and lists.',
    );
    expect(answer(1, 256)).toBe('accepted');
    expect(answer(1, 257)).toMatch(/^TOO_LONG .* 257 events, 1 over the limit of 256/);
  });

  it('R12 passes the time of each event', () => {
    const hours = decider<SwitchOn, LampEvent, string[]>({
      initial: [],
      decide: { SwitchOn: () => unchanged },
      evolve: { SwitchedOn: (seen, _, at) => [...seen, at], SwitchedOff: (seen) => seen },
    });
    const [early, late] = ['2026-03-09T02:00:00.000Z', '2026-03-10T02:00:00.000Z'];
    const { given } = scenarios(hours, (actual, expected) => expect(actual).toEqual(expected));
    expect(given(on(3), at(late, on(5))).state()).toEqual([early, late]);
  });

  it('1 throws for an unknown command or event: a bug', () => {
    expect(() => lamp.decide({ type: 'Explode' } as never, lamp.initial)).toThrow('no decision for command Explode');
    expect(() => lamp.evolve(lamp.initial, { type: 'Exploded' } as never, by.at)).toThrow(
      'no evolution for event Exploded',
    );
  });

  it('1 returns the first refusal', () => {
    const [first, second] = [refuse('A', 'a').refusal, refuse('B', 'b').refusal];
    expect(firstRefusal(undefined, first, second)).toBe(first);
    expect(firstRefusal(undefined)).toBeUndefined();
  });
});

describe('Given, when, then', () => {
  const { given, nothing } = scenarios(lamp, (actual, expected) => expect(actual).toEqual(expected));

  it('1 passes for events, for no event, and for refusals with rule and code', () => {
    nothing.when(new SwitchOn({ level: 3 }, by)).then(on(3));
    given(on(3))
      .when(new SwitchOn({ level: 3 }, by))
      .thenUnchanged();
    expect(
      given(on(3))
        .when(new SwitchOn({ level: 11 }, by))
        .thenRefused('L1', 'TOO_BRIGHT').message,
    ).toBe('At most 10.');
    expect(given(on(3), on(4)).state()).toEqual({ level: 4 });
  });

  it('1 fails on any other outcome', () => {
    const asked = given(on(3)).when(new SwitchOn({ level: 4 }, by));
    expect(() => asked.then(on(5))).toThrow();
    expect(() => asked.then(on(4), on(4))).toThrow();
    expect(() => asked.thenUnchanged()).toThrow();
    expect(() => asked.thenRefused('L1', 'TOO_BRIGHT')).toThrow();
    const refused = nothing.when(new SwitchOn({ level: 11 }, by));
    expect(() => refused.then(on(11))).toThrow();
    expect(() => refused.thenRefused('L2', 'TOO_BRIGHT')).toThrow();
    expect(() => refused.thenRefused('L1', 'TOO_DARK')).toThrow();
  });
});
