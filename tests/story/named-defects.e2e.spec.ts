import { Maker, RITA, ROBERT, SEOUL } from '../support/maker.ts';

// R10, C4: a defect code that the product does not have goes to a person, who names the right one. And the partner's own reference.

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start();
});
afterAll(() => maker.end());

const submitted = async (serial: string, more: object = {}) => {
  const { claim } = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, serial, more));
  return claim.id as string;
};
const named = (claimId: string, defectCode?: string) =>
  maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark.', defectCode });
const described = 'It stays dark.';
const FIELDS = 'defect { code description } coverage { covered failedChecks { code } }';

describe('R10 a reviewer names the defect', () => {
  it('C4 where the product does not have the one that was given: coverage is tested at once, and the decision goes by it', async () => {
    const claimId = await submitted('KR-0001', { defect: { code: 'DARK', description: described } });
    expect(await maker.claim(SEOUL, claimId, FIELDS, await maker.settled())).toEqual({
      defect: { code: 'DARK', description: described },
      coverage: { covered: false, failedChecks: [{ code: 'UNKNOWN_DEFECT_CODE' }] },
    });
    const { claim } = await named(claimId, 'no-light');
    expect(claim.coverage).toEqual({ covered: true, failedChecks: [] });
    expect((await maker.do(RITA, 'approveClaim', { claimId })).__typename).toBe('ClaimAccepted');
    const { defect, history } = await maker.claim(
      SEOUL,
      claimId,
      `${FIELDS} history { type data }`,
      await maker.settled(),
    );
    expect(defect).toEqual({ code: 'no-light', description: described });
    const review = history.find(({ type }: { type: string }) => type === 'EvidenceReviewed');
    expect(review.data.defectCode).toBe('no-light');
  });

  it('R10 excluded by the policy: the claim is not covered', async () => {
    await maker.record('changeProduct', {
      sku: 'LAMP',
      name: 'Lumira Lamp',
      defectGroups: [{ group: 'LIGHT', codes: ['NO-LIGHT', 'WATER'] }],
    });
    const claimId = await submitted('KR-0002', { defect: { code: 'DARK', description: described } });
    const { claim } = await named(claimId, 'WATER');
    expect(claim.coverage).toEqual({
      covered: false,
      failedChecks: [expect.objectContaining({ code: 'EXCLUDED_DEFECT' })],
    });
  });

  it('R10 not another than the partner named, and not one that the product does not have', async () => {
    const claimId = await submitted('KR-0003');
    expect(await named(claimId, 'WATER')).toMatchObject({ code: 'DEFECT_ALREADY_NAMED', rule: 'R10' });
    expect((await named(claimId, 'ＮＯ－LIGHT')).__typename).toBe('ClaimAccepted');
    const other = await submitted('KR-0004', { defect: { code: 'DARK', description: described } });
    expect(await named(other, 'BLACK')).toMatchObject({
      code: 'UNKNOWN_DEFECT_CODE',
      rule: 'R10',
      message: expect.stringContaining('NO-LIGHT'),
    });
    await maker.do(SEOUL, 'withdrawClaim', { claimId: other });
    expect(await named(other, 'BLACK')).toMatchObject({ code: 'CLAIM_WITHDRAWN' });
    expect(await named('no-such-claim', 'BLACK')).toMatchObject({ code: 'CLAIM_NOT_FOUND' });
  });

  it('C10 a new claim for the defect that was named is a reopening', async () => {
    const claimId = await submitted('KR-0005', { defect: { code: 'DARK', description: described } });
    await maker.do(RITA, 'reviewEvidence', {
      claimId,
      verdict: 'NOT_CONFIRMED',
      findings: 'Lit.',
      defectCode: 'NO-LIGHT',
    });
    const { evidence } = await maker.claim(RITA, claimId, 'evidence { id }', await maker.settled());
    const rejection = { code: 'NO-FAULT', explanation: 'Lit.', clause: '4.1', evidenceId: evidence[0].id };
    await maker.do(ROBERT, 'rejectClaim', { claimId, ...rejection });
    await maker.settled();
    const again = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0005'));
    expect(again).toMatchObject({ code: 'REOPEN_INSTEAD', details: { claimId } });
  });
});

describe("A partner's own reference", () => {
  const found = async (text: string) => {
    const query = 'query($text: String!) { claims(filter: { text: $text }) { nodes { id partnerReference } } }';
    return (await maker.ask(SEOUL, query, { text })).claims.nodes;
  };

  it('is kept, and finds the claim by its beginning, in whatever case and width', async () => {
    const partnerReference = 'RMA 2026/118';
    const id = await submitted('KR-0006', { partnerReference });
    await maker.settled();
    for (const text of ['RMA 2026/118', 'rma 2026', ' ＲＭＡ  2026/1'])
      expect([text, await found(text)]).toEqual([text, [{ id, partnerReference }]]);
    expect(await found('RMA 2027')).toEqual([]);
    expect((await found('KR-0006')).map((claim: { id: string }) => claim.id)).toEqual([id]);
  });

  it('E4 finds nothing for another partner', async () => {
    const query = '{ claims(filter: { text: "RMA 2026" }) { totalCount } }';
    const other = await maker.ask({ role: 'PARTNER', id: 'greta', partnerId: 'P-BERLIN' }, query);
    expect(other.claims.totalCount).toBe(0);
  });
});
