import { z } from 'zod';
import { conform, contract, decodeEvent, type EventsOf, UndecodableEvent } from './events.ts';
import { refusedAs } from './verdict.ts';

const events = {
  LampMeasured: contract({
    seenBy: 'staff',
    schema: z.object({ lamp: z.string(), lumen: z.int().min(0), site: z.string().default('Shenzhen') }),
    version: 3,
    upcast: {
      1: ({ lamp, candela }: { lamp: string; candela: number }) => ({ lamp, lumen: candela * 12 }),
      2: ({ lamp, lumen }: { lamp: string; lumen: number }) => ({ lamp: lamp.toUpperCase(), lumen }),
    },
  }),
  LampScrapped: contract({ seenBy: 'staff', schema: z.object({ lamp: z.string() }) }),
  LampSold: contract({ seenBy: 'staff', schema: z.object({ lamp: z.string() }), version: 2 }),
};

describe('Stored events can always be read', () => {
  it('9 an event of the newest version is read unchanged, a new optional field with its default', () => {
    expect(decodeEvent(events, 'LampMeasured', 3, { lamp: 'L1', lumen: 800 })).toEqual({
      type: 'LampMeasured',
      data: { lamp: 'L1', lumen: 800, site: 'Shenzhen' },
    } satisfies EventsOf<typeof events>);
  });

  it('9 an old event passes every upcaster from its version on, and no earlier one', () => {
    expect(decodeEvent(events, 'LampMeasured', 1, { lamp: 'l1', candela: 10 }).data).toEqual({
      lamp: 'L1',
      lumen: 120,
      site: 'Shenzhen',
    });
    expect(decodeEvent(events, 'LampMeasured', 2, { lamp: 'l1', lumen: 7 }).data).toEqual({
      lamp: 'L1',
      lumen: 7,
      site: 'Shenzhen',
    });
  });

  it.each([
    ['LampMeasured', 4, 'LampMeasured version 4 is not known here (newest: 3); is this program older than the data?'],
    ['LampMeasured', 0, 'LampMeasured version 0 is not known here (newest: 3); is this program older than the data?'],
    [
      'LampMeasured',
      1.5,
      'LampMeasured version 1.5 is not known here (newest: 3); is this program older than the data?',
    ],
    [
      'LampMeasured',
      Number.NaN,
      'LampMeasured version NaN is not known here (newest: 3); is this program older than the data?',
    ],
    ['LampSold', 1, 'LampSold has no upcaster from version 1'],
    ['LampLost', 1, 'unknown event type "LampLost"'],
    ['constructor', 1, 'unknown event type "constructor"'],
  ])('9 %s in version %d is refused by name, never guessed', (type, version, words) => {
    expect(() => decodeEvent(events, type, version, { lamp: 'L1', lumen: 1 })).toThrow(new UndecodableEvent(words));
  });

  it('9 data that breaks the contract is refused, naming the field', () => {
    expect(() => decodeEvent(events, 'LampMeasured', 3, { lamp: 'L1', lumen: -1 })).toThrow(/^LampMeasured: lumen: /);
    expect(() => decodeEvent(events, 'LampMeasured', 3, null)).toThrow(/^LampMeasured: data: /);
  });
});

describe('Data from outside', () => {
  it('9 is stored with defaults filled in and without unknown members', () => {
    expect(conform(events.LampMeasured, { lamp: 'L1', lumen: 1, site: undefined, idempotencyKey: 'k' })).toEqual({
      kind: 'conforms',
      data: { lamp: 'L1', lumen: 1, site: 'Shenzhen' },
    });
  });

  it('9 is refused with field and reason when it breaks the contract', () => {
    const verdict = conform(
      contract({ seenBy: 'staff', schema: z.object({ lamp: z.object({ lumen: z.int({ error: 'must be whole' }) }) }) }),
      {
        lamp: { lumen: 1.5 },
      },
    );
    expect(verdict).toEqual({
      kind: 'refused',
      refusal: { code: 'INVALID_INPUT', message: 'lamp.lumen: must be whole' },
    });
  });

  it('9 is refused by the rule that the broken check names', () => {
    const zLamp = z.string().refine((lamp) => lamp !== '1.23E+12', refusedAs('DAMAGED', 'is damaged', 'R10'));
    const lamp = contract({ seenBy: 'staff', schema: z.object({ lamp: zLamp }) });
    expect(conform(lamp, { lamp: '1.23E+12' })).toEqual({
      kind: 'refused',
      refusal: { code: 'DAMAGED', message: 'lamp: is damaged', rule: 'R10' },
    });
  });

  it('A2 is refused when it could not be hashed', () => {
    expect(conform(events.LampScrapped, { lamp: '\ud800' })).toEqual({
      kind: 'refused',
      refusal: { code: 'INVALID_INPUT', message: 'a string with a lone surrogate has no canonical JSON form' },
    });
  });
});

describe('The audience of an event', () => {
  it('is declared by every contract, and only with fields it has: anything else does not compile', () => {
    const schema = z.object({ lamp: z.string() });
    // @ts-expect-error -- the audience is missing
    expect(contract({ schema })).toBeDefined();
    // @ts-expect-error -- no such field
    expect(contract({ seenBy: { partner: ['lumen'] }, schema }).version).toBe(1);
  });
});

describe('What does not fit the contract is refused in plain words', () => {
  const zAll = z.object({
    name: z.string(),
    many: z.array(z.string()).min(1).max(2),
    count: z.int().min(1).max(5),
    kind: z.enum(['A', 'B']),
  });
  const fits = { name: 'n', many: ['a'], count: 1, kind: 'A' };

  it.each<[object, string]>([
    [{ name: undefined }, 'name: is missing'],
    [{ name: 5 }, 'name: must be text'],
    [{ many: 'a' }, 'many: must be a list'],
    [{ many: [] }, 'many: must have at least 1 item'],
    [{ many: ['a', 'b', 'c'] }, 'many: must have at most 2 items'],
    [{ count: 0 }, 'count: must be at least 1'],
    [{ count: 6 }, 'count: must be at most 5'],
    [{ count: 1.5 }, 'count: must be a whole number'],
    [{ kind: 'C' }, 'kind: must be one of A, B'],
  ])('%j: %s', (wrong, message) => {
    const answer = conform(contract({ seenBy: 'staff', schema: zAll }), { ...fits, ...wrong });
    expect(answer).toMatchObject({ kind: 'refused', refusal: { code: 'INVALID_INPUT', message } });
  });
});
