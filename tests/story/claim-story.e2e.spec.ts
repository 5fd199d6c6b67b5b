import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '#kernel';
import { ARTHUR, BERLIN, Maker, OSAKA, RITA, SEOUL } from '../support/maker.ts';

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start();
});
afterAll(() => maker.end());

const RESOLUTION =
  'status remedy creditNote { number amount { amount currency minorUnits } tax { amount } invoiceNumber } replacement { status freightPaidBy product { sku } }';

describe('A claim travels end to end', () => {
  it('C1 C3 a submitted claim is seen at once, with its coverage', async () => {
    const submitted = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'kr-0001'));
    expect(submitted).toMatchObject({ __typename: 'ClaimAccepted', claim: { status: 'SUBMITTED' } });
    const claim = await maker.claim(
      SEOUL,
      submitted.claim.id,
      'id status unit { serial product { sku } batch { id } } partner { id } defect { code } failedOn channel coverage { covered policyId policyVersion expiresOn goodwill failedChecks { code } } evidence { kind mediaType sha256 }',
      submitted.position,
    );
    expect(claim).toMatchObject({
      status: 'SUBMITTED',
      unit: { serial: 'KR-0001', product: { sku: 'LAMP' }, batch: { id: 'B-2512' } },
      partner: { id: 'P-SEOUL' },
      failedOn: '2026-03-01',
      channel: 'API',
      coverage: {
        covered: true,
        policyId: 'STANDARD',
        policyVersion: 1,
        expiresOn: '2028-01-11',
        goodwill: false,
        failedChecks: [],
      },
      evidence: [{ kind: 'PHOTO', mediaType: 'image/jpeg' }],
    });
  });

  it('C7 C8 C9 F1 a standing instruction CREDIT ends in a numbered note over the invoiced net price', async () => {
    const { id } = await maker.approvedClaim(SEOUL, 'KR-0002');
    const executed = await maker.claim(SEOUL, id, RESOLUTION, await maker.settled());
    expect(executed).toEqual({
      status: 'APPROVED',
      remedy: 'CREDIT',
      creditNote: {
        number: expect.stringMatching(/^MG-\d{4}-000001$/),
        amount: { amount: '129000', currency: 'KRW', minorUnits: '129000' },
        tax: { amount: '12900' },
        invoiceNumber: 'INV-KR-1',
      },
      replacement: null,
    });
    const seen = await maker.do(SEOUL, 'acknowledgeDecision', { claimId: id });
    expect(seen.claim.status).toBe('RESOLVED');
  });

  it('C7 C8 F6 a standing instruction REPLACEMENT ends in the ledger, freight paid by the manufacturer', async () => {
    const { id } = await maker.approvedClaim(BERLIN, 'DE-0001');
    expect(await maker.claim(BERLIN, id, RESOLUTION, await maker.settled())).toEqual({
      status: 'APPROVED',
      remedy: 'REPLACEMENT',
      creditNote: null,
      replacement: { status: 'OWED', freightPaidBy: 'MANUFACTURER', product: { sku: 'LAMP' } },
    });
    expect((await maker.do(BERLIN, 'acknowledgeDecision', { claimId: id })).claim.status).toBe('RESOLVED');
  });

  it('C7 with ASK nothing is executed until the partner has chosen', async () => {
    const { id } = await maker.approvedClaim(OSAKA, 'JP-0001');
    expect(await maker.claim(OSAKA, id, RESOLUTION, await maker.settled())).toMatchObject({
      status: 'AWAITING_CHOICE',
      remedy: null,
      creditNote: null,
      replacement: null,
    });
    await maker.do(OSAKA, 'chooseRemedy', { claimId: id, remedy: 'CREDIT' });
    expect(await maker.claim(OSAKA, id, RESOLUTION, await maker.settled())).toMatchObject({
      remedy: 'CREDIT',
      creditNote: { amount: { amount: '14800', currency: 'JPY' } },
    });
  });

  it('C7 the preference stated with the claim goes before the standing instruction', async () => {
    const { id } = await maker.approvedClaim(BERLIN, 'DE-0002', { preferredRemedy: 'CREDIT' });
    expect(await maker.claim(BERLIN, id, RESOLUTION, await maker.settled())).toMatchObject({
      remedy: 'CREDIT',
      creditNote: { amount: { amount: '89.90', currency: 'EUR' } },
    });
  });

  it('A1 history tells the whole story in order, and stateAt what had happened by then', async () => {
    const { id } = await maker.approvedClaim(SEOUL, 'KR-0003');
    await maker.settled();
    const told = await maker.claim(
      SEOUL,
      id,
      'history { type stream recordedAt occurredAt actor { id role } causationId hash }',
    );
    // Its clock's events are written a moment later, wherever in the log that is.
    const history = told.history.filter(({ stream }: { stream: string }) => stream !== `sla-${id}`);
    expect(history.map(({ type }: { type: string }) => type)).toEqual([
      'ClaimOpenedOnUnit',
      'Submitted',
      'EvidenceReviewed',
      'Approved',
      'RemedyChosen',
      // R3: the unit knows its remedy before the note is issued.
      'ClaimClosedOnUnit',
      'CreditNoteIssued',
      'ResolvedAsCredit',
    ]);
    const reviewedAt = history[2].occurredAt;
    const then = await maker.claim(
      SEOUL,
      id,
      `stateAt(at: "${reviewedAt}") { status creditNote { number } } before: stateAt(at: "2020-01-01T00:00:00Z") { id }`,
    );
    expect(then).toEqual({ stateAt: { status: 'UNDER_REVIEW', creditNote: null }, before: null });
  });

  it('A2 each event brings what its hash is calculated over, unless a partner does not see all of it', async () => {
    const { id } = await maker.approvedClaim(SEOUL, 'KR-0004');
    const atLeast = await maker.settled();
    const fields = 'history { id type stream revision data hash previousHash metadata }';
    const sha256 = (value: Json) => createHash('sha256').update(canonicalJson(value)).digest('hex');
    const { history } = await maker.claim(ARTHUR, id, fields, atLeast);
    const heads = new Map<string, string>();
    for (const { hash, previousHash: previous, data, metadata, ...event } of history) {
      expect(sha256({ previous, ...event, metadata })).toBe(hash);
      expect(sha256(data)).toBe(metadata.dataDigest);
      expect(previous === null).toBe(event.revision === 0);
      if (heads.has(event.stream)) expect(previous).toBe(heads.get(event.stream));
      heads.set(event.stream, hash);
    }
    const { history: partners } = await maker.claim(SEOUL, id, fields);
    const whole = partners.flatMap(({ type, metadata }: { type: string; metadata: object | null }) =>
      metadata === null ? [] : [type],
    );
    expect(whole).toContain('RemedyChosen');
    expect(whole).not.toContain('EvidenceReviewed');
  });

  it('the work list has what waits for the maker; with the same calendar what was sent first is due first', async () => {
    const { workList } = await maker.ask(RITA, '{ workList { totalCount nodes { status submittedAt } } }');
    expect(
      workList.nodes.every(({ status }: { status: string }) => status === 'SUBMITTED' || status === 'UNDER_REVIEW'),
    ).toBe(true);
    const times = workList.nodes.map(({ submittedAt }: { submittedAt: string }) => submittedAt);
    expect(times).toEqual([...times].sort());
  });
});
