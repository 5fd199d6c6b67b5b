import { Slices } from '../support/own-turn.ts';
import { pagesOf } from './pages.ts';
import { defineReadModel, type QuerySpec } from './read-model.ts';
import type { ReadModels } from './read-model.port.ts';

interface Note {
  readonly id: string;
  readonly partnerId: string;
  readonly amount: { readonly minor: number; readonly currency: string };
  readonly paid?: boolean;
  readonly lines: readonly string[];
}

const declared = {
  name: 'notes',
  version: 1,
  fields: { partnerId: 'string', 'amount.minor': 'number', paid: 'boolean' },
  indexes: [['partnerId', 'amount.minor'], ['paid']],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    amount: { minor: 'partner', currency: 'staff' },
    paid: 'partner in partnerId',
    lines: 'staff',
  },
} as const;
const notes = defineReadModel<Note>()(declared);

// Each @ts-expect-error fails the type-check if the line compiles.
describe('The declaration of a read model', () => {
  it('identifies it to readers', () => {
    expect(notes).toBe(declared);
  });

  it('does not compile without an owner of the documents', () => {
    const { owner: _owner, ...ownerless } = declared;
    // @ts-expect-error -- nobody said whose they are
    expect(defineReadModel<Note>()(ownerless)).not.toHaveProperty('owner');
    // @ts-expect-error -- a field that is not declared cannot narrow a query
    expect(defineReadModel<Note>()({ ...declared, owner: 'amount' }).owner).toBe('amount');
  });

  it('does not compile without an audience for each member of a document', () => {
    const { lines: _lines, ...others } = declared.seenBy;
    // @ts-expect-error -- who sees the lines?
    expect(defineReadModel<Note>()({ ...declared, seenBy: others }).seenBy).not.toHaveProperty('lines');
    const half = { ...declared.seenBy, amount: { minor: 'partner' } } as const;
    // @ts-expect-error -- who sees the currency?
    expect(defineReadModel<Note>()({ ...declared, seenBy: half }).seenBy).toBe(half);
    const elsewhere = { ...declared.seenBy, paid: 'partner in dealerId' } as const;
    // @ts-expect-error -- there is no such partner
    expect(defineReadModel<Note>()({ ...declared, seenBy: elsewhere }).seenBy).toBe(elsewhere);
    expect(defineReadModel<Note>()({ ...declared, seenBy: 'staff' }).seenBy).toBe('staff');
  });

  it('does not compile with a field that documents lack, or have with another type', () => {
    const bare = { ...declared, indexes: [], owner: 'id' } as const;
    // @ts-expect-error -- no such member
    expect(defineReadModel<Note>()({ ...bare, fields: { dealerId: 'string' } }).fields).toHaveProperty('dealerId');
    // @ts-expect-error -- it is a number
    expect(defineReadModel<Note>()({ ...bare, fields: { id: 'number' } }).fields).toHaveProperty('id');
    // @ts-expect-error -- an index on a field that is not declared
    expect(defineReadModel<Note>()({ ...declared, indexes: [['lines']] }).indexes).toHaveLength(1);
  });

  it('checks queries and results', async () => {
    const asked: unknown[] = [];
    const models = {
      query: async (...args: unknown[]) => {
        asked.push(args);
        return { items: [], hasMore: false };
      },
    } as unknown as ReadModels;
    const { items } = await models.query(notes, { where: [{ field: 'amount.minor', gte: 5 }], limit: 1 });
    const amounts: number[] = items.map(({ document }) => document.amount.minor);
    expect(amounts).toEqual([]);
    const query = (wrong: QuerySpec<typeof notes.fields>) => models.query(notes, wrong);
    // @ts-expect-error -- not declared
    await query({ where: [{ field: 'lines', eq: 'x' }], limit: 1 });
    // @ts-expect-error -- a number does not begin with a text
    await query({ where: [{ field: 'amount.minor', prefix: 'x' }], limit: 1 });
    // @ts-expect-error -- a truth value has no order
    await query({ where: [{ field: 'paid', lt: true }], limit: 1 });
    // @ts-expect-error -- not declared
    await query({ orderBy: { field: 'lines', direction: 'asc' }, limit: 1 });
    expect(asked).toHaveLength(5);
  });
});

describe('Pages of a list', () => {
  it('come one in each turn of the event loop, however many lists are read at once', async () => {
    let turn = 0;
    let isOver = false;
    const count = () => {
      turn++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const turns: number[] = [];
    const models = {
      async query(_: unknown, { after = '0' }: QuerySpec) {
        if (after !== '0') turns.push(turn);
        return { items: [{ document: { id: after }, cursor: `${Number(after) + 1}` }], hasMore: after !== '4' };
      },
    } as unknown as ReadModels;
    const read = async () => {
      for await (const _ of pagesOf(models, defineReadModel<Note>()(declared), { limit: 1 })) continue;
    };
    await Promise.all([read(), read(), read()]);
    isOver = true;
    expect([turns.length, new Set(turns).size]).toEqual([12, 12]);
  });
});

it('Work that nobody waits for goes on when there is nothing else to do, or when others have had as long as itself', async () => {
  let [now, turns, others] = [0, 0, 0];
  const nextTurn = async () => {
    turns++;
    now += others;
  };
  const slices = new Slices({ now: () => now, nextTurn });
  const worked = async (milliseconds: number, another: number) => {
    now += milliseconds;
    [turns, others] = [0, another];
    expect(slices.isOver).toBe(milliseconds >= 1);
    await slices.rest();
    return turns;
  };
  expect([await worked(0.5, 0), await worked(5, 0.1), await worked(5, 2), await worked(1, 30)]).toEqual([1, 1, 3, 1]);
});
