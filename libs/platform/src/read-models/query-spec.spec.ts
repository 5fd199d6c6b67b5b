import fc from 'fast-check';
import { checkModel, compareKeys, keyOf, pageOf, planCount, planQuery, prefixRange } from './query-spec.ts';
import { type Condition, type ModelSpec, QueryError, type QuerySpec } from './read-model.ts';

fc.configureGlobal({ seed: 20_260_309 });

const claims: ModelSpec = {
  name: 'claims',
  version: 3,
  fields: { status: 'string', 'sla.dueAt': 'string', amount: 'number', open: 'boolean', note: 'string' },
  indexes: [['status', 'sla.dueAt'], ['amount'], ['open', 'id'], ['sla.dueAt']],
};

const scans = (query: Partial<QuerySpec>) => planQuery(claims, { limit: 10, ...query }).scans;
const cursorAt = (query: Partial<QuerySpec>, document: Record<string, never> | object) => {
  const plan = planQuery(claims, { limit: 10, ...query });
  return pageOf(claims, plan, [{ id: 'c-1', ...document }]).items[0]?.cursor as string;
};

describe('what a query means', () => {
  test('each condition is a test that both stores read from an index', () => {
    const where: Condition[] = [
      { field: 'status', eq: 'OPEN' },
      { field: 'sla.dueAt', prefix: '2026-03' },
      { field: 'amount', in: [1, 2] },
      { field: 'open', exists: true },
      { field: 'note', exists: false },
      { field: 'note', eq: null },
    ];
    expect(scans({ where })).toEqual([
      [
        { field: 'status', op: 'is', value: 'OPEN' },
        { field: 'amount', op: 'in', values: [1, 2] },
        { field: 'note', op: 'null' },
        { field: 'note', op: 'null' },
        { field: 'sla.dueAt', op: 'ge', value: '2026-03' },
        { field: 'sla.dueAt', op: 'lt', value: '2026-04' },
        { field: 'open', op: 'ge', value: false },
      ],
    ]);
  });

  test('the tightest of several bounds on one side is kept', () => {
    const where: Condition[] = [
      { field: 'amount', gte: 3 },
      { field: 'amount', lt: 90 },
      { field: 'amount', gte: 5 },
      { field: 'amount', lt: 70 },
      { field: 'amount', exists: true },
    ];
    expect(scans({ where })).toEqual([
      [
        { field: 'amount', op: 'ge', value: 5 },
        { field: 'amount', op: 'lt', value: 70 },
      ],
    ]);
    const orderBy = { field: 'amount', direction: 'asc' } as const;
    expect(scans({ where, orderBy, after: cursorAt({ where, orderBy }, { amount: 5 }) })[1]).toEqual([
      { field: 'amount', op: 'gt', value: 5 },
      { field: 'amount', op: 'lt', value: 70 },
    ]);
  });

  test('a page after a value: its ties, then later values, then (descending) missing ones', () => {
    const asc: Partial<QuerySpec> = { orderBy: { field: 'amount', direction: 'asc' } };
    expect(scans({ ...asc, after: cursorAt(asc, { amount: 5 }) })).toEqual([
      [
        { field: 'amount', op: 'is', value: 5 },
        { field: 'id', op: 'gt', value: 'c-1' },
      ],
      [{ field: 'amount', op: 'gt', value: 5 }],
    ]);
    const desc: Partial<QuerySpec> = { orderBy: { field: 'amount', direction: 'desc' } };
    expect(scans({ ...desc, after: cursorAt(desc, { amount: 5 }) })).toEqual([
      [
        { field: 'amount', op: 'is', value: 5 },
        { field: 'id', op: 'lt', value: 'c-1' },
      ],
      [{ field: 'amount', op: 'lt', value: 5 }],
      [{ field: 'amount', op: 'null' }],
    ]);
  });

  test('a page after a missing value: its ties, then (ascending) all others', () => {
    const asc: Partial<QuerySpec> = { orderBy: { field: 'amount', direction: 'asc' } };
    expect(scans({ ...asc, after: cursorAt(asc, {}) })).toEqual([
      [
        { field: 'amount', op: 'null' },
        { field: 'id', op: 'gt', value: 'c-1' },
      ],
      [{ field: 'amount', op: 'ge', value: Number.NEGATIVE_INFINITY }],
    ]);
    const desc: Partial<QuerySpec> = { orderBy: { field: 'amount', direction: 'desc' } };
    expect(scans({ ...desc, after: cursorAt(desc, {}) })).toEqual([
      [
        { field: 'amount', op: 'null' },
        { field: 'id', op: 'lt', value: 'c-1' },
      ],
    ]);
  });

  test('an empty list needs no scan', () => {
    expect(scans({ where: [{ field: 'status', in: [] }] })).toEqual([]);
    expect(planCount(claims, [{ field: 'status', in: [] }])).toBeUndefined();
  });
});

describe('what is refused', () => {
  const refusal = (query: Partial<QuerySpec>): string => {
    try {
      scans(query);
      return 'none';
    } catch (error) {
      return error instanceof QueryError ? error.message : String(error);
    }
  };

  test('pages of less than 1 or more than 1,000', () => {
    for (const limit of [0, -1, 1.5, 1001, Number.NaN, Number.POSITIVE_INFINITY, '5' as never, undefined as never]) {
      expect(refusal({ limit })).toBe(`a page has 1 to 1000 documents, not ${String(limit)}`);
    }
    expect([refusal({ limit: 1 }), refusal({ limit: 1000 })]).toEqual(['none', 'none']);
  });

  test('undeclared fields, with a message that names the declared ones', () => {
    const words =
      "read model claims has no queryable field 'serial'; there are id, status, sla.dueAt, amount, open, note";
    expect(refusal({ where: [{ field: 'serial', eq: 'x' }] })).toBe(words);
    expect(refusal({ orderBy: { field: 'serial', direction: 'asc' } })).toBe(words);
  });

  test('conditions with a value of another type, two operators or none', () => {
    expect(refusal({ where: [{ field: 'amount', eq: '5' }] })).toBe("amount is a number, not '5'");
    expect(refusal({ where: [{ field: 'amount', eq: Number.NaN }] })).toBe('amount is a number, not NaN');
    expect(refusal({ where: [{ field: 'status', eq: { $gt: '' } as never }] })).toBe(
      'status is a string, not an object',
    );
    expect(refusal({ where: [{ field: 'status', eq: undefined as never }] })).toBe('status is a string, not undefined');
    expect(refusal({ where: [{ field: 'open', gte: true as never }] })).toBe(
      "open is a boolean, which 'gte' cannot compare",
    );
    expect(refusal({ where: [{ field: 'amount', prefix: '1' }] })).toBe('amount is a number, which has no prefix');
    expect(refusal({ where: [{ field: 'status', eq: 'a\ud800' }] })).toMatch(/lone surrogate/);
    const exactlyOne = 'a condition on status takes exactly one of eq, in, gte, lt, prefix, exists';
    expect(refusal({ where: [{ field: 'status' } as never] })).toBe(exactlyOne);
    expect(refusal({ where: [{ field: 'status', ne: 'x' } as never] })).toBe(exactlyOne);
    expect(refusal({ where: [{ field: 'status', eq: 'x', lt: 'y' }] })).toBe(exactlyOne);
    expect(refusal({ where: [{ field: 'status', in: Array<string>(1001).fill('x') }] })).toMatch(/at most 1000 values/);
  });

  test('queries without an index', () => {
    const none = 'no index of read model claims begins with one of: note; declare one';
    expect(refusal({ where: [{ field: 'note', eq: 'x' }] })).toBe(none);
    const alone = 'no index of read model claims is of status alone; declare one';
    expect(refusal({ orderBy: { field: 'status', direction: 'asc' } })).toBe(alone);
    expect(refusal({ where: [{ field: 'note', eq: 'x' }], orderBy: { field: 'status', direction: 'asc' } })).toBe(
      'no index of read model claims begins with one of: note, nor is of status alone; declare one',
    );
    expect(() => planCount(claims, [{ field: 'note', eq: 'x' }])).toThrow(none);
    expect(
      refusal({
        where: [
          { field: 'note', eq: 'x' },
          { field: 'status', eq: 'OPEN' },
        ],
      }),
    ).toBe('none');
    expect(refusal({ where: [{ field: 'note', eq: 'x' }], orderBy: { field: 'amount', direction: 'asc' } })).toBe(
      'none',
    );
    expect(refusal({})).toBe('none');
    expect(planCount(claims, [])).toEqual([]);
  });

  test('cursors of another query', () => {
    const orderBy = { field: 'amount', direction: 'asc' } as const;
    const after = cursorAt({ orderBy }, { amount: 5 });
    expect(refusal({ orderBy, after })).toBe('none');
    const other = 'this cursor is not from a page of the same query; start again without it';
    expect(refusal({ orderBy: { ...orderBy, direction: 'desc' }, after })).toBe(other);
    expect(refusal({ after })).toBe(other);
    const [digest] = JSON.parse(Buffer.from(after, 'base64url').toString()) as [string];
    for (const forged of [[digest, 'text', 'c-1'], [digest, 5, 7], [digest, { $gt: 1 }, 'c'], [digest, 5], null, 'x']) {
      expect(refusal({ orderBy, after: Buffer.from(JSON.stringify(forged)).toString('base64url') })).toBe(other);
    }
  });

  test('declarations that no store could support', () => {
    expect(() => checkModel('claims.3', claims)).not.toThrow();
    expect(() => checkModel('claims.3-b7c1', claims)).not.toThrow();
    expect(() => checkModel('claims.33', claims)).toThrow(/is not of claims, version 3/);
    expect(() => checkModel('Claims.3', claims)).toThrow(/not a build name/);
    for (const path of ['a..b', '$a', 'a b', '', 'a.$b', 'a"b', '0']) {
      expect(() => checkModel('claims.3', { ...claims, fields: { ...claims.fields, [path]: 'string' } })).toThrow(
        /dotted path/,
      );
    }
    expect(() => checkModel('claims.3', { ...claims, fields: { status: 'date' as never } })).toThrow(/unknown type/);
    expect(() => checkModel('claims.3', { ...claims, indexes: [['serial']] })).toThrow(/undeclared field 'serial'/);
  });
});

describe('values and their order', () => {
  const text = fc.string({ unit: 'binary', maxLength: 4 });

  test('a prefix is a range that contains exactly the texts starting with it', () => {
    const near = fc.oneof(
      text,
      fc.constantFrom('\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}', 'a\u{10ffff}', ''),
    );
    fc.assert(
      fc.property(near, near, fc.boolean(), (prefix, tail, glued) => {
        const { start, end } = prefixRange(prefix);
        const candidate = glued ? prefix + tail : tail;
        const inside = compareKeys(candidate, start) >= 0 && (end === undefined || compareKeys(candidate, end) < 0);
        expect({ prefix, candidate, inside }).toEqual({ prefix, candidate, inside: candidate.startsWith(prefix) });
      }),
      { numRuns: 2_000 },
    );
  });

  test('text compares by code point', () => {
    const sorted = ['', '\u0000', 'A', 'a', 'aa', 'é', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'];
    expect(sorted.toReversed().sort(compareKeys)).toEqual(sorted);
  });

  test("a path follows only an object's own members", () => {
    const at = (document: object, field = 'sla.dueAt') => keyOf(claims, { id: 'c', ...document }, field);
    expect(at({ sla: { dueAt: 'x' } })).toBe('x');
    for (const sla of [
      null,
      undefined,
      'x',
      5,
      [{ dueAt: 'x' }],
      Object.create({ dueAt: 'x' }),
      { dueAt: ['x'] },
      { dueAt: 5 },
    ]) {
      expect(at({ sla })).toBeUndefined();
    }
    expect(at({ 'sla.dueAt': 'x' })).toBeUndefined();
    expect(at({ amount: Number.NaN }, 'amount')).toBeUndefined();
    expect(at({}, 'id')).toBe('c');
  });
});
