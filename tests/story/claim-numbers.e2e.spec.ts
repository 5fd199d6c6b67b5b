import { claimNumber } from '#kernel';
import { BERLIN, Maker, RITA, SEOUL, type Who } from '../support/maker.ts';

let maker: Maker;
let ours: { id: string; number: string };
let theirs: { id: string; number: string };

const submitted = async (who: Who, serial: string, more: object = {}) => {
  const { claim } = await maker.do(who, 'submitClaim', await maker.submission(who, serial, more));
  await maker.settled();
  return maker.claim(who, claim.id, 'id number');
};

beforeAll(async () => {
  maker = await Maker.start();
  ours = await submitted(SEOUL, 'KR-0001');
  theirs = await submitted(BERLIN, 'DE-0001');
  await submitted(SEOUL, 'KR-0002');
});
afterAll(() => maker.end());

const byNumber = async (who: Who, number: string) =>
  (await maker.ask(who, 'query($number: String!) { claimByNumber(number: $number) { id } }', { number })).claimByNumber;
const byText = async (who: Who, text: string) => {
  const query = 'query($text: String!) { claims(filter: { text: $text }) { totalCount nodes { id } } }';
  const { totalCount, nodes } = (await maker.ask(who, query, { text })).claims;
  expect(nodes).toHaveLength(totalCount);
  return nodes.map(({ id }: { id: string }) => id);
};

describe('The number of a claim', () => {
  it('follows from the id, also of one that a client chose, and is told at once', async () => {
    expect(ours.number).toBe(claimNumber(ours.id));
    const input = await maker.submission(SEOUL, 'KR-0003', { claimId: 'P-SEOUL.7' });
    const query =
      'mutation($input: SubmitClaimInput!) { submitClaim(input: $input) { ... on ClaimAccepted { claim { number } } } }';
    const { submitClaim } = await maker.ask(SEOUL, query, { input });
    expect(submitClaim.claim.number).toBe(claimNumber('P-SEOUL.7'));
  });

  it('finds it by claimByNumber and by the text of a filter, as it is written or said', async () => {
    const { number, id } = ours;
    const said = [number, ` ${number.toLowerCase()} `, number.replaceAll('-', ''), number.replaceAll('-', ' – ')];
    for (const text of [...said, number.replaceAll('0', 'o').replaceAll('1', 'l')]) {
      expect([text, await byNumber(SEOUL, text)]).toEqual([text, { id }]);
      expect([text, await byText(SEOUL, text)]).toEqual([text, [id]]);
      expect([text, await byText(RITA, text)]).toEqual([text, [id]]);
    }
    const { partner } = await maker.ask(
      RITA,
      `{ partner(id: "P-SEOUL") { claims(filter: { text: "${number}" }) { nodes { id } } } }`,
    );
    expect(partner.claims.nodes).toEqual([{ id }]);
  });

  it('with a slip finds nothing', async () => {
    const last = ours.number.at(-1) === '7' ? '8' : '7';
    for (const slip of [`${ours.number.slice(0, -1)}${last}`, ours.number.slice(0, -1), '', 'KR-0001']) {
      expect(await byNumber(SEOUL, slip)).toBeNull();
    }
    expect(await byText(SEOUL, `${ours.number.slice(0, -1)}${last}`)).toEqual([]);
  });

  it('is found by its beginning, as far as the caller may see the claim', async () => {
    for (const text of [ours.number.slice(0, 4), ours.number.slice(0, 8).toLowerCase().replace('-', '')]) {
      expect([text, await byText(SEOUL, text)]).toEqual([text, [ours.id]]);
      expect([text, await byText(BERLIN, text)]).toEqual([text, []]);
    }
    expect(await byText(SEOUL, '-')).toEqual([]);
  });

  it('E4 of a claim of another partner answers like one that was never given', async () => {
    const never = claimNumber('never');
    const query = (number: string) =>
      `{ claimByNumber(number: "${number}") { id } claims(filter: { text: "${number}" }) { totalCount nodes { id } } }`;
    expect(await maker.post(SEOUL, query(theirs.number))).toEqual(await maker.post(SEOUL, query(never)));
    expect(await byNumber(RITA, theirs.number)).toEqual({ id: theirs.id });
  });

  it('hides no unit whose serial looks like a number: that is found as before', async () => {
    const serial = claimNumber('a serial').replaceAll('-', '');
    await maker.ship('P-SEOUL', 'INV-LOOKS', [serial]);
    const { id } = await submitted(SEOUL, serial);
    expect(await byText(SEOUL, serial)).toEqual([id]);
    expect(await byNumber(SEOUL, serial)).toBeNull();
  });
});

describe('How many claims are in each state (claimCounts)', () => {
  const counts = async (who: Who, filter = '') => {
    const { claimCounts } = await maker.ask(who, `{ claimCounts${filter && `(filter: ${filter})`} { status count } }`);
    return Object.fromEntries(
      claimCounts.map(({ status, count }: { status: string; count: number }) => [status, count]),
    );
  };
  const none = {
    SUBMITTED: 0,
    UNDER_REVIEW: 0,
    AWAITING_EVIDENCE: 0,
    APPROVED: 0,
    AWAITING_CHOICE: 0,
    RESOLVED: 0,
    REJECTED: 0,
    WITHDRAWN: 0,
  };

  beforeAll(async () => {
    const { id: claimId } = await submitted(SEOUL, 'KR-0010');
    await maker.do(SEOUL, 'withdrawClaim', { claimId });
    const asked = await submitted(BERLIN, 'DE-0010');
    await maker.do(RITA, 'requestEvidence', { claimId: asked.id, missing: ['The plate'], message: 'Please.' });
    await maker.settled();
  });

  it('each partner is told of its own, staff of all; they are as many as the list has', async () => {
    expect(await counts(BERLIN)).toEqual({ ...none, SUBMITTED: 1, AWAITING_EVIDENCE: 1 });
    const ofSeoul = await counts(SEOUL);
    expect(ofSeoul).toEqual({ ...none, SUBMITTED: 4, WITHDRAWN: 1 });
    expect(await counts(RITA)).toEqual({ ...none, SUBMITTED: 5, AWAITING_EVIDENCE: 1, WITHDRAWN: 1 });
    const { claims } = await maker.ask(SEOUL, '{ claims { totalCount } }');
    expect(Object.values(ofSeoul).reduce((sum: number, count) => sum + Number(count), 0)).toBe(claims.totalCount);
  });

  it.each([
    ['{ partnerId: "P-SEOUL" }', { ...none, SUBMITTED: 4, WITHDRAWN: 1 }, none],
    ['{ status: [WITHDRAWN, SUBMITTED] }', { SUBMITTED: 5, WITHDRAWN: 1 }, { SUBMITTED: 1, WITHDRAWN: 0 }],
    ['{ status: [] }', {}, {}],
    [
      '{ sku: "LAMP", text: "de-00" }',
      { ...none, SUBMITTED: 1, AWAITING_EVIDENCE: 1 },
      { ...none, SUBMITTED: 1, AWAITING_EVIDENCE: 1 },
    ],
    ['{ asksPartner: true }', { ...none, AWAITING_EVIDENCE: 1 }, { ...none, AWAITING_EVIDENCE: 1 }],
    ['{ serial: "kr-0001" }', { ...none, SUBMITTED: 1 }, none],
    ['{ submittedTo: "2020-01-01T00:00:00Z" }', none, none],
  ])('claimCounts(filter: %s): for staff %j, for Berlin %j', async (filter, staff, berlin) => {
    expect(await counts(RITA, filter)).toEqual(staff);
    expect(await counts(BERLIN, filter)).toEqual(berlin);
  });
});
