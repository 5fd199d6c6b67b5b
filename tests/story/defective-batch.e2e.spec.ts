import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { ADAM, BERLIN, eventually, Maker, OSAKA, RITA, SEOUL, SpecClock, type Who } from '../support/maker.ts';

const QUINN: Who = { role: 'QUALITY', id: 'quinn' };
const HOLDERS = ['P-SEOUL', 'P-BERLIN', 'P-OSAKA'];
const LIGHT = { batchId: 'B-2512', defectGroup: 'LIGHT' };

let maker: Maker;
const clock = new SpecClock();
const PUBLIC_URL = 'https://makegood.example';
beforeAll(async () => void (maker = await Maker.start(undefined, { clock, environment: { PUBLIC_URL } })));
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
const serialsOf = (answers: readonly { readonly claim: { readonly unit: { readonly serial: string } } }[]) =>
  answers.map(({ claim }) => claim.unit.serial).sort();
const ofSla = ({ history }: { readonly history: readonly { readonly type: string }[] }) =>
  typesOf({ history }).filter((type) => type === 'SlaPaused');

describe('A batch that is suspected and found defective', () => {
  const ship = (serial: string) =>
    maker.do(ADAM, 'shipUnits', {
      partnerId: 'P-SEOUL',
      invoiceNumber: `INV-${serial}`,
      invoiceDate: '2026-03-09',
      shippedOn: '2026-03-09',
      lines: [{ sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '500', currency: 'KRW' }, serials: [serial] }],
    });
  /** What is said of each action: its refusal, or that it may be done. */
  const actions = async (who: Who): Promise<Readonly<Record<string, string>>> => {
    await maker.settled();
    const { batch } = await maker.ask(who, '{ batch(id: "B-2512") { actions { name refusal { code } } } }');
    return Object.fromEntries(
      batch.actions.map(({ name, refusal }: { name: string; refusal: { code: string } | null }) => [
        name,
        refusal?.code ?? 'may',
      ]),
    );
  };
  let claims: Readonly<Record<'seoul' | 'berlin' | 'other', { readonly id: string }>>;

  beforeAll(() =>
    maker.ship(
      'P-OSAKA',
      'INV-JP-2',
      Array.from({ length: 20 }, (_, n) => `JP-${String(n + 21).padStart(4, '0')}`),
    ),
  );

  it('B5 B6 B7 B9 says what may be done to it: anyone of quality may suspect and judge it, and nobody else', async () => {
    expect(await actions(QUINN)).toEqual({
      recordQc: 'may',
      suspectBatch: 'may',
      requestSamples: 'BATCH_NOT_SUSPECTED',
      cancelSamples: 'SAMPLE_REQUEST_NOT_FOUND',
      arrangeCollection: 'SAMPLE_REQUEST_NOT_FOUND',
      receiveSample: 'SAMPLE_NOT_REQUESTED',
      confirmBatchDefective: 'may',
      clearBatch: 'may',
      releaseBatch: 'BATCH_NOT_HELD',
    });
    expect(new Set(Object.values(await actions(RITA)))).toEqual(new Set(['FORBIDDEN']));
    expect(await maker.errorOf(SEOUL, '{ unit(serial: "KR-0001") { batch { actions { name } } } }')).toBe('FORBIDDEN');
  });

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
    // Of its only group it is suspected already, which is left out.
    expect(await actions(QUINN)).toEqual({
      recordQc: 'may',
      requestSamples: 'may',
      cancelSamples: 'SAMPLE_REQUEST_NOT_FOUND',
      arrangeCollection: 'SAMPLE_REQUEST_NOT_FOUND',
      receiveSample: 'SAMPLE_NOT_REQUESTED',
      confirmBatchDefective: 'may',
      clearBatch: 'may',
      releaseBatch: 'may',
    });
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

  it('B5 the work list shows the flagged claims alone, also those of a partner or a product', async () => {
    const list = async (filter: object) => {
      const query = 'query($filter: WorkListFilter) { workList(filter: $filter) { nodes { unit { serial } } } }';
      const { workList } = await maker.ask(QUINN, query, { filter });
      return workList.nodes.map(({ unit }: { unit: { serial: string } }) => unit.serial);
    };
    const all = ['KR-0001', 'KR-0002', 'DE-0001'];
    expect((await list({ batchFlagged: true })).sort()).toEqual(all.toSorted());
    expect(await list({ batchFlagged: false })).toEqual([]);
    expect(await list({ batchFlagged: true, partnerId: 'P-BERLIN', sku: 'LAMP' })).toEqual(['DE-0001']);
    expect(await list({ sku: 'MASK' })).toEqual([]);
    expect(await list({ batchFlagged: true, uncovered: true })).toEqual(['KR-0002']);
    expect((await list({ uncovered: false })).sort()).toEqual(['DE-0001', 'KR-0001']);
  });

  it('B5 has the curve of each detector, as data and as a picture', async () => {
    const curve = async (args = '') =>
      (
        await maker.ask(
          QUINN,
          `{ batch(id: "B-2512") { curve${args} { defectGroup method points { through claims threshold } } } }`,
        )
      ).batch.curve;
    const shown = await curve();
    expect(shown).toMatchObject({ defectGroup: 'LIGHT', method: 'POISSON_MAXSPRT' });
    expect(shown.points.at(-1)).toEqual({ through: '2026-03-09', claims: 2, threshold: expect.any(Number) });
    expect(await curve('(defectGroup: "NONE")')).toBeNull();
    const picture = (path: string, headers?: Record<string, string>) =>
      maker.raw(QUINN, `/batches/B-2512/curve.svg${path}`, { ...(headers && { headers }) });
    const { status, headers, text } = await picture('?language=de&defectGroup=LIGHT');
    expect({ status, type: headers.get('content-type'), language: headers.get('content-language') }).toEqual({
      status: 200,
      type: 'image/svg+xml; charset=utf-8',
      language: 'de',
    });
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(text) ?? [];
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; sandbox`,
    );
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(text).toMatch(/^<svg [^]*B-2512 · LIGHT: sequenzieller Test[^]*Kein Alarm bis 2026-03-09/);
    const known = { 'if-none-match': headers.get('etag') as string };
    expect((await picture('?language=de&defectGroup=LIGHT', known)).status).toBe(304);
    expect((await picture('', { ...known, 'accept-language': 'ko-KR' })).headers.get('content-language')).toBe('ko');
    expect((await picture('?method=NONE')).status).toBe(404);
    expect((await picture('?method=A&method=B')).status).toBe(400);
    expect((await maker.raw(QUINN, '/batches/NONE/curve.svg')).status).toBe(404);
  });

  it('B3 says what is expected of it, and where that comes from, as its curve has it; not to partners', async () => {
    const { batch } = await maker.ask(
      QUINN,
      `{ batch(id: "B-2512") {
          expectedClaims
          expectations { defectGroup since claims expected margin expectedAtMost version months { month exposed rate priorRate claims unitMonths expected } }
          curve { points { claims expected } }
          product { baselines { defectGroup version months { month rate priorRate } } }
        } }`,
    );
    const [light] = batch.expectations;
    const [month] = light.months;
    expect(light).toMatchObject({ defectGroup: 'LIGHT', since: null, claims: 2 });
    expect(month).toMatchObject({ month: 1, claims: 0, unitMonths: 0, rate: month.priorRate });
    expect(light.expected).toBeCloseTo(
      light.months.reduce((sum: number, { expected }: { expected: number }) => sum + expected, 0),
      12,
    );
    expect(month.expected).toBeCloseTo(month.exposed * month.rate, 12);
    expect(light.expectedAtMost).toBeCloseTo(light.expected * light.margin, 12);
    expect(batch.curve.points.at(-1)).toEqual({ claims: 2, expected: expect.closeTo(light.expectedAtMost, 9) });
    expect(batch.expectedClaims).toBeCloseTo(
      batch.expectations.reduce((sum: number, { expected }: { expected: number }) => sum + expected, 0),
      12,
    );
    const [baseline] = batch.product.baselines;
    expect([baseline.defectGroup, baseline.version, baseline.months.length]).toEqual(['LIGHT', light.version, 36]);
    expect(baseline.months[0]).toEqual({ month: 1, rate: month.rate, priorRate: month.priorRate });
    for (const part of ['product { baselines { version } }', 'batch { expectations { claims } }'])
      expect(await maker.errorOf(SEOUL, `{ unit(serial: "KR-0001") { ${part} } }`)).toBe('FORBIDDEN');
  });

  it("B5 says what today's detectors would have said of it, whatever people have suspected", async () => {
    await maker.settled();
    const whatIf = '{ batch(id: "B-2512") { whatIf { defectGroup method observed } } }';
    expect((await maker.ask(QUINN, whatIf)).batch.whatIf).toEqual([]);
  });

  it('B6 is sampled at the partners that are asked, never more than was shipped, and each sample is of it', async () => {
    await maker.settled();
    const { batch } = await maker.ask(QUINN, '{ batch(id: "B-2512") { holders { units unclaimed partner { id } } } }');
    expect(batch.holders).toEqual([
      { units: 40, unclaimed: 40, partner: { id: 'P-OSAKA' } },
      { units: 20, unclaimed: 19, partner: { id: 'P-BERLIN' } },
      { units: 20, unclaimed: 18, partner: { id: 'P-SEOUL' } },
    ]);
    const advised =
      '{ batch(id: "B-2512") { sampleAdvice(share: 0.5) { units fromPartners { units partner { id } } } } }';
    // Two units of Seoul and one of Berlin are claimed for.
    expect((await maker.ask(QUINN, advised)).batch.sampleAdvice).toEqual({
      units: 5,
      fromPartners: [
        { units: 2, partner: { id: 'P-OSAKA' } },
        { units: 2, partner: { id: 'P-BERLIN' } },
        { units: 1, partner: { id: 'P-SEOUL' } },
      ],
    });
    const collection = { collectOn: '2026-03-16', carrier: 'DHL', trackingNumber: '6890' };
    const request = { batchId: 'B-2512', units: 5, fromPartners: ['P-SEOUL', 'P-BERLIN'], ...collection };
    expect(await maker.do(QUINN, 'requestSamples', { ...request, units: 81 })).toMatchObject({
      code: 'TOO_MANY_SAMPLES',
    });
    expect(await maker.do(QUINN, 'requestSamples', request)).toMatchObject({ __typename: 'BatchAccepted' });
    expect(await maker.do(QUINN, 'receiveSample', { batchId: 'B-2512', serial: 'KR-0010' })).toMatchObject({
      __typename: 'BatchAccepted',
    });
    // B6: the way back from a wrong request, and a collection that is arranged later.
    const wrong = { batchId: 'B-2512', units: 2, fromPartners: ['P-BERLIN'] };
    expect(await maker.do(QUINN, 'requestSamples', { ...wrong, trackingNumber: '7' })).toMatchObject({
      code: 'COLLECTION_INCOMPLETE',
      rule: 'B6',
    });
    expect(await maker.do(QUINN, 'requestSamples', { ...wrong, fromPartners: ['P-NOWHERE'] })).toMatchObject({
      code: 'PARTNER_NOT_FOUND',
    });
    await maker.do(QUINN, 'requestSamples', wrong);
    const collected = { batchId: 'B-2512', request: 2, carrier: 'UPS' };
    expect(await maker.do(QUINN, 'arrangeCollection', { ...collected, collectOn: '2026-01-18' })).toMatchObject({
      code: 'DATED_TOO_EARLY',
      rule: 'R12',
    });
    await maker.do(QUINN, 'arrangeCollection', { ...collected, collectOn: '2026-03-18' });
    await maker.do(QUINN, 'cancelSamples', { batchId: 'B-2512', request: 2, reason: 'Of the wrong partner.' });
    const asked =
      '{ batch(id: "B-2512") { holders { units partner { id } } samples { received collections { number units cancelledAt collectOn carrier trackingNumber partners { id } } } } }';
    await maker.settled();
    const told = (await maker.ask(QUINN, asked)).batch;
    // A sample that came is with the manufacturer.
    expect(told.holders.at(-1)).toEqual({ units: 19, partner: { id: 'P-SEOUL' } });
    expect(told.samples).toEqual({
      received: 1,
      collections: [
        {
          number: 1,
          units: 5,
          cancelledAt: null,
          ...collection,
          partners: [{ id: 'P-SEOUL' }, { id: 'P-BERLIN' }],
        },
        {
          number: 2,
          units: 0,
          cancelledAt: expect.any(String),
          collectOn: '2026-03-18',
          carrier: 'UPS',
          trackingNumber: null,
          partners: [{ id: 'P-BERLIN' }],
        },
      ],
    });
    expect(await actions(QUINN)).toMatchObject({ requestSamples: 'may', receiveSample: 'may' });
    expect(await maker.do(QUINN, 'receiveSample', { batchId: 'B-2512', serial: 'KR-9999' })).toMatchObject({
      code: 'SAMPLE_OF_ANOTHER_BATCH',
      rule: 'B6',
    });
  });

  it('B7 has its claims of the defect group approved without evidence and on to their remedy; others go on one by one', async () => {
    for (const id of HOLDERS) await maker.record('changePartnerTerms', { id, emails: [`${id}@shop.example`] });
    const findings = 'A cold joint on four of five samples.';
    await maker.do(QUINN, 'confirmBatchDefective', { ...LIGHT, findings });
    const seoul = await seen(QUINN, claims.seoul);
    expect(seoul).toMatchObject({ status: 'APPROVED', remedy: 'CREDIT', batchFlagged: true });
    expect(typesOf(seoul)).toEqual(
      expect.arrayContaining(['BatchFlagged', 'BatchUnflagged', 'Approved', 'ResolvedAsCredit']),
    );
    expect(typesOf(seoul)).not.toContain('EvidenceReviewed');
    const berlin = await seen(QUINN, claims.berlin);
    expect(berlin).toMatchObject({ status: 'APPROVED', remedy: 'REPLACEMENT' });
    expect([...ofSla(seoul), ...ofSla(berlin)]).toEqual([]);
    const other = await seen(QUINN, claims.other);
    expect(other).toMatchObject({ status: 'SUBMITTED', remedy: null, batchFlagged: false });
    expect(await actions(QUINN)).toMatchObject({ clearBatch: 'VERDICT_GIVEN', releaseBatch: 'may' });
    const later = await submitted(SEOUL, 'KR-0003', 'NO-LIGHT');
    expect(await seen(SEOUL, later)).toMatchObject({ status: 'APPROVED', remedy: 'CREDIT' });
  });

  it('B7 tells each holder of units once, with those of its serials that are not remedied', async () => {
    await maker.settled();
    const mails = async () => {
      const folder = join(maker.folder, 'outbox');
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
      const all = await Promise.all(names.map(async (name) => simpleParser(await readFile(join(folder, name)))));
      return all.filter(({ text, subject }) => subject?.includes('B-2512') && text?.includes('LIGHT'));
    };
    await eventually(async () => (await mails()).length >= 3);
    const told = (await mails()).map(({ to, text = '' }) => [
      [to ?? []].flat()[0]?.text,
      new Set(text.match(/\b(?:KR|DE|JP)-\d{4}\b/g)).size,
    ]);
    expect(told.sort()).toEqual([
      ['P-BERLIN@shop.example', 20],
      ['P-OSAKA@shop.example', 40],
      ['P-SEOUL@shop.example', 20],
    ]);
    const page = `${PUBLIC_URL}/console/claim-units?batch=B-2512&group=LIGHT`;
    expect((await mails()).map(({ html }) => String(html).includes(page.replace('&', '&amp;')))).toEqual(
      told.map(() => true),
    );
    for (const id of HOLDERS) await maker.record('changePartnerTerms', { id, emails: [] });
  });

  it('B7 has a holder claim for its remaining 40 units in one act, without evidence, by its clock and remedy', async () => {
    const all = Array.from({ length: 40 }, (_, n) => `JP-${String(n + 1).padStart(4, '0')}`);
    const act = { ...LIGHT, defectGroup: 'light', preferredRemedy: 'REPLACEMENT', idempotencyKey: 'all-of-them' };
    // A part of them first, each by a remedy of its own.
    const part = { ...LIGHT, serials: ['JP-0001', 'KR-0010', 'NOWHERE-1'], preferredRemedy: 'CREDIT' };
    const [first, ...others] = await maker.do(OSAKA, 'claimBatchUnits', part);
    expect(first).toMatchObject({ __typename: 'ClaimAccepted', claim: { unit: { serial: 'JP-0001' } } });
    expect(others.map(({ code }: { code: string }) => code)).toEqual(Array(2).fill('NOT_YOUR_DEFECTIVE_UNIT'));
    expect(await maker.do(OSAKA, 'claimBatchUnits', { ...LIGHT, defectGroup: 'GLASS' })).toMatchObject([
      { __typename: 'Refused', code: 'NOT_YOUR_DEFECTIVE_UNIT', rule: 'B7' },
    ]);
    await maker.settled();
    const answers = await maker.do(OSAKA, 'claimBatchUnits', act);
    expect(serialsOf(answers)).toEqual(all.slice(1));
    await maker.settled();
    expect(serialsOf(await maker.do(OSAKA, 'claimBatchUnits', act))).toEqual(all.slice(1));
    const pages = [];
    for (const { claim } of [first, ...answers])
      pages.push(
        await maker.claim(OSAKA, claim.id, 'status remedy sla { state } history { type }', await maker.settled()),
      );
    expect(pages.map(({ remedy }) => remedy)).toEqual(['CREDIT', ...Array(39).fill('REPLACEMENT')]);
    for (const page of pages) {
      expect(page).toMatchObject({ status: 'APPROVED', sla: { state: 'RUNNING' } });
      expect(typesOf(page)).not.toContain('SlaPaused');
    }
    // Nothing of it is left to claim for.
    expect(await maker.do(OSAKA, 'claimBatchUnits', LIGHT)).toMatchObject([{ code: 'NOT_YOUR_DEFECTIVE_UNIT' }]);
  });

  it('B7 C9 resolves its claims once their partners know it', async () => {
    for (const [who, claim] of [
      [SEOUL, claims.seoul],
      [BERLIN, claims.berlin],
    ] as const) {
      await maker.do(who, 'acknowledgeDecision', { claimId: claim.id });
      expect(await seen(who, claim)).toMatchObject({ status: 'RESOLVED', sla: { state: 'MET' } });
    }
    expect(await seen(QUINN, claims.other)).toMatchObject({ status: 'SUBMITTED', remedy: null });
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
