import type { Actor } from '#kernel';
import { defineReadModel, positionOf, QueryError, type ReadModel, type ReadModels } from '#platform';
import { CallerModels } from './caller-models.ts';
import { membersOfBatch } from './members-of-batch.ts';

const lee: Actor = { id: 'lee', role: 'PARTNER', onBehalfOf: 'P-1' };
const rita: Actor = { id: 'rita', role: 'REVIEWER' };

interface Note {
  readonly id: string;
  readonly partnerId: string;
  readonly line: { readonly sku: string; readonly boughtBy: string; readonly price: number };
  readonly remark?: string;
}

const notes = defineReadModel<Note>()({
  name: 'notes',
  version: 1,
  fields: { partnerId: 'string', 'line.price': 'number', 'line.sku': 'string' },
  indexes: [['partnerId']],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    line: { sku: 'partner', boughtBy: 'staff', price: 'partner in boughtBy' },
    remark: 'staff',
  },
});

const note = (id: string, partnerId: string, boughtBy = partnerId): Note => ({
  id,
  partnerId,
  line: { sku: 'LAMP', boughtBy, price: 5 },
  remark: 'Always complains.',
});
const mine = note('mine', 'P-1');
const theirs = note('theirs', 'P-2');
const soldOn = note('sold-on', 'P-1', 'P-2');
const all = [mine, theirs, soldOn];

/** Read models that hold these notes, and record what they are asked. */
function holding(documents: readonly { readonly id: string }[] = all) {
  const asked: unknown[] = [];
  const models = {
    get: async (_: unknown, ids: readonly string[]) =>
      new Map(documents.filter(({ id }) => ids.includes(id)).map((each) => [each.id, each])),
    query: async (_: unknown, query: unknown) => {
      asked.push(query);
      return { items: documents.map((document) => ({ document, cursor: document.id })), hasMore: false };
    },
    count: async (_: unknown, where: unknown) => {
      asked.push(where);
      return documents.length;
    },
  } as unknown as ReadModels;
  return { models, asked };
}

const idsOf = (map: ReadonlyMap<string, unknown>) => [...map.keys()];

describe('Read models as a partner sees them', () => {
  it('E4 cost the same for its own document, one of another and one that does not exist', async () => {
    const paid: number[] = [];
    const lees = new CallerModels(lee, holding().models, undefined, (documents) => void paid.push(documents));
    for (const id of ['mine', 'theirs', 'none']) await lees.get(notes, [id]);
    expect(paid).toEqual([1, 1, 1]);
  });

  it('a document without an owner is not shown', async () => {
    const { owner: _owner, seenBy: _seenBy, ...thoughtless } = notes;
    const { models, asked } = holding();
    const lees = new CallerModels(lee, models);
    // It does not compile; if it happened all the same:
    expect(await lees.get(thoughtless as never, ['mine', 'theirs'])).toEqual(new Map());
    const staffs: ReadModel<Note> = { ...thoughtless, owner: 'staff', seenBy: 'staff' };
    expect(await lees.get(staffs, ['mine', 'theirs'])).toEqual(new Map());
    expect(await lees.query(staffs, { limit: 9 })).toEqual({ items: [], hasMore: false });
    expect(await lees.count(staffs, [])).toBe(0);
    expect(asked).toEqual([]);
  });

  it('a member without an audience is not shown', async () => {
    const forged = { ...mine, reviewerNotes: 'Looks forged.' };
    const { models } = holding([forged]);
    const found = await new CallerModels(lee, models).get(notes, ['mine']);
    expect(found.get('mine')).toEqual({ id: 'mine', partnerId: 'P-1', line: { sku: 'LAMP', price: 5 } });
  });

  it('documents of other partners are absent, by id, on pages and in counts', async () => {
    const { models, asked } = holding();
    const lees = new CallerModels(lee, models);
    expect(idsOf(await lees.get(notes, ['mine', 'theirs', 'nowhere']))).toEqual(['mine']);
    await lees.query(notes, { where: [{ field: 'line.sku', eq: 'LAMP' }], limit: 9 });
    await lees.count(notes, []);
    const own = { field: 'partnerId', eq: 'P-1' };
    expect(asked).toEqual([{ where: [own, { field: 'line.sku', eq: 'LAMP' }], limit: 9 }, [own]]);
  });

  it('R4 members for another partner only are left out, also on pages', async () => {
    const { models } = holding([soldOn]);
    const lees = new CallerModels(lee, models);
    const shown = { id: 'sold-on', partnerId: 'P-1', line: { sku: 'LAMP' } };
    expect((await lees.get(notes, ['sold-on'])).get('sold-on')).toEqual(shown);
    expect((await lees.query(notes, { limit: 9 })).items.map(({ document }) => document)).toEqual([shown]);
  });

  it('documents related to one it may read are shown, even if another partner has them now, with the same members left out', async () => {
    const { models } = holding();
    const found = await new CallerModels(lee, models).related(notes, ['theirs']);
    expect(found.get('theirs')).toEqual({ id: 'theirs', partnerId: 'P-2', line: { sku: 'LAMP' } });
  });

  it('a query by a member it may not see is refused: the answer would reveal it', async () => {
    const lees = new CallerModels(lee, holding().models);
    await expect(lees.query(notes, { where: [{ field: 'line.price', lt: 5 }], limit: 9 })).rejects.toThrow(QueryError);
    await expect(lees.query(notes, { orderBy: { field: 'line.price', direction: 'asc' }, limit: 9 })).rejects.toThrow(
      '"line.price" is for the manufacturer\'s staff',
    );
    await expect(lees.count(notes, [{ field: 'line.price', eq: 5 }])).rejects.toThrow(QueryError);
  });

  it('R4 by a member that only the buying partner sees, it finds only its own purchases', async () => {
    const { models, asked } = holding([]);
    const lees = new CallerModels(lee, models);
    const bought = { ...notes, fields: { ...notes.fields, 'line.boughtBy': 'string' } } as const;
    await lees.query(bought, { where: [{ field: 'line.price', lt: 9 }], limit: 9 });
    expect(asked).toEqual([
      {
        where: [
          { field: 'partnerId', eq: 'P-1' },
          { field: 'line.boughtBy', eq: 'P-1' },
          { field: 'line.price', lt: 9 },
        ],
        limit: 9,
      },
    ]);
  });

  it('a partner without an id sees nothing', async () => {
    const { models } = holding();
    const nobody = new CallerModels({ id: 'x', role: 'PARTNER' }, models);
    expect(await nobody.get(notes, ['mine', 'theirs'])).toEqual(new Map());
  });
});

describe('Read models as staff see them', () => {
  it('documents are complete, and queries unchanged', async () => {
    const { models, asked } = holding();
    const ritas = new CallerModels(rita, models);
    expect([...(await ritas.get(notes, ['mine', 'theirs'])).values()]).toEqual([mine, theirs]);
    expect((await ritas.query(notes, { where: [{ field: 'line.price', lt: 9 }], limit: 9 })).items).toHaveLength(3);
    expect(await ritas.count(notes, [])).toBe(3);
    expect(asked).toEqual([{ where: [{ field: 'line.price', lt: 9 }], limit: 9 }, []]);
  });
});

it('Each read waits only for the read model it reads', async () => {
  const order: string[] = [];
  const { models } = holding();
  const recording = new Proxy(models, {
    get: (target, call: keyof ReadModels) => {
      order.push(call);
      return target[call];
    },
  });
  const ritas = new CallerModels(rita, recording, async (model) => void order.push(`wait for ${model}`));
  await ritas.get(notes, ['mine']);
  await ritas.related({ ...notes, name: 'units' }, ['mine']);
  await ritas.query(notes, { limit: 1 });
  await ritas.count(notes, []);
  await ritas.lookUp(notes, ['mine']);
  expect(order).toEqual([
    ...['wait for notes', 'get'],
    ...['wait for units', 'get'],
    ...['wait for notes', 'query'],
    ...['wait for notes', 'count'],
    ...['wait for notes', 'get'],
  ]);
});

it('E4 pays for an id whether its document is there, is that of another, or is missing', async () => {
  const paid: number[] = [];
  const lees = new CallerModels(lee, holding().models, undefined, (documents) => void paid.push(documents));
  for (const ids of [['mine'], ['theirs'], ['nowhere'], ['mine', 'theirs', 'nowhere']]) await lees.get(notes, ids);
  expect(paid).toEqual([1, 1, 1, 3]);
});

it('B6 the units of a batch are read once for all events that their list had seen, however many concern those that have them', async () => {
  const { models, asked } = holding([{ id: 'L-1' }, { id: 'L-2' }]);
  let seen = 5n;
  const members = membersOfBatch(models, async () => positionOf(seen));
  const held = async (batchId: string, upTo: bigint) => {
    const units = await members.heldUnits(batchId, positionOf(upTo));
    return [units.map(({ serial }) => serial), asked.length];
  };
  const both = ['L-1', 'L-2'];
  expect([await held('B-1', 3n), await held('B-1', 5n)]).toEqual([
    [both, 1],
    [both, 1],
  ]);
  seen = 9n;
  expect([await held('B-1', 6n), await held('B-2', 6n), await held('B-1', 6n)]).toEqual([
    [both, 2],
    [both, 3],
    [both, 4],
  ]);
});
