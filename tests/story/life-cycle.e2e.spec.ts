import type { RequestName } from '#requests';
import { Workbench } from '../../apps/cli/src/cli.fixture.ts';
import { momentsOf, standing } from '../../apps/console/src/past/moments.ts';
import { eventStoreOf } from '../support/event-store-server.ts';
import { ADAM, ARTHUR, BERLIN, FIONA, Maker, OSAKA, RITA, ROBERT, SEOUL, type Who } from '../support/maker.ts';

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start();
});
afterAll(() => maker.end());

const submit = async (who: Who, serial: string, more: object = {}) => {
  const answer = await maker.do(who, 'submitClaim', await maker.submission(who, serial, more));
  expect(answer).toMatchObject({ __typename: 'ClaimAccepted' });
  return answer.claim;
};

/** Done, and the status it left the claim in. */
const status = async (who: Who, mutation: RequestName, input: object): Promise<string> => {
  const answer = await maker.do(who, mutation, input);
  expect(answer).toMatchObject({ __typename: 'ClaimAccepted' });
  return answer.claim.status;
};

const review = (claimId: string, verdict: string, who = RITA) =>
  status(who, 'reviewEvidence', { claimId, verdict, findings: `Looked at: ${verdict}.` });

/** What happened, without its clock's events: those are written a moment later, wherever in the log that is. */
const types = async (who: Who, id: string) =>
  (await maker.claim(who, id, 'history { type }', await maker.settled())).history
    .map(({ type }: { type: string }) => type)
    .filter((type: string) => !type.startsWith('Sla'));

describe('Evidence', () => {
  it('C5 inconclusive evidence is requested, attached and looked at again', async () => {
    const { id: claimId } = await submit(SEOUL, 'KR-0001');
    expect(await review(claimId, 'INCONCLUSIVE')).toBe('UNDER_REVIEW');
    const request = { claimId, missing: ['The serial plate'], message: 'Please show the plate.' };
    expect(await status(RITA, 'requestEvidence', request)).toBe('AWAITING_EVIDENCE');
    const picture = await maker.picture(SEOUL, 'the plate');
    expect(await status(SEOUL, 'attachEvidence', { claimId, evidence: [picture] })).toBe('UNDER_REVIEW');
    // The same file again is no second item (C12).
    expect(await status(SEOUL, 'attachEvidence', { claimId, evidence: [picture] })).toBe('UNDER_REVIEW');
    expect(await review(claimId, 'CONFIRMED')).toBe('UNDER_REVIEW');
    expect(await status(RITA, 'approveClaim', { claimId })).toBe('APPROVED');
    expect(await types(SEOUL, claimId)).toEqual([
      'ClaimOpenedOnUnit',
      'Submitted',
      'EvidenceReviewed',
      'EvidenceRequested',
      'EvidenceAttached',
      'EvidenceReviewed',
      'Approved',
      'RemedyChosen',
      'ClaimClosedOnUnit',
      'CreditNoteIssued',
      'ResolvedAsCredit',
    ]);
    expect((await maker.claim(SEOUL, claimId, 'evidence { id }')).evidence).toHaveLength(2);
  });

  it('C12 of what a colleague has done already, the answer says who did it and when, but not to the same request again', async () => {
    const { id: claimId } = await submit(SEOUL, 'KR-0003');
    await review(claimId, 'CONFIRMED');
    const foreseen = async () =>
      (await maker.claim(ADAM, claimId, 'remedyIfApproved { remedy source }', await maker.settled())).remedyIfApproved;
    // C7
    expect(await foreseen()).toEqual({ remedy: 'CREDIT', source: 'STANDING_INSTRUCTION' });
    const approve = async (who: Who, idempotencyKey: string) => {
      const accepted = '... on ClaimAccepted { unchanged { at by { id role } } }';
      const input = `{ claimId: "${claimId}", idempotencyKey: "${idempotencyKey}" }`;
      return (await maker.ask(who, `mutation { approveClaim(input: ${input}) { ${accepted} } }`)).approveClaim;
    };
    const first = { unchanged: null };
    expect(await approve(RITA, 'first')).toEqual(first);
    const { decision } = await maker.claim(RITA, claimId, 'decision { decidedAt }', await maker.settled());
    expect(await foreseen()).toBeNull();
    expect(await approve(ADAM, 'second')).toEqual({
      unchanged: { at: decision.decidedAt, by: { id: 'rita', role: 'REVIEWER' } },
    });
    expect(await approve(RITA, 'first')).toEqual(first);
  });

  it('C12 R4 a partner is told that its unit was sold already, but by whom only of its own people', async () => {
    const sell = async (who: Who, serial: string) => {
      const input = `{ serial: "${serial}", soldOn: "2026-02-01" }`;
      const accepted = '... on RecordAccepted { unchanged { at by { id } } }';
      return (await maker.ask(who, `mutation { recordSale(input: ${input}) { ${accepted} } }`)).recordSale.unchanged;
    };
    expect([await sell(ADAM, 'KR-0018'), await sell(SEOUL, 'KR-0018')]).toEqual([null, { at: null, by: null }]);
    const colleague = { ...SEOUL, id: 'lee' };
    expect([await sell(SEOUL, 'KR-0019'), await sell(colleague, 'KR-0019')]).toEqual([
      null,
      { at: expect.any(String), by: { id: SEOUL.id } },
    ]);
  });

  it('C5 a review keeps the batch record as it stood, whatever is recorded later', async () => {
    const { id: claimId } = await submit(SEOUL, 'KR-0002');
    await review(claimId, 'CONFIRMED');
    const qc = await maker.do(ADAM, 'recordQc', { batchId: 'B-2512', results: { passRate: 0.7 } });
    expect(qc.batch).toEqual({ id: 'B-2512', qc: { passRate: 0.7 } });
    await maker.settled();
    const { history } = await maker.claim(RITA, claimId, 'history { type data }');
    const reviewed = history.find(({ type }: { type: string }) => type === 'EvidenceReviewed');
    expect(reviewed.data).toEqual({
      verdict: 'CONFIRMED',
      reviewer: 'rita',
      findings: 'Looked at: CONFIRMED.',
      batchQc: { passRate: 0.991 },
    });
  });
});

describe('Outside the warranty', () => {
  const shipFirst = (invoiceNumber: string, serials: string[], on: string) =>
    maker.ship('P-SEOUL', invoiceNumber, serials, {
      invoiceDate: on,
      shippedOn: on,
      lines: [{ sku: 'FIRST', batchId: 'B-FIRST', netPrice: { amount: '500', currency: 'KRW' }, serials }],
    });

  it('C3 C13 an expired unit is taken, with its failed check, and can be approved as goodwill by a second person', async () => {
    await maker.record('listProduct', { sku: 'FIRST', name: 'Lumira First' });
    await maker.record('recordBatch', { id: 'B-FIRST', sku: 'FIRST', producedOn: '2021-12-01', quantity: 5 });
    await maker.record('publishPolicy', {
      id: 'EARLY',
      skus: ['FIRST'],
      effectiveFrom: '2020-01-01',
      retroactiveReason: 'Agreed on before the engine was set up',
      kind: 'FULL',
      months: 12,
      startAnchor: 'SHIPPED',
    });
    await shipFirst('INV-OLD', ['OLD-1'], '2022-01-05');
    await maker.settled();
    const { id: claimId, coverage } = await submit(SEOUL, 'OLD-1', { failedOn: '2026-02-01' });
    expect(coverage).toEqual({
      covered: false,
      failedChecks: [{ code: 'EXPIRED', message: expect.stringContaining('Jan 4, 2023') }],
    });
    await review(claimId, 'CONFIRMED', RITA);
    const goodwillReason = 'Known fault of the first series.';
    expect(await status(ROBERT, 'approveClaim', { claimId, goodwillReason })).toBe('APPROVED');
    await maker.settled();
    expect(
      await maker.claim(
        SEOUL,
        claimId,
        'coverage { covered goodwill policyId } decision { outcome decidedBy explanation } creditNote { amount { amount } }',
      ),
    ).toEqual({
      coverage: { covered: false, goodwill: true, policyId: 'EARLY' },
      decision: { outcome: 'APPROVED', decidedBy: 'robert', explanation: goodwillReason },
      creditNote: { amount: { amount: '500' } },
    });
  });

  it('C3 coverage is tested on the day of failure, not on the day of submission', async () => {
    await shipFirst('INV-MID', ['MID-1', 'MID-2'], '2023-03-01');
    const { coverage: inTime } = await submit(SEOUL, 'MID-1', { failedOn: '2024-02-29' });
    expect(inTime).toEqual({ covered: true, failedChecks: [] });
    const { coverage: late } = await submit(SEOUL, 'MID-2', { failedOn: '2024-03-01' });
    expect(late).toMatchObject({ covered: false, failedChecks: [{ code: 'EXPIRED' }] });
  });

  it('C3 an excluded defect is named among the failed checks', async () => {
    const { coverage } = await submit(SEOUL, 'KR-0004', {
      defect: { code: 'water', description: 'Fell into the bath.' },
    });
    expect(coverage).toMatchObject({ covered: false, failedChecks: [{ code: 'EXCLUDED_DEFECT' }] });
  });

  it('C4 without a policy nothing is covered in silence', async () => {
    await maker.record('listProduct', { sku: 'MIRROR', name: 'Lumira Mirror' });
    await maker.record('recordBatch', { id: 'B-M', sku: 'MIRROR', producedOn: '2025-12-01', quantity: 5 });
    await maker.ship('P-SEOUL', 'INV-M', [], {
      lines: [{ sku: 'MIRROR', batchId: 'B-M', netPrice: { amount: '900', currency: 'KRW' }, serials: ['M-1'] }],
    });
    const { coverage } = await submit(SEOUL, 'M-1');
    expect(coverage).toMatchObject({ covered: false, failedChecks: [{ code: 'NO_POLICY' }] });
  });

  it('an extension lengthens the term of claims that come after it', async () => {
    const question =
      '{ unit(serial: "KR-0005") { coverage(on: "2028-06-01") { covered expiresOn failedChecks { code } } } }';
    expect((await maker.ask(SEOUL, question)).unit.coverage).toEqual({
      covered: false,
      expiresOn: '2028-01-11',
      failedChecks: [{ code: 'EXPIRED' }],
    });
    await maker.record('extendCoverage', { serial: 'kr-0005', months: 12, reason: 'Long service.' });
    await maker.settled();
    expect((await maker.ask(SEOUL, question)).unit.coverage).toEqual({
      covered: true,
      expiresOn: '2029-01-11',
      failedChecks: [],
    });
    const { id } = await submit(SEOUL, 'KR-0005');
    expect(await maker.claim(SEOUL, id, 'coverage { expiresOn }', await maker.settled())).toEqual({
      coverage: { expiresOn: '2029-01-11' },
    });
  });
});

describe('Rejection and reopening', () => {
  it('C6 C10 the partner sees code, clause and evidence; with new evidence another person decides', async () => {
    const { id: claimId } = await submit(SEOUL, 'KR-0006');
    await review(claimId, 'NOT_CONFIRMED');
    const { evidence } = await maker.claim(SEOUL, claimId, 'evidence { id }', await maker.settled());
    const reason = { code: 'NO-FAULT', explanation: 'The lamp is lit.', clause: '§ 4.1', evidenceId: evidence[0].id };
    expect(await status(RITA, 'rejectClaim', { claimId, ...reason })).toBe('REJECTED');
    expect(await status(SEOUL, 'acknowledgeDecision', { claimId })).toBe('REJECTED');
    await maker.settled();
    expect(
      await maker.claim(
        SEOUL,
        claimId,
        'decision { outcome decidedBy code explanation clause evidenceId communicatedAt }',
      ),
    ).toEqual({
      decision: { outcome: 'REJECTED', decidedBy: 'rita', ...reason, communicatedAt: expect.stringMatching(/Z$/) },
    });

    // Nothing new, nothing to look at again.
    expect(
      await maker.do(SEOUL, 'reopenClaim', {
        claimId,
        reason: 'Look again.',
        evidence: [await maker.picture(SEOUL, 'KR-0006')],
      }),
    ).toMatchObject({ code: 'EVIDENCE_REQUIRED', rule: 'C10' });
    const again = { claimId, reason: 'It flickers.', evidence: [await maker.picture(SEOUL, 'the flicker')] };
    expect(await status(SEOUL, 'reopenClaim', again)).toBe('UNDER_REVIEW');
    expect(await maker.claim(SEOUL, claimId, 'decision { outcome } status', await maker.settled())).toEqual({
      decision: null,
      status: 'UNDER_REVIEW',
    });
    await review(claimId, 'CONFIRMED');
    expect(await maker.do(RITA, 'approveClaim', { claimId })).toMatchObject({ code: 'SAME_DECIDER', rule: 'C10' });
    expect(await status(ROBERT, 'approveClaim', { claimId })).toBe('APPROVED');
    expect(await maker.claim(SEOUL, claimId, 'creditNote { amount { amount } }', await maker.settled())).toEqual({
      creditNote: { amount: { amount: '129000' } },
    });
  });

  it('C2 C10 a rejected claim frees its unit; it is not reopened while another claim holds it', async () => {
    const { id: first } = await submit(SEOUL, 'KR-0007');
    await review(first, 'NOT_CONFIRMED');
    const { evidence } = await maker.claim(SEOUL, first, 'evidence { id }', await maker.settled());
    await status(RITA, 'rejectClaim', {
      claimId: first,
      code: 'A',
      explanation: 'B',
      clause: 'C',
      evidenceId: evidence[0].id,
    });
    await maker.settled();
    const evidenceOfSecond = [await maker.picture(SEOUL, 'second')];
    // C10: for the same defect it would be a reopening.
    expect(await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0007'))).toMatchObject({
      code: 'REOPEN_INSTEAD',
      rule: 'C10',
      details: { claimId: first },
    });
    const { id: second } = await submit(SEOUL, 'KR-0007', {
      defect: { code: 'STRAP-TORN', description: 'The strap is torn.' },
      evidence: evidenceOfSecond,
    });
    const again = { claimId: first, reason: 'Look again.', evidence: [await maker.picture(SEOUL, 'new')] };
    expect(await maker.do(SEOUL, 'reopenClaim', again)).toMatchObject({ code: 'CLAIM_ALREADY_OPEN', rule: 'C2' });
    expect(await status(SEOUL, 'withdrawClaim', { claimId: second })).toBe('WITHDRAWN');
    await maker.settled();
    expect(await status(SEOUL, 'reopenClaim', again)).toBe('UNDER_REVIEW');
  });
});

describe('Withdrawal', () => {
  it('C10 a claim is withdrawn until its remedy is executed, and its unit is free again', async () => {
    const { id: open } = await submit(SEOUL, 'KR-0008');
    expect(await status(SEOUL, 'withdrawClaim', { claimId: open, reason: 'Found the cable.' })).toBe('WITHDRAWN');
    await maker.settled();
    await submit(SEOUL, 'KR-0008');

    const { id: approved } = await maker.approvedClaim(OSAKA, 'JP-0001');
    expect(await status(OSAKA, 'withdrawClaim', { claimId: approved })).toBe('WITHDRAWN');
    expect(await maker.do(OSAKA, 'chooseRemedy', { claimId: approved, remedy: 'CREDIT' })).toMatchObject({
      code: 'CLAIM_WITHDRAWN',
    });
    expect(await maker.claim(OSAKA, approved, 'status creditNote { number }', await maker.settled())).toEqual({
      status: 'WITHDRAWN',
      creditNote: null,
    });
  });
});

describe('Sales', () => {
  it('a sale to a consumer is recorded by the partner, once, and starts the term where the policy says so', async () => {
    await maker.record('listProduct', { sku: 'SOLD', name: 'Lumira Band' });
    await maker.record('recordBatch', { id: 'B-S', sku: 'SOLD', producedOn: '2025-12-01', quantity: 5 });
    await maker.record('publishPolicy', {
      id: 'FROM-SALE',
      skus: ['SOLD'],
      effectiveFrom: '2025-01-01',
      retroactiveReason: 'Agreed on before the engine was set up',
      kind: 'FULL',
      months: 12,
      startAnchor: 'SOLD',
    });
    await maker.ship('P-BERLIN', 'INV-S', [], {
      lines: [{ sku: 'SOLD', batchId: 'B-S', netPrice: { amount: '10.00', currency: 'EUR' }, serials: ['S-1', 'S-2'] }],
    });
    await maker.settled();
    const { id, coverage } = await submit(BERLIN, 'S-1');
    expect(coverage.failedChecks).toMatchObject([{ code: 'NO_SALE_DATE' }]);
    await maker.record('recordSale', { serial: 'S-1', soldOn: '2026-02-10' });
    expect(await maker.claim(RITA, id, 'coverage { covered failedChecks { code } }', await maker.settled())).toEqual({
      coverage: { covered: true, failedChecks: [] },
    });

    const sale = { serial: 's-2', soldOn: '2026-02-10' };
    expect(await maker.do(BERLIN, 'recordSale', sale)).toMatchObject({ __typename: 'RecordAccepted' });
    expect(await maker.do(BERLIN, 'recordSale', sale)).toMatchObject({ __typename: 'RecordAccepted' });
    expect(await maker.do(BERLIN, 'recordSale', { ...sale, soldOn: '2026-02-11' })).toMatchObject({
      code: 'UNIT_ALREADY_SOLD',
    });
    await maker.settled();
    const { unit } = await maker.ask(
      BERLIN,
      '{ unit(serial: "S-2") { soldOn coverage(on: "2027-02-09") { covered expiresOn } } }',
    );
    expect(unit).toEqual({ soldOn: '2026-02-10', coverage: { covered: true, expiresOn: '2027-02-09' } });
    expect((await submit(BERLIN, 'S-2')).coverage.covered).toBe(true);
  });

  it('R4 C7 a unit sold on is replaced for the partner that has it, whatever its standing instruction', async () => {
    await maker.record('recordSale', { serial: 'DE-0016', soldOn: '2026-02-01', soldTo: 'P-SEOUL' });
    const { id, position } = await maker.approvedClaim(SEOUL, 'DE-0016');
    expect(await maker.claim(RITA, id, 'remedy', position)).toEqual({ remedy: 'REPLACEMENT' });
  });

  it('C2 R4 a unit sold on is claimed by the partner that has it; its credit goes to the one that was invoiced, if that was agreed', async () => {
    await maker.record('changePartnerTerms', { id: 'P-BERLIN', creditsForUnitsSoldOn: 'TO_INVOICED_PARTNER' });
    await maker.record('recordSale', { serial: 'DE-0001', soldOn: '2026-02-01', soldTo: 'P-SEOUL' });
    expect(await maker.do(BERLIN, 'submitClaim', await maker.submission(BERLIN, 'DE-0001'))).toMatchObject({
      code: 'NOT_YOUR_UNIT',
      rule: 'C2',
    });
    const { id } = await maker.approvedClaim(SEOUL, 'DE-0001');
    const fields = 'partner { id } creditNote { amount { amount currency } }';
    expect(await maker.claim(RITA, id, fields, await maker.settled())).toEqual({
      partner: { id: 'P-SEOUL' },
      creditNote: { amount: { amount: '89.90', currency: 'EUR' } },
    });
    expect(await maker.claim(SEOUL, id, fields)).toEqual({ partner: { id: 'P-SEOUL' }, creditNote: null });
    expect(
      (await maker.claim(SEOUL, id, 'history { type data }')).history.filter((event: { data: object }) =>
        /89\.?90|INV|MG-/.test(JSON.stringify(event.data)),
      ),
    ).toEqual([]);
    const credited = '{ creditNotes { nodes { amount { amount } claimNumber visibleClaim { id } } } }';
    const { number: claimNumber } = await maker.claim(SEOUL, id, 'number');
    const note = { amount: { amount: '89.90' }, claimNumber };
    expect((await maker.ask(BERLIN, credited)).creditNotes.nodes).toEqual([{ ...note, visibleClaim: null }]);
    expect((await maker.ask(FIONA, credited)).creditNotes.nodes).toContainEqual({ ...note, visibleClaim: { id } });
  });

  it('a sale to a partner nobody knows is refused', async () => {
    expect(
      await maker.do(ADAM, 'recordSale', { serial: 'DE-0002', soldOn: '2026-02-01', soldTo: 'P-X' }),
    ).toMatchObject({
      __typename: 'Refused',
      code: 'PARTNER_NOT_FOUND',
    });
  });
});

describe('Remedies', () => {
  it('C7 with ASK the partner may change its mind until the choice is carried out', async () => {
    const { id: claimId } = await maker.approvedClaim(OSAKA, 'JP-0002');
    expect(await status(OSAKA, 'chooseRemedy', { claimId, remedy: 'REPLACEMENT' })).toBe('APPROVED');
    await maker.settled();
    expect(await maker.claim(OSAKA, claimId, 'remedy replacement { status owedSince } creditNote { number }')).toEqual({
      remedy: 'REPLACEMENT',
      replacement: { status: 'OWED', owedSince: expect.stringMatching(/Z$/) },
      creditNote: null,
    });
  });

  it('C7 changed terms hold for claims approved after the change', async () => {
    const { claim } = await maker.do(BERLIN, 'submitClaim', await maker.submission(BERLIN, 'DE-0003'));
    await maker.record('changePartnerTerms', { id: 'P-BERLIN', standingInstruction: 'CREDIT' });
    await review(claim.id, 'CONFIRMED');
    await status(RITA, 'approveClaim', { claimId: claim.id });
    expect(await maker.claim(BERLIN, claim.id, 'remedy', await maker.settled())).toEqual({ remedy: 'CREDIT' });
    await maker.record('changePartnerTerms', { id: 'P-BERLIN', standingInstruction: 'REPLACEMENT' });
  });

  it('F1 F5 credit notes are numbered without holes and listed by day, partner and currency', async () => {
    await maker.settled();
    const { creditNotes } = await maker.ask(
      RITA,
      '{ creditNotes(first: 100) { totalCount nodes { number series issuedOn partner { id } claim { id } amount { minorUnits currency } tax { minorUnits } payable { minorUnits } status } } }',
    );
    const numbers = creditNotes.nodes
      .map(({ number }: { number: string }) => Number(number.split('-').at(-1)))
      .sort((a: number, b: number) => a - b);
    expect(numbers).toEqual(numbers.map((_: number, index: number) => index + 1));
    expect(new Set(creditNotes.nodes.map(({ claim }: { claim: { id: string } }) => claim.id)).size).toBe(
      numbers.length,
    );
    for (const { amount, tax, payable } of creditNotes.nodes)
      expect(Number(payable.minorUnits)).toBe(Number(amount.minorUnits) + Number(tax.minorUnits));
    const { euro, none } = await maker.ask(
      RITA,
      '{ euro: creditNotes(filter: { currency: "EUR", status: ISSUED, from: "2020-01-01", to: "2999-12-31" }) { nodes { amount { currency } } } none: creditNotes(filter: { to: "2020-01-01" }) { totalCount } }',
    );
    expect(await maker.errorOf(RITA, '{ creditNotes(filter: { currency: "eur" }) { totalCount } }')).toBe(
      'BAD_USER_INPUT',
    );
    expect(euro.nodes.length).toBeGreaterThan(0);
    expect(new Set(euro.nodes.map(({ amount }: { amount: { currency: string } }) => amount.currency))).toEqual(
      new Set(['EUR']),
    );
    expect(none.totalCount).toBe(0);
  });

  it('A1 S5 what was taken down later is told as it happened, and as it was known', async () => {
    const receivedAt = '2026-03-02T01:00:00.000Z';
    const { id } = await submit(RITA, 'KR-0010', { partnerId: 'P-SEOUL', receivedAt });
    await maker.settled();
    const told = await maker.claim(
      RITA,
      id,
      'submittedAt then: stateAt(at: "2026-03-02T01:00:00.000Z") { status } unknown: stateAt(at: "2026-03-02T01:00:00.000Z", asKnownAt: "2026-03-02T01:00:00.000Z") { status } known: history(asKnownAt: "2026-03-02T01:00:00.000Z") { type }',
    );
    const then = { status: 'SUBMITTED' };
    expect(told).toEqual({ submittedAt: receivedAt, then, unknown: null, known: [] });
  });

  it('A1 at each moment at which the time machine stands it shows the events and the claim that "makegood replay" prints', async () => {
    const receivedAt = '2026-03-02T01:00:00.000Z';
    const { id: claimId } = await submit(ROBERT, 'KR-0011', { partnerId: 'P-SEOUL', receivedAt });
    await review(claimId, 'INCONCLUSIVE');
    await status(RITA, 'requestEvidence', { claimId, missing: ['The plate'], message: 'Please show the plate.' });
    await status(SEOUL, 'attachEvidence', { claimId, evidence: [await maker.picture(SEOUL, 'its plate')] });
    await review(claimId, 'CONFIRMED');
    await status(RITA, 'approveClaim', { claimId });
    const atLeast = await maker.settled();
    const { history } = await maker.claim(ARTHUR, claimId, 'history { id occurredAt recordedAt }', atLeast);
    const bench = new Workbench();
    Object.assign(bench.environment, { MAKEGOOD_DATA: maker.folder, ...eventStoreOf(maker.folder) });
    const replayed = async (of: string, known: string) => {
      const { out, err } = await bench.run('replay', claimId, '--as-of', of, '--known-at', known, '--json');
      expect(err).toBe('');
      const { events, state: page } = JSON.parse(out);
      const there = events.map(({ id }: { id: string }) => id);
      if (page === null) return { there, shown: null };
      const { status: then, slaState, clock, state } = page;
      const { coverage, evidence, choice, decision, decidedAt } = state;
      const reviews = events
        .filter(({ type }: { type: string }) => type === 'EvidenceReviewed')
        .map(
          ({ data, metadata }: { data: { verdict: string; findings: string }; metadata: { occurredAt: string } }) => ({
            verdict: data.verdict,
            findings: data.findings,
            reviewedAt: metadata.occurredAt,
          }),
        );
      const { covered, policyId, policyVersion } = coverage;
      const shown = {
        status: then,
        remedy: choice?.remedy ?? null,
        coverage: { covered, policyId, policyVersion },
        evidence: evidence.map(({ evidenceId }: { evidenceId: string }) => ({ id: evidenceId })),
        reviews,
        decision: decision ? { outcome: decision.outcome, decidedAt } : null,
        sla: clock ? { state: slaState, calendarId: clock.calendarId, calendarVersion: clock.calendarVersion } : null,
      };
      return { there, shown };
    };
    const machine = async (of: string, known: string) => {
      const there = history
        .filter((event: { occurredAt: string; recordedAt: string }) => standing(event, of, known) === 'there')
        .map(({ id }: { id: string }) => id);
      const fields =
        'status remedy coverage { covered policyId policyVersion } evidence { id } reviews { verdict findings reviewedAt } decision { outcome decidedAt } sla { state calendarId calendarVersion }';
      const { stateAt } = await maker.claim(
        ARTHUR,
        claimId,
        `stateAt(at: "${of}", asKnownAt: "${known}") { ${fields} }`,
      );
      return { there, shown: stateAt };
    };
    const happened = momentsOf(history, 'occurredAt');
    const recorded = momentsOf(history, 'recordedAt');
    const last = [happened.at(-1), recorded.at(-1)] as [string, string];
    // Either slider at each of its moments, the other at its end.
    const moments = [
      ...happened.map((of) => [of, last[1]] as const),
      ...recorded.map((known) => [last[0], known] as const),
    ];
    try {
      for (const [of, known] of moments)
        expect({ of, known, ...(await machine(of, known)) }).toEqual({ of, known, ...(await replayed(of, known)) });
    } finally {
      bench.remove();
    }
  });
});
