import { HOUR_MS } from '#kernel';
import { ADAM, FIONA, Maker, RITA, SEOUL, SpecClock, type Who } from '../support/maker.ts';
import { terms } from '../support/registry.ts';

// F8, F5, F1: what finance does by request before and after a note is issued: it releases, settles, and closes months.

const BUSAN: Who = { role: 'PARTNER', id: 'jisoo', partnerId: 'P-BUSAN' };
const HELD =
  'status creditHold { reasons { code limit { amount currency } about { kind id name } } } sla { state heldBy summary remainingBusiness } creditNote { number }';

const clock = new SpecClock();
let maker: Maker;

beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
  const { request, input } = terms({ releaseLimit: { amount: '100000', currency: 'KRW' } });
  await maker.record(request, input);
  await maker.record('enrollPartner', {
    id: 'P-BUSAN',
    name: 'Busan Lamps',
    locale: 'ko-KR',
    currency: 'KRW',
    timeZone: 'Asia/Seoul',
    accountManager: 'kim',
    standingInstruction: 'CREDIT',
  });
  await maker.ship('P-BUSAN', 'INV-BU-1', ['BU-0001'], {
    lines: [{ sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '500', currency: 'KRW' }, serials: ['BU-0001'] }],
  });
  await maker.settled();
});
afterAll(() => maker.end());

const credit = async (who: Who, serial: string) => {
  const { id } = await maker.approvedClaim(who, serial, { preferredRemedy: 'CREDIT' });
  await maker.do(who, 'acknowledgeDecision', { claimId: id });
  return id;
};
const shown = async (claimId: string, fields = HELD, who = FIONA) =>
  maker.claim(who, claimId, fields, await maker.settled());
const waiting = async () => {
  await maker.settled();
  const { needsAttention } = await maker.ask(FIONA, '{ needsAttention { edges { node { id } } } }');
  return needsAttention.edges.map(({ node }: { node: { id: string } }) => node.id);
};
const noteOf = async (claimId: string) =>
  (await shown(claimId, 'status creditNote { number issuedOn status }')).creditNote;

let bound: string;

describe('a credit that is held', () => {
  it('F8 waits for finance above the limit of the policy, while the clock runs on and says who holds it', async () => {
    bound = await credit(SEOUL, 'KR-0001');
    const held = await shown(bound);
    expect(held).toMatchObject({
      status: 'APPROVED',
      creditHold: { reasons: [{ code: 'RELEASE_REQUIRED', limit: { amount: '100000', currency: 'KRW' } }] },
      sla: {
        state: 'RUNNING',
        heldBy: ['FINANCE'],
        summary: expect.stringMatching(/^running, .* left, held by FINANCE$/),
      },
      creditNote: null,
    });
    expect(held.sla.remainingBusiness).toMatch(/^PT47H59M/);
    clock.at += 10 * HOUR_MS;
    expect((await shown(bound)).sla.remainingBusiness).toMatch(/^PT37H59M/);
    expect(await waiting()).toEqual([bound]);
  });

  it('F8 is shown to the partner as approved, not by whom it is held', async () => {
    expect(await shown(bound, 'status creditHold { since } sla { heldBy summary }', SEOUL)).toEqual({
      status: 'APPROVED',
      creditHold: null,
      sla: { heldBy: [], summary: expect.stringMatching(/^running, .* left$/) },
    });
  });

  it('F8 is released by finance, but not by the person who approved it', async () => {
    const release = (who: Who, claimId = bound) => maker.do(who, 'releaseCredit', { claimId });
    expect(await release({ ...FIONA, id: RITA.id })).toMatchObject({
      code: 'RELEASED_BY_APPROVER',
      rule: 'F8',
    });
    expect((await release(FIONA)).__typename).toBe('ClaimAccepted');
    expect(await shown(bound)).toMatchObject({
      status: 'RESOLVED',
      creditHold: null,
      sla: { state: 'MET', heldBy: [] },
      creditNote: { number: 'MG-2026-000001' },
    });
    expect(await waiting()).toEqual([]);
    expect((await release(FIONA)).__typename).toBe('ClaimAccepted');
  });

  it('F8 F1 waits for facts that its note must state, and takes its number when they are there', async () => {
    const held = await credit(BUSAN, 'BU-0001');
    expect(await shown(held)).toMatchObject({
      creditHold: {
        reasons: [
          { code: 'ADDRESS_MISSING', about: { kind: 'PARTNER', id: 'P-BUSAN', name: expect.any(String) } },
          { code: 'ELECTRONIC_ADDRESS_MISSING', about: { kind: 'PARTNER' } },
        ],
      },
      sla: { heldBy: ['ADMIN'] },
    });
    // The partner is told what it can send.
    expect(await shown(held, 'creditHold { reasons { code about { id } } } sla { heldBy }', BUSAN)).toEqual({
      creditHold: {
        reasons: [
          { code: 'ADDRESS_MISSING', about: { id: 'P-BUSAN' } },
          { code: 'ELECTRONIC_ADDRESS_MISSING', about: { id: 'P-BUSAN' } },
        ],
      },
      sla: { heldBy: [] },
    });
    expect(await maker.do(FIONA, 'releaseCredit', { claimId: held })).toMatchObject({ code: 'NOTHING_TO_RELEASE' });
    const other = await credit(SEOUL, 'KR-0002');
    await maker.settled();
    await maker.do(FIONA, 'releaseCredit', { claimId: other });
    expect(await noteOf(other)).toMatchObject({ number: 'MG-2026-000002' });
    await maker.do(ADAM, 'changePartnerTerms', {
      id: 'P-BUSAN',
      shipTo: { lines: ['Haeundae-ro 1'], city: 'Busan', postalCode: '48094', country: 'KR' },
      electronicAddress: '0088:8801234567893',
    });
    expect(await noteOf(held)).toMatchObject({ number: 'MG-2026-000003', issuedOn: '2026-03-09' });
  });
});

describe('a note that was issued', () => {
  const settle = (more: object = {}) =>
    maker.do(FIONA, 'settleCreditNote', {
      number: 'MG-2026-000001',
      settledOn: '2026-03-09',
      reference: 'SAP 471',
      ...more,
    });

  it('F5 C12 is settled by one payment, which the feed tells', async () => {
    expect(await settle({ settledOn: '2026-03-11' })).toMatchObject({ code: 'DATED_IN_FUTURE', rule: 'R12' });
    expect(await settle({ settledOn: '2026-03-08' })).toMatchObject({ code: 'DATED_TOO_EARLY', rule: 'R12' });
    expect(await settle({ number: 'MG-2026-000009' })).toMatchObject({ code: 'CREDIT_NOTE_NOT_FOUND', rule: 'F5' });
    for (let times = 0; times < 2; times++)
      expect(await settle()).toMatchObject({ creditNote: { number: 'MG-2026-000001', status: 'SETTLED' } });
    expect(await settle({ reference: 'SAP 472' })).toMatchObject({
      code: 'ALREADY_SETTLED',
      rule: 'F5',
      message: expect.stringContaining('was settled on Mar 9, 2026 by SAP 471'),
    });
    const { creditNotes } = await maker.ask(
      SEOUL,
      '{ creditNotes(filter: { status: SETTLED }) { edges { node { number } } } }',
    );
    expect(creditNotes.edges).toEqual([{ node: { number: 'MG-2026-000001' } }]);
    const { text } = await maker.raw(FIONA, '/feeds/credit-notes');
    expect(text.match(/"CreditNoteSettled"/g)).toHaveLength(1);
  });
});

describe('the books of a month', () => {
  const close = (month: string) => maker.do(FIONA, 'closeMonth', { legalEntityId: 'MG', month });

  it('F1 are closed once it is over, with those before, and a credit released later is dated in an open month', async () => {
    const late = await credit(SEOUL, 'KR-0003');
    expect(await shown(late)).toMatchObject({ sla: { heldBy: ['FINANCE'] } });
    expect(await close('2026-03')).toMatchObject({ code: 'MONTH_NOT_OVER', rule: 'F1' });
    clock.at = Date.UTC(2026, 3, 2, 2);
    for (const month of ['2026-03', '2026-03', '2026-02'])
      expect((await close(month)).__typename).toBe('RecordAccepted');
    await maker.do(FIONA, 'releaseCredit', { claimId: late });
    expect(await noteOf(late)).toEqual({ number: 'MG-2026-000004', issuedOn: '2026-04-02', status: 'ISSUED' });
  });
});
