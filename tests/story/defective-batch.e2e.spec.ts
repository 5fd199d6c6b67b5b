import { jest } from '@jest/globals';
import { timeLimit } from '../support/event-store-server.ts';
import { ADAM, BERLIN, Maker, SEOUL, type Who } from '../support/maker.ts';

jest.setTimeout(timeLimit(60_000));

const QUINN: Who = { role: 'QUALITY', id: 'quinn' };
const LIGHT = { batchId: 'B-2512', defectGroup: 'LIGHT' };

let maker: Maker;
beforeAll(async () => void (maker = await Maker.start()));
afterAll(() => maker.end());

const submitted = async (who: Who, serial: string, code: string): Promise<{ readonly id: string }> => {
  const defect = { code, description: 'As described.' };
  return (await maker.do(who, 'submitClaim', await maker.submission(who, serial, { defect }))).claim;
};
const seen = async (who: Who, { id }: { readonly id: string }) => {
  const atLeast = await maker.settled();
  return maker.claim(who, id, 'status batchFlagged remedy sla { state } history { type }', atLeast);
};
const typesOf = ({ history }: { readonly history: readonly { readonly type: string }[] }) =>
  history.map(({ type }) => type);
const ofSla = ({ history }: { readonly history: readonly { readonly type: string }[] }) =>
  typesOf({ history }).filter((type) => type === 'SlaPaused');

describe('A batch that is suspected and found defective', () => {
  const ship = (serial: string) =>
    maker.do(ADAM, 'shipUnits', {
      partnerId: 'P-SEOUL',
      invoiceNumber: `INV-${serial}`,
      invoiceDate: '2026-01-10',
      shippedOn: '2026-01-12',
      lines: [{ sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '500', currency: 'KRW' }, serials: [serial] }],
    });
  let claims: Readonly<Record<'seoul' | 'berlin' | 'other', { readonly id: string }>>;

  it('B5 B8 B9 flags its claims, those submitted later too, ships no unit, and stops no clock', async () => {
    const seoul = await submitted(SEOUL, 'KR-0001', 'NO-LIGHT');
    const other = await submitted(SEOUL, 'KR-0002', 'WATER');
    expect((await maker.do(QUINN, 'suspectBatch', { ...LIGHT, reason: 'Two reports in a week.' })).batch).toEqual(
      expect.objectContaining({ id: 'B-2512' }),
    );
    const berlin = await submitted(BERLIN, 'DE-0001', 'NO-LIGHT');
    claims = { seoul, berlin, other };
    for (const claim of [seoul, other, berlin]) {
      const page = await seen(QUINN, claim);
      expect(page).toMatchObject({ batchFlagged: true, status: 'SUBMITTED', sla: { state: 'RUNNING' } });
      expect(typesOf(page).filter((type) => type === 'BatchFlagged')).toHaveLength(1);
      expect(ofSla(page)).toEqual([]);
    }
    expect(await ship('KR-9001')).toMatchObject({ __typename: 'Refused', code: 'BATCH_HELD', rule: 'B9' });
  });

  it('B5 is compared with other batches by the lots in their quality-control records', async () => {
    const made = { sku: 'LAMP', producedOn: '2025-12-02', quantity: 100 };
    await maker.do(ADAM, 'recordBatch', { id: 'B-2601', ...made, qc: { components: { ledReel: 'rd-7' } } });
    const lots = { components: { ledReel: 'RD-7', driver: ['D-1', 'D-2'] } };
    await maker.do(QUINN, 'recordQc', { batchId: 'B-2512', results: lots });
    expect(
      await maker.do(QUINN, 'recordQc', { batchId: 'B-2512', results: { components: { ledReel: 7 } } }),
    ).toMatchObject({ code: 'INVALID_INPUT', rule: 'B1' });
    await maker.settled();
    const ask = (more = '') =>
      maker.ask(QUINN, `{ sharedLots${more} { component lot suspected others batches { id } } }`);
    const [suspected, batches] = [1, [{ id: 'B-2512' }]];
    expect((await ask()).sharedLots).toEqual([
      { component: 'driver', lot: 'D-1', suspected, others: 0, batches },
      { component: 'driver', lot: 'D-2', suspected, others: 0, batches },
      { component: 'ledReel', lot: 'RD-7', suspected, others: 1, batches },
    ]);
    expect((await ask('(first: 1, defectGroup: "LIGHT")')).sharedLots).toHaveLength(1);
    expect((await ask('(defectGroup: "GLASS")')).sharedLots).toEqual([]);
  });

  it('B6 is sampled at the partners that are asked, never more than was shipped, and each sample is of it', async () => {
    const request = { batchId: 'B-2512', units: 5, fromPartners: ['P-SEOUL', 'P-BERLIN'], carrier: 'DHL' };
    expect(await maker.do(QUINN, 'requestSamples', { ...request, units: 61 })).toMatchObject({
      code: 'TOO_MANY_SAMPLES',
    });
    expect(await maker.do(QUINN, 'requestSamples', request)).toMatchObject({ __typename: 'BatchAccepted' });
    expect(await maker.do(QUINN, 'receiveSample', { batchId: 'B-2512', serial: 'KR-0010' })).toMatchObject({
      __typename: 'BatchAccepted',
    });
    expect(await maker.do(QUINN, 'receiveSample', { batchId: 'B-2512', serial: 'KR-9999' })).toMatchObject({
      code: 'SAMPLE_OF_ANOTHER_BATCH',
      rule: 'B6',
    });
  });

  it('B7 has its claims of the defect group approved without evidence and on to their remedy; others go on one by one', async () => {
    const findings = 'A cold joint on four of five samples.';
    await maker.do(QUINN, 'confirmBatchDefective', { ...LIGHT, findings });
    const seoul = await seen(QUINN, claims.seoul);
    expect(seoul).toMatchObject({ status: 'APPROVED', remedy: 'CREDIT', batchFlagged: true });
    expect(typesOf(seoul)).toEqual(
      expect.arrayContaining(['BatchFlagged', 'BatchUnflagged', 'Approved', 'ResolvedAsCredit']),
    );
    expect(typesOf(seoul)).not.toContain('EvidenceReviewed');
    expect(await seen(QUINN, claims.berlin)).toMatchObject({ status: 'APPROVED', remedy: 'REPLACEMENT' });
    const other = await seen(QUINN, claims.other);
    expect(other).toMatchObject({ status: 'SUBMITTED', remedy: null, batchFlagged: false });
    const later = await submitted(SEOUL, 'KR-0003', 'NO-LIGHT');
    expect(await seen(SEOUL, later)).toMatchObject({ status: 'APPROVED', remedy: 'CREDIT' });
  });

  it('B7 is the same after a restart', async () => {
    const before = await seen(QUINN, claims.seoul);
    maker = await maker.restarted();
    expect(await seen(QUINN, claims.seoul)).toEqual(before);
  });

  it('B9 ships again once QUALITY has released it', async () => {
    expect(await ship('KR-9001')).toMatchObject({ code: 'BATCH_HELD' });
    await maker.do(QUINN, 'releaseBatch', { batchId: 'B-2512', reason: 'Reworked.' });
    expect(await ship('KR-9001')).toMatchObject({ __typename: 'RecordAccepted' });
  });
});
