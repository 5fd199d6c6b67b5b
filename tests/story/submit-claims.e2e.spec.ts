import { jest } from '@jest/globals';
import { EventStoreError } from '#platform';
import { ARTHUR, Maker, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start(undefined, { logger: { debug: quiet, info: quiet, warn: quiet, error: quiet } });
  await maker.ship(
    'P-SEOUL',
    'INV-BULK',
    Array.from({ length: 100 }, (_, n) => `BULK-${n}`),
  );
});
afterAll(() => maker.end());

function quiet(): void {
  // What a store that fails logs is not looked at here.
}

const QUERY = `mutation($input: [SubmitClaimInput!]!) { submitClaims(input: $input) {
  __typename ... on ClaimAccepted { position claim { id unit { serial } } } ... on Refused { code message rule } } }`;

interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly claim?: { readonly id: string };
}

const send = async (who: Who, input: readonly object[]): Promise<readonly Answer[]> =>
  (await maker.ask(who, QUERY, { input })).submitClaims;
const outcomes = (answers: readonly Answer[]) => answers.map(({ __typename, code }) => code ?? __typename);
const claim = (who: Who, serial: string, more: object = {}) => maker.submission(who, serial, more);

describe('Claims submitted together', () => {
  it('C1 C2 each has its own answer, in order, and one that fails does not disturb the others', async () => {
    await maker.settled();
    const answers = await send(SEOUL, [
      await claim(SEOUL, 'KR-0001'),
      await claim(SEOUL, 'NEVER-SHIPPED'),
      await claim(SEOUL, 'KR-0002', { evidence: [] }),
      await claim(SEOUL, 'DE-0001'),
      await claim(SEOUL, ' kr-0001'),
      await claim(SEOUL, 'KR-0003', { defect: { code: '', description: 'No code.' } }),
      await claim(SEOUL, 'KR-0004', { partnerId: 'P-OSAKA' }),
      await claim(SEOUL, 'KR-0005'),
    ]);
    expect(outcomes(answers)).toEqual([
      'ClaimAccepted',
      'UNKNOWN_SERIAL',
      'EVIDENCE_REQUIRED',
      'NOT_YOUR_UNIT',
      'CLAIM_ALREADY_OPEN',
      'BAD_USER_INPUT',
      'NOT_YOUR_UNIT',
      'ClaimAccepted',
    ]);
    await maker.settled();
    const { claims } = await maker.ask(SEOUL, '{ claims(orderBy: OLDEST) { nodes { unit { serial } } } }');
    expect(claims.nodes).toEqual([{ unit: { serial: 'KR-0001' } }, { unit: { serial: 'KR-0005' } }]);
  });

  it('C12 sent again with the same keys they have the same answers, and nothing is done twice', async () => {
    const input = [
      await claim(OSAKA, 'JP-0001', { idempotencyKey: 'bulk/1' }),
      await claim(OSAKA, 'NEVER-SHIPPED', { idempotencyKey: 'bulk/2' }),
      await claim(OSAKA, 'JP-0002', { idempotencyKey: 'bulk/3' }),
      await claim(OSAKA, 'JP-0001', { idempotencyKey: 'bulk/1' }),
    ];
    const first = await send(OSAKA, input);
    expect(outcomes(first)).toEqual(['ClaimAccepted', 'UNKNOWN_SERIAL', 'ClaimAccepted', 'ClaimAccepted']);
    expect(first[3]).toEqual(first[0]);
    const before = await maker.settled();
    expect(await send(OSAKA, input)).toEqual(first);
    expect(await maker.settled()).toBe(before);
    const single = await maker.do(OSAKA, 'submitClaim', input[0] as object);
    expect(single.claim.id).toBe(first[0]?.claim?.id);
  });

  it('C12 those that a store could not take are named, and taken when they are sent again', async () => {
    const serials = ['JP-0010', 'JP-0011', 'JP-0012'];
    const input = await Promise.all(serials.map((serial) => claim(OSAKA, serial, { idempotencyKey: serial })));
    await maker.settled();
    const { store } = maker.makegood;
    const append = store.append.bind(store);
    const failing = jest.spyOn(store, 'append').mockImplementation(async (stream, ...rest) => {
      if (stream === 'unit-JP-0011') throw new EventStoreError('unavailable', 'the disk is full');
      return append(stream, ...rest);
    });
    const answers = await send(OSAKA, input);
    failing.mockRestore();
    expect(outcomes(answers)).toEqual(['ClaimAccepted', 'UNAVAILABLE', 'ClaimAccepted']);
    const again = await send(OSAKA, input);
    expect(outcomes(again)).toEqual(['ClaimAccepted', 'ClaimAccepted', 'ClaimAccepted']);
    expect([again[0], again[2]]).toEqual([answers[0], answers[2]]);
  });

  it('a hundred are taken at a time, and no more', async () => {
    const evidence = [await maker.picture(SEOUL, 'bulk')];
    const defect = { code: 'NO-LIGHT', description: 'Dark.' };
    const all = Array.from({ length: 101 }, (_, n) => ({
      serial: `BULK-${n}`,
      defect,
      failedOn: '2026-03-01',
      evidence,
      idempotencyKey: `bulk-${n}`,
    }));
    expect(await maker.errorOf(SEOUL, QUERY, { input: all })).toBe('BAD_USER_INPUT');
    const answers = await send(SEOUL, all.slice(0, 100));
    expect(new Set(outcomes(answers))).toEqual(new Set(['ClaimAccepted']));
    expect(new Set(answers.map(({ claim: made }) => made?.id)).size).toBe(100);
    expect(await send(SEOUL, [])).toEqual([]);
  });

  it('they have their price: aliases do not make it any number', async () => {
    const input = Array.from({ length: 100 }, () => ({
      serial: 'NEVER',
      defect: { code: 'X', description: 'Y' },
      evidence: [],
    }));
    const aliases = (count: number) =>
      `mutation($input: [SubmitClaimInput!]!) { ${Array.from({ length: count }, (_, n) => `a${n}: submitClaims(input: $input) { __typename }`).join(' ')} }`;
    expect((await maker.post(SEOUL, aliases(5), { input })).errors).toBeUndefined();
    expect(await maker.errorOf(SEOUL, aliases(6), { input })).toBe('TOO_MANY');
  });

  it('is for those who may submit a claim; staff name the partner of each', async () => {
    expect(await maker.errorOf(ARTHUR, QUERY, { input: [] })).toBe('FORBIDDEN');
    const evidence = [await maker.picture(RITA, 'taken by phone')];
    const answers = await send(RITA, [
      await claim(SEOUL, 'KR-0015', { evidence, partnerId: 'P-SEOUL' }),
      await claim(SEOUL, 'KR-0016', { evidence }),
    ]);
    expect(outcomes(answers)).toEqual(['ClaimAccepted', 'PARTNER_REQUIRED']);
  });
});
