import { contract, streamCategory } from '#kernel';
import { z } from 'zod';
import type { Identified } from '../read-models/read-model.ts';
import { defineProjection, type Fold, ignored } from './projection.ts';
import { projectionScenarios } from './projection.scenarios.fixture.ts';
import { streamOf } from './recorded-facts.fixture.ts';

type LampEvent =
  | { readonly type: 'Lit'; readonly data: { readonly hours: number } }
  | { readonly type: 'Sold'; readonly data: object };
interface Lamp extends Identified {
  readonly hours: number;
}

const lamps = {
  streams: streamCategory('lamp'),
  contracts: {
    Lit: contract({ seenBy: 'staff', schema: z.object({ hours: z.number() }) }),
    Sold: contract({ seenBy: 'staff', schema: z.object({}) }),
  },
  decider: { evolve: (_: never, event: LampEvent) => event },
};
const lamp = streamOf(lamps, 'L-1');
const other = streamOf(lamps, 'L-2');
const lit = (hours: number): LampEvent => ({ type: 'Lit', data: { hours } });
const sold: LampEvent = { type: 'Sold', data: {} };

const projectionOf = (Lit: Fold<Lamp, Extract<LampEvent, { type: 'Lit' }>>) =>
  defineProjection<Lamp, LampEvent>({
    model: { name: 'lamps', version: 1, fields: {}, indexes: [], owner: 'staff', seenBy: 'staff' },
    streams: [lamps.streams],
    poison: 'quarantine',
    keysOf: ({ stream }) => [lamps.streams.idOf(stream) as string],
    when: { Lit, Sold: () => undefined },
  });
const summed: Parameters<typeof projectionOf>[0] = (known, { data }, id) => ({
  id,
  hours: (known?.hours ?? 0) + data.hours,
});

describe('the language of projections', () => {
  const { given } = projectionScenarios<Lamp>(projectionOf(summed));
  const scenario = given(lamp(lit(2)), other(lit(7)), lamp(lit(3)));

  it('passes when the given documents are all there are', async () => {
    await scenario.then({ id: 'L-2', hours: 7 }, { id: 'L-1', hours: 5 });
    await given(lamp(lit(2), sold)).thenNone();
    await given().thenNone();
  });

  it.each<readonly [string, [Lamp, ...Lamp[]]]>([
    [
      'is another',
      [
        { id: 'L-1', hours: 4 },
        { id: 'L-2', hours: 7 },
      ],
    ],
    [
      'is missing',
      [
        { id: 'L-1', hours: 5 },
        { id: 'L-2', hours: 7 },
        { id: 'L-3', hours: 1 },
      ],
    ],
    ['is stored and not expected', [{ id: 'L-1', hours: 5 }]],
  ])('fails when a document %s', async (_, documents) => {
    await expect(scenario.then(...documents)).rejects.toThrow('all at once');
  });

  it('fails when a document remains that should be removed, or none is written', async () => {
    await expect(given(lamp(lit(2))).thenNone()).rejects.toThrow('L-1');
    await expect(given(lamp(lit(2), sold)).then({ id: 'L-1', hours: 2 })).rejects.toThrow('L-1');
  });

  it('fails when the result depends on how often a fold is called', async () => {
    let calls = 0;
    const { given } = projectionScenarios<Lamp>(projectionOf((_, __, id) => ({ id, hours: ++calls })));
    await expect(given(lamp(lit(2))).then({ id: 'L-1', hours: 1 })).rejects.toThrow('one by one, twice');
  });

  it('fails when the result depends on whether the document was read again', async () => {
    let before: Lamp | undefined;
    const impure: Parameters<typeof projectionOf>[0] = (known, event, id) => {
      const inMemory = known !== undefined && known === before;
      before = summed(inMemory ? known : undefined, event, id);
      return before;
    };
    const { given } = projectionScenarios<Lamp>(projectionOf(impure));
    await expect(given(lamp(lit(2), lit(3))).then({ id: 'L-1', hours: 5 })).rejects.toThrow('1 of 2, then all of them');
  });

  it('fails when a fold mutates its arguments', async () => {
    const changing = projectionScenarios<Lamp>(
      projectionOf((known, event, id) =>
        known ? Object.assign(known, summed(known, event, id)) : summed(known, event, id),
      ),
    );
    await expect(changing.given(lamp(lit(2), lit(3))).then({ id: 'L-1', hours: 5 })).rejects.toThrow('read only');
  });

  it('fails when a document cannot be stored unchanged', async () => {
    const { given } = projectionScenarios<Lamp & { on: unknown }>(
      projectionOf((_, __, id) => ({ id, hours: 1, on: new Date(0) }) as Lamp),
    );
    await expect(given(lamp(lit(2))).then({ id: 'L-1', hours: 1, on: new Date(0) })).rejects.toThrow('L-1');
  });

  it("fails when an event cannot be applied, whatever the read model's poison policy", async () => {
    const strict = projectionOf((known, event, id) => {
      if (event.data.hours === 13) throw new Error('13 hours are too many');
      return summed(known, event, id);
    });
    for (const poison of ['halt', 'quarantine'] as const) {
      const { given } = projectionScenarios<Lamp>({ ...strict, poison });
      await expect(given(lamp(lit(2), lit(13))).then({ id: 'L-1', hours: 2 })).rejects.toThrow('13 hours are too many');
    }
  });

  it('fails when a fact breaks its contract', async () => {
    await expect(given(lamp(lit('long' as never))).thenNone()).rejects.toThrow('Lit: hours');
  });

  it('skips events that the read model ignores', async () => {
    const { given } = projectionScenarios<Lamp>({
      ...projectionOf(summed),
      when: { Lit: ignored, Sold: ignored } as never,
    });
    await given(lamp(lit(2))).thenNone();
  });
});
