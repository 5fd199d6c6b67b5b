import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { ADAM, BERLIN, Maker, OSAKA, RITA, ROBERT, SEOUL, SpecClock, type Who } from '../support/maker.ts';

// What a partner is told of its claim: which remedy is not possible (C7, R2, R4), what is asked of it and what was reviewed (C5), and
// not what is only suspected of a batch (B5, E4) or of a file (E3, E4).

const QUINN: Who = { role: 'QUALITY', id: 'quinn' };

let maker: Maker;
const clock = new SpecClock();
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
});
afterAll(() => maker.end());

const submitted = async (who: Who, serial: string, more: object = {}) => {
  const { claim } = await maker.do(who, 'submitClaim', await maker.submission(who, serial, more));
  return claim.id as string;
};
const shown = async (who: Who, id: string, fields: string) => maker.claim(who, id, fields, await maker.settled());
const reviewed = (claimId: string, verdict: string, who = RITA) =>
  maker.do(who, 'reviewEvidence', { claimId, verdict, findings: `Looked at: ${verdict}.` });
type Recorded = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

describe('C7 where only one remedy is possible, the partner is told why', () => {
  const FIELDS = 'remedy excludedRemedies { remedy code message rule }';

  beforeAll(async () => {
    const unit = (serial: string, amount: string) =>
      maker.ship('P-SEOUL', `INV-${serial}`, [], {
        lines: [{ sku: 'LAMP', batchId: 'B-2512', netPrice: { amount, currency: 'KRW' }, serials: [serial] }],
      });
    const soldOn = (serial: string) => maker.record('recordSale', { serial, soldOn: '2026-02-01', soldTo: 'P-OSAKA' });
    const credits = (creditsForUnitsSoldOn: string) =>
      maker.record('changePartnerTerms', { id: 'P-SEOUL', creditsForUnitsSoldOn });
    await unit('SOLD-ON', '777');
    await soldOn('SOLD-ON');
    await unit('FREE', '0');
    await unit('FREE-SOLD-ON', '0');
    await soldOn('FREE-SOLD-ON');
    await credits('NONE');
  });

  it.each([
    ['R4 of a unit that was invoiced to another', 'SOLD-ON', OSAKA, 'CREDIT_TO_INVOICED_PARTNER_ONLY', 'R4'],
    ['R2 of a unit at no price', 'FREE', SEOUL, 'NOTHING_TO_CREDIT', 'R2'],
    ['R4 of a unit at no price, not to a later holder', 'FREE-SOLD-ON', OSAKA, 'CREDIT_TO_INVOICED_PARTNER_ONLY', 'R4'],
  ] as const)('%s, before the decision and after', async (_, serial, who, code, rule) => {
    const excludedRemedies = [
      {
        remedy: 'CREDIT',
        code,
        rule,
        message: expect.stringMatching(/^This unit was invoiced .* It can be replaced\.$/),
      },
    ];
    const claimId = await submitted(who, serial, { preferredRemedy: 'CREDIT' });
    for (const reader of [who, RITA])
      expect(await shown(reader, claimId, FIELDS)).toEqual({ remedy: null, excludedRemedies });
    await reviewed(claimId, 'CONFIRMED');
    await maker.do(RITA, 'approveClaim', { claimId });
    const told = await shown(who, claimId, `${FIELDS} history { type data }`);
    expect(told).toMatchObject({ remedy: 'REPLACEMENT', excludedRemedies });
    const approval = told.history.find(({ type }: Recorded) => type === 'Approved');
    expect(approval.data.excludedRemedies).toEqual(excludedRemedies);
    if (who === OSAKA) expect(JSON.stringify(told)).not.toMatch(/INV-|SEOUL|KRW|[pP]rice/);
  });

  it('R4 and as they are now, until it is decided', async () => {
    await maker.record('changePartnerTerms', { id: 'P-SEOUL', creditsForUnitsSoldOn: 'NONE' });
    await maker.ship('P-SEOUL', 'INV-NOW', ['NOW-1']);
    await maker.record('recordSale', { serial: 'NOW-1', soldOn: '2026-02-01', soldTo: 'P-OSAKA' });
    const claimId = await submitted(OSAKA, 'NOW-1');
    expect((await shown(OSAKA, claimId, FIELDS)).excludedRemedies).toHaveLength(1);
    await maker.record('changePartnerTerms', { id: 'P-SEOUL', creditsForUnitsSoldOn: 'TO_INVOICED_PARTNER' });
    expect((await shown(OSAKA, claimId, FIELDS)).excludedRemedies).toEqual([]);
    const at = `stateAt(at: "${clock.now()}") { excludedRemedies { code } }`;
    expect(await shown(OSAKA, claimId, at)).toEqual({ stateAt: { excludedRemedies: [] } });
  });
});

describe('B5 E4 a suspected batch', () => {
  it('flags its open claims for staff; the partner sees neither the flag nor its event', async () => {
    const claimId = await submitted(SEOUL, 'KR-0001');
    const suspicion = { batchId: 'B-2512', defectGroup: 'LIGHT', reason: 'Two reports.' };
    expect((await maker.do(QUINN, 'suspectBatch', suspicion)).__typename).toBe('BatchAccepted');
    const fields = 'batchFlagged revision history { type } stateAt(at: "2026-03-20T00:00:00Z") { batchFlagged }';
    const types = ({ history }: { history: Recorded[] }) => history.map(({ type }) => type);
    const forStaff = await shown(RITA, claimId, fields);
    expect([forStaff.batchFlagged, forStaff.stateAt.batchFlagged]).toEqual([true, true]);
    expect(types(forStaff)).toContain('BatchFlagged');
    const forPartner = await shown(SEOUL, claimId, fields);
    expect([forPartner.batchFlagged, forPartner.stateAt.batchFlagged]).toEqual([false, false]);
    expect(types(forPartner)).not.toContain('BatchFlagged');
    expect(forPartner.revision).toBe(0);
  });
});

describe('R4 E4 a unit that another has claimed for', () => {
  it('tells its next owner not how many events there were, which staff see', async () => {
    await maker.ship('P-SEOUL', 'INV-BEFORE', ['BEFORE-1']);
    const claimId = await submitted(SEOUL, 'BEFORE-1');
    await maker.do(SEOUL, 'withdrawClaim', { claimId });
    // The unit is free again once that was followed.
    await maker.settled();
    await maker.record('recordSale', { serial: 'BEFORE-1', soldOn: '2026-02-01', soldTo: 'P-OSAKA' });
    const evidence = [await maker.picture(OSAKA, 'of its next owner')];
    const own = await submitted(OSAKA, 'BEFORE-1', { evidence });
    const fields = 'history { type stream revision previousHash metadata }';
    const opened = async (who: Who) =>
      (await shown(who, own, fields)).history.filter(({ type }: Recorded) => type === 'ClaimOpenedOnUnit');
    expect(await opened(OSAKA)).toEqual([
      { type: 'ClaimOpenedOnUnit', stream: 'unit-BEFORE-1', revision: 0, previousHash: null, metadata: null },
    ]);
    expect(await opened(RITA)).toMatchObject([{ revision: 4, previousHash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });
});

describe('E3 E4 a file that stands in a claim of another partner', () => {
  const SEEN = 'seenBefore sightings { evidenceId kind claim { id partner { id } } }';
  const borrowed = async (who: Who) => ({ evidence: [await maker.picture(who, 'a mask from the front')] });
  const listed = async (filter: string) => {
    const { workList } = await maker.ask(RITA, `{ workList(filter: { ${filter} }) { nodes { id } } }`);
    return workList.nodes.map(({ id }: { id: string }) => id);
  };
  let first: string;
  let second: string;
  beforeAll(async () => {
    first = await submitted(SEOUL, 'KR-0015', await borrowed(SEOUL));
    second = await submitted(BERLIN, 'DE-0015', await borrowed(BERLIN));
  });

  it('sends the later claim to a person: marked in the work list, with the claim that had it before', async () => {
    const { evidence, history, stateAt, ...seen } = await shown(
      RITA,
      second,
      `${SEEN} evidence { id } history { type data } stateAt(at: "2026-03-20T00:00:00Z") { ${SEEN} }`,
    );
    const [{ id: evidenceId }] = evidence;
    const sightings = [{ evidenceId, kind: 'SAME_FILE', claim: { id: first, partner: { id: 'P-SEOUL' } } }];
    expect(seen).toEqual({ seenBefore: true, sightings });
    expect(stateAt).toEqual({ seenBefore: true, sightings });
    expect(await shown(RITA, first, SEEN)).toEqual({ seenBefore: false, sightings: [] });
    const [{ data }] = history.filter(({ type }: Recorded) => type === 'EvidenceSeenBefore');
    expect(data).toMatchObject({ checkVersion: 2, because: 'Submitted', sightings: [{ evidenceId, claimId: first }] });
    expect([await listed('seenBefore: true'), (await listed('seenBefore: false')).includes(first)]).toEqual([
      [second],
      true,
    ]);
  });

  it('E4 is told to neither partner: no mark, no event, no filter, and nothing of the other', async () => {
    for (const [who, id, other] of [
      [BERLIN, second, first],
      [SEOUL, first, second],
    ] as const) {
      const answer = await shown(
        who,
        id,
        `revision ${SEEN} history { type data stream revision } stateAt(at: "2026-03-20T00:00:00Z") { ${SEEN} }`,
      );
      // Nor is anything left out where the partner sees how much there is.
      const own = answer.history.filter(({ stream }: { stream: string }) => stream === `claim-${id}`);
      expect([answer.revision, own.map(({ revision }: { revision: number }) => revision)]).toEqual([0, [0]]);
      expect(answer).toMatchObject({
        seenBefore: null,
        sightings: null,
        stateAt: { seenBefore: null, sightings: null },
      });
      expect(JSON.stringify(answer)).not.toMatch(new RegExp(`SeenBefore|${other}`));
    }
    const filtered = '{ claims(filter: { seenBefore: true }) { totalCount } }';
    expect(await maker.errorOf(BERLIN, filtered)).toBe('BAD_USER_INPUT');
  });

  it('E3 or its picture looks like one there: sent again by another, smaller and stored otherwise', async () => {
    const own = await readFile(new URL('../../samples/evidence/newyork-mask-dead-cheek.jpg', import.meta.url));
    const withPicture = async (who: Who, serial: string, content: Buffer) => {
      const { body } = await maker.upload(who, content);
      expect(Object.keys(body).sort()).toEqual(['bytes', 'kind', 'mediaType', 'sha256']);
      return submitted(who, serial, { evidence: [{ ...body, name: 'picture.jpg' }] });
    };
    const earlier = await withPicture(SEOUL, 'KR-0016', own);
    const later = await withPicture(OSAKA, 'JP-0018', await sharp(own).resize(200).jpeg({ quality: 50 }).toBuffer());
    const { sightings } = await shown(RITA, later, 'sightings { kind distance claim { id } }');
    expect(sightings).toEqual([{ kind: 'SAME_PICTURE', distance: expect.any(Number), claim: { id: earlier } }]);
    expect(JSON.stringify(await shown(OSAKA, later, `${SEEN} history { type data }`))).not.toMatch(
      new RegExp(`SeenBefore|${earlier}`),
    );
  });

  it('E3 is no suspicion between claims that are submitted together, and is one with those of later', async () => {
    const claimed = async (serial: string) => ({
      ...(await maker.submission(OSAKA, serial, { evidence: [await maker.picture(OSAKA, 'five in a box')] })),
    });
    const query =
      'mutation($input: [SubmitClaimInput!]!) { submitClaims(input: $input) { ... on ClaimAccepted { claim { id } } } }';
    const send = async (...serials: readonly string[]): Promise<readonly string[]> => {
      const input = await Promise.all(serials.map(claimed));
      const { submitClaims } = await maker.ask(OSAKA, query, { input });
      return submitClaims.map(({ claim }: { claim: { id: string } }) => claim.id);
    };
    const together = await send('JP-0015', 'JP-0016');
    const [later] = await send('JP-0017');
    for (const id of together) expect(await shown(RITA, id, 'seenBefore')).toEqual({ seenBefore: false });
    const { sightings } = await shown(RITA, later as string, SEEN);
    expect(sightings.map(({ claim }: { claim: { id: string } }) => claim.id)).toEqual(together);
  });
});

describe('C5 what is asked for and what was reviewed', () => {
  const FIELDS =
    'evidenceRequest { missing message requestedBy requestedAt answerBy } reviews { verdict findings reviewedBy reviewedAt batchQc }';
  const review = (verdict: string, reviewedBy: string, batchQc: object | null) => ({
    verdict,
    findings: `Looked at: ${verdict}.`,
    reviewedBy,
    reviewedAt: expect.stringMatching(/^2026-03-09T/),
    batchQc,
  });
  const qc = { passRate: 0.991 };

  it('C5 A4 is shown to both; the record of the batch to staff alone', async () => {
    const claimId = await submitted(BERLIN, 'DE-0001');
    expect(await shown(BERLIN, claimId, FIELDS)).toEqual({ evidenceRequest: null, reviews: [] });
    await reviewed(claimId, 'INCONCLUSIVE');
    const asked = { missing: ['The serial plate'], message: 'Please show the plate.' };
    await maker.do(ROBERT, 'requestEvidence', { claimId, ...asked });
    const evidenceRequest = {
      ...asked,
      requestedBy: 'robert',
      requestedAt: expect.stringMatching(/^2026-03-09T/),
      answerBy: '2026-03-24T00:00:00.000Z',
    };
    expect(await shown(BERLIN, claimId, FIELDS)).toEqual({
      evidenceRequest,
      reviews: [review('INCONCLUSIVE', 'rita', null)],
    });
    await maker.do(BERLIN, 'attachEvidence', { claimId, evidence: [await maker.picture(BERLIN, 'the plate')] });
    await reviewed(claimId, 'NOT_CONFIRMED', ADAM);
    expect(await shown(ROBERT, claimId, FIELDS)).toEqual({
      evidenceRequest: null,
      reviews: [review('INCONCLUSIVE', 'rita', qc), review('NOT_CONFIRMED', 'adam', qc)],
    });
  });

  it('C10 reviews of the time before a reopening stay', async () => {
    const claimId = await submitted(SEOUL, 'KR-0002');
    await reviewed(claimId, 'NOT_CONFIRMED');
    const { evidence } = await shown(RITA, claimId, 'evidence { id }');
    const rejection = { code: 'NO-FAULT', explanation: 'All lit.', clause: '4.1', evidenceId: evidence[0].id };
    await maker.do(RITA, 'rejectClaim', { claimId, ...rejection });
    const again = [await maker.picture(SEOUL, 'again')];
    await maker.do(SEOUL, 'reopenClaim', { claimId, reason: 'Look again.', evidence: again });
    await reviewed(claimId, 'CONFIRMED', ROBERT);
    const { reviews } = await shown(SEOUL, claimId, FIELDS);
    expect(reviews).toEqual([review('NOT_CONFIRMED', 'rita', null), review('CONFIRMED', 'robert', null)]);
  });
});
