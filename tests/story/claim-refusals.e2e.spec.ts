import { type RequestName, requests } from '#requests';
import { ADAM, BERLIN, Maker, OSAKA, RITA, ROBERT, SEOUL, type Who } from '../support/maker.ts';

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start();
});
afterAll(() => maker.end());

const refused = (code: string, rule: string) =>
  expect.objectContaining({
    __typename: 'Refused',
    code,
    rule,
    message: expect.stringMatching(/^([A-Z]|receivedAt: ).{15,}\.$/),
  });

const submit = async (who: Who, serial: string, more: object = {}) =>
  maker.do(who, 'submitClaim', await maker.submission(who, serial, more));

const confirm = (claimId: string, who: Who = RITA) =>
  maker.do(who, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark segments on the picture.' });

describe('What a claim must have (C1, C2)', () => {
  it('C1 a claim without evidence is refused', async () => {
    expect(await submit(SEOUL, 'KR-0001', { evidence: [] })).toEqual(refused('EVIDENCE_REQUIRED', 'C1'));
  });

  it('C1 a bill alone shows no defect', async () => {
    const bill = { ...(await maker.picture(SEOUL, 'bill')), kind: 'PROOF_OF_PURCHASE' };
    expect(await submit(SEOUL, 'KR-0001', { evidence: [bill] })).toEqual(refused('EVIDENCE_REQUIRED', 'C1'));
  });

  it.each(['NEVER-SHIPPED', 'KR 0001; DROP', 'ＫＲ－０００１♥', '../../etc/passwd', 'ΚR-0001'])(
    'C2 the serial %j was never shipped',
    async (serial) => {
      const answer = await submit(SEOUL, serial);
      expect(answer).toEqual(refused('UNKNOWN_SERIAL', 'C2'));
      expect(answer.details).toEqual({ serial });
    },
  );

  it("C2 another partner's unit is refused without saying whose it is", async () => {
    const answer = await submit(SEOUL, 'DE-0001');
    expect(answer).toEqual(refused('NOT_YOUR_UNIT', 'C2'));
    expect(JSON.stringify(answer)).not.toContain('BERLIN');
  });

  it('C2 a second claim on a unit with an open one is refused', async () => {
    await submit(SEOUL, 'KR-0002');
    expect(await submit(SEOUL, ' kr-00 02 ')).toEqual(refused('CLAIM_ALREADY_OPEN', 'C2'));
  });

  it('C2 of 50 submissions of one serial at once, in whatever spelling, exactly one becomes a claim', async () => {
    const spellings = ['KR-0003', 'kr-0003', ' KR-0003', 'Kr - 0003', 'KR-\t0003', 'ＫＲ-0003'];
    const evidence = [await maker.picture(SEOUL, 'race')];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        maker.do(SEOUL, 'submitClaim', {
          serial: spellings[n % spellings.length],
          defect: { code: 'NO-LIGHT', description: `Report ${n}` },
          evidence,
        }),
      ),
    );
    const codes = answers.map(({ __typename, code }) => code ?? __typename).sort();
    expect(codes).toEqual(['ClaimAccepted', ...new Array(49).fill('CLAIM_ALREADY_OPEN')].sort());
    await maker.settled();
    const { claims } = await maker.ask(SEOUL, '{ claims(filter: { serial: "kr-0003" }) { totalCount } }');
    expect(claims.totalCount).toBe(1);
  });

  it('C1 a day of failure that has not come is refused', async () => {
    expect(await submit(SEOUL, 'KR-0004', { failedOn: '2999-01-01' })).toEqual(refused('FAILED_IN_FUTURE', 'C1'));
  });

  it('S5 a partner cannot say when its claim was received; staff cannot say the future', async () => {
    const early = { receivedAt: '2026-03-01T00:00:00Z' };
    expect(await submit(SEOUL, 'KR-0004', early)).toEqual(refused('RECEIVED_AT_BY_STAFF', 'S5'));
    const late = { partnerId: 'P-SEOUL', receivedAt: '2999-01-01T00:00:00Z' };
    expect(await submit(RITA, 'KR-0004', late)).toEqual(refused('RECEIVED_IN_FUTURE', 'S5'));
  });
});

describe('The same request twice (C12)', () => {
  it('C12 the same idempotency key gives the first answer again, also after a restart', async () => {
    const input = await maker.submission(SEOUL, 'KR-0005', { idempotencyKey: 'order-5/claim' });
    const first = await maker.do(SEOUL, 'submitClaim', input);
    expect(first.__typename).toBe('ClaimAccepted');
    expect(await maker.do(SEOUL, 'submitClaim', input)).toEqual(first);

    maker = await maker.restarted();
    expect(await maker.do(SEOUL, 'submitClaim', input)).toEqual(first);
    await maker.settled();
    const { claims } = await maker.ask(SEOUL, '{ claims(filter: { serial: "KR-0005" }) { totalCount } }');
    expect(claims.totalCount).toBe(1);
  });

  it('C12 sent twice at the same moment it is one claim, and both get its answer', async () => {
    const input = await maker.submission(SEOUL, 'KR-0006', { idempotencyKey: 'impatient' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => maker.do(SEOUL, 'submitClaim', input)));
    expect(answers[0].__typename).toBe('ClaimAccepted');
    expect(new Set(answers.map(({ claim }) => claim.id)).size).toBe(1);
  });

  it('C12 the same key with another body is refused', async () => {
    const input = await maker.submission(SEOUL, 'KR-0007', { idempotencyKey: 'order-7' });
    await maker.do(SEOUL, 'submitClaim', input);
    const others = [
      { ...input, failedOn: '2026-03-02' },
      { ...input, serial: 'KR-0008' },
      { ...input, claimId: 'P-SEOUL.another-id' },
      { ...input, serial: 'KR-0008', claimId: 'P-SEOUL.another-id' },
    ];
    for (const other of others)
      expect(await maker.do(SEOUL, 'submitClaim', other)).toEqual(refused('IDEMPOTENCY_KEY_REUSED', 'C12'));
    // Nothing of it was reserved.
    expect((await submit(SEOUL, 'KR-0008')).__typename).toBe('ClaimAccepted');
  });

  it('C12 the same key on another claim or for another mutation is refused', async () => {
    const { id: one } = await maker.approvedClaim(OSAKA, 'JP-0001');
    const { id: other } = await maker.approvedClaim(OSAKA, 'JP-0002');
    const idempotencyKey = 'choice-1';
    const choice = { idempotencyKey, claimId: one, remedy: 'REPLACEMENT' };
    const first = await maker.do(OSAKA, 'chooseRemedy', choice);
    expect(first.__typename).toBe('ClaimAccepted');
    const reused = refused('IDEMPOTENCY_KEY_REUSED', 'C12');
    expect(await maker.do(OSAKA, 'chooseRemedy', { ...choice, claimId: other })).toEqual(reused);
    expect(await maker.do(OSAKA, 'acknowledgeDecision', { idempotencyKey, claimId: one })).toEqual(reused);
    expect((await maker.do(OSAKA, 'chooseRemedy', choice)).position).toBe(first.position);
  });

  it('C12 a key belongs to who sent it: two partners may use the same', async () => {
    const seoul = await submit(SEOUL, 'KR-0009', { idempotencyKey: 'no-1' });
    const berlin = await submit(BERLIN, 'DE-0009', { idempotencyKey: 'no-1' });
    expect([seoul.__typename, berlin.__typename]).toEqual(['ClaimAccepted', 'ClaimAccepted']);
    expect(seoul.claim.id).not.toBe(berlin.claim.id);
  });

  it('C12 a claim id can be chosen once; another claim cannot take it', async () => {
    const claimId = 'P-SEOUL.2026-10';
    const input = await maker.submission(SEOUL, 'KR-0010', { claimId });
    const first = await maker.do(SEOUL, 'submitClaim', input);
    expect(first.claim.id).toBe(claimId);
    expect((await maker.do(SEOUL, 'submitClaim', input)).claim.id).toBe(claimId);
    const other = { ...(await maker.submission(SEOUL, 'KR-0011')), claimId };
    expect(await maker.do(SEOUL, 'submitClaim', other)).toEqual(refused('CLAIM_ID_TAKEN', 'C12'));
    // A refused submission leaves its unit free.
    await maker.settled();
    expect((await maker.ask(SEOUL, '{ intake(serial: "KR-0011") { refusal { code } } }')).intake.refusal).toBeNull();
  });

  it('C12 E4 the id that a claim of another partner has, or will have, can be neither taken nor probed', async () => {
    const { prepare } = requests.submitClaim;
    const input = await maker.submission(BERLIN, 'DE-0010', { idempotencyKey: 'order-10' });
    const actor = { id: 'greta', role: 'PARTNER', onBehalfOf: 'P-BERLIN' } as const;
    const guessed = prepare(input, { actor, channel: 'API', clock: maker.makegood.clock });
    const { claimId } = (guessed as { request: { data: { claimId: string } } }).request.data;
    const taken = await maker.submission(SEOUL, 'KR-0018', { claimId });
    const before = await maker.do(SEOUL, 'submitClaim', taken);
    expect(before).toEqual(refused('CLAIM_ID_NOT_OF_PARTNER', 'C12'));
    expect((await maker.do(BERLIN, 'submitClaim', input)).claim.id).toBe(claimId);
    expect(await maker.do(SEOUL, 'submitClaim', taken)).toEqual(before);
  });

  it('C12 what is recorded already yields no second event and no error', async () => {
    const product = { sku: 'LAMP', name: 'Lumira Lamp', defectGroups: [{ group: 'LIGHT', codes: ['NO-LIGHT'] }] };
    const before = await maker.settled();
    expect((await maker.do(ADAM, 'listProduct', product)).__typename).toBe('RecordAccepted');
    expect(await maker.makegood.store.head()).toBe(before);
  });
});

describe('Decisions (C5, C6, C7, C13)', () => {
  it('C6 nothing is approved or rejected before somebody confirmed or denied the defect', async () => {
    const { claim } = await submit(SEOUL, 'KR-0011');
    expect(await maker.do(RITA, 'approveClaim', { claimId: claim.id })).toEqual(refused('REVIEW_REQUIRED', 'C6'));
    await maker.do(RITA, 'reviewEvidence', { claimId: claim.id, verdict: 'NOT_CONFIRMED', findings: 'All lit.' });
    expect(await maker.do(RITA, 'approveClaim', { claimId: claim.id })).toEqual(refused('REVIEW_REQUIRED', 'C6'));
  });

  it('C12 a claim is decided once: the same decision again changes nothing, the other one is refused', async () => {
    const { id: claimId } = await maker.approvedClaim(SEOUL, 'KR-0012');
    await maker.settled();
    const before = await maker.settled();
    expect((await maker.do(ROBERT, 'approveClaim', { claimId })).__typename).toBe('ClaimAccepted');
    expect(await maker.makegood.store.head()).toBe(before);
    const { evidence } = await maker.claim(RITA, claimId, 'evidence { id }');
    const rejection = {
      claimId,
      code: 'NO-FAULT',
      explanation: 'It works.',
      clause: '4.1',
      evidenceId: evidence[0].id,
    };
    expect(await maker.do(ROBERT, 'rejectClaim', rejection)).toEqual(refused('ALREADY_DECIDED', 'C12'));
  });

  it('C7 the choice stands once it is carried out', async () => {
    const { id: claimId } = await maker.approvedClaim(BERLIN, 'DE-0011');
    await maker.settled();
    expect(await maker.do(BERLIN, 'chooseRemedy', { claimId, remedy: 'CREDIT' })).toEqual(
      refused('REMEDY_EXECUTED', 'C7'),
    );
    expect((await maker.do(BERLIN, 'chooseRemedy', { claimId, remedy: 'REPLACEMENT' })).__typename).toBe(
      'ClaimAccepted',
    );
  });

  it('C7 staff never choose against the partner', async () => {
    const { id: claimId } = await maker.approvedClaim(OSAKA, 'JP-0003');
    expect(await maker.do(RITA, 'chooseRemedy', { claimId, remedy: 'CREDIT' })).toEqual(
      refused('PARTNERS_CHOICE', 'C7'),
    );
  });

  it('C13 who submitted a claim for a partner does not review or decide it', async () => {
    const { claim } = await submit(RITA, 'KR-0013', { partnerId: 'P-SEOUL' });
    const own = refused('OWN_SUBMISSION', 'C13');
    expect(await confirm(claim.id, RITA)).toEqual(own);
    await confirm(claim.id, ROBERT);
    expect(await maker.do(RITA, 'approveClaim', { claimId: claim.id })).toEqual(own);
    expect((await maker.do(ROBERT, 'approveClaim', { claimId: claim.id })).__typename).toBe('ClaimAccepted');
  });

  it('C2 staff name the partner they take a claim for', async () => {
    expect(await submit(RITA, 'KR-0014')).toEqual(refused('PARTNER_REQUIRED', 'C2'));
  });

  it('C3 C13 goodwill needs a reason and another person than the reviewer', async () => {
    const { claim } = await submit(SEOUL, 'KR-0015', { failedOn: '2026-01-01' });
    expect(claim.coverage).toMatchObject({ covered: false, failedChecks: [{ code: 'NOT_YET_STARTED' }] });
    await confirm(claim.id, RITA);
    const goodwill = { claimId: claim.id, goodwillReason: 'A partner of many years.' };
    expect(await maker.do(ROBERT, 'approveClaim', { claimId: claim.id })).toEqual(
      refused('GOODWILL_REASON_REQUIRED', 'C3'),
    );
    expect(await maker.do(RITA, 'approveClaim', goodwill)).toEqual(refused('GOODWILL_BY_REVIEWER', 'C13'));
    expect((await maker.do(ROBERT, 'approveClaim', goodwill)).__typename).toBe('ClaimAccepted');
  });

  it('C5 an inconclusive review needs a request that says what is missing', async () => {
    const { claim } = await submit(SEOUL, 'KR-0016');
    const claimId = claim.id;
    await maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'INCONCLUSIVE', findings: 'Too dark to see.' });
    expect(await maker.do(RITA, 'approveClaim', { claimId })).toEqual(refused('EVIDENCE_REQUEST_REQUIRED', 'C5'));
    expect(await maker.do(RITA, 'requestEvidence', { claimId, missing: [], message: 'More.' })).toEqual(
      refused('MISSING_NOT_NAMED', 'C5'),
    );
  });

  it('C6 a rejection names code, clause and an item of evidence that is on the claim', async () => {
    const { claim } = await submit(SEOUL, 'KR-0017');
    const claimId = claim.id;
    await maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'NOT_CONFIRMED', findings: 'All lit.' });
    const rejection = { claimId, code: 'NO-FAULT', explanation: 'The lamp is lit on the picture.' };
    expect(await maker.do(RITA, 'rejectClaim', rejection)).toMatchObject({
      code: 'REJECTION_INCOMPLETE',
      rule: 'C6',
      details: { missing: ['clause', 'evidenceId'] },
    });
    expect(await maker.do(RITA, 'rejectClaim', { ...rejection, clause: '4.1', evidenceId: 'of-another' })).toEqual(
      refused('EVIDENCE_NOT_ON_CLAIM', 'C6'),
    );
  });

  it('C9 a decision that was not made cannot be acknowledged', async () => {
    const { claim } = await submit(SEOUL, 'KR-0018');
    expect(await maker.do(SEOUL, 'acknowledgeDecision', { claimId: claim.id })).toEqual(
      refused('NOTHING_DECIDED', 'C9'),
    );
  });

  it('C10 an executed claim cannot be withdrawn, an open one not reopened', async () => {
    const { id: claimId } = await maker.approvedClaim(SEOUL, 'KR-0019');
    await maker.settled();
    expect(await maker.do(SEOUL, 'withdrawClaim', { claimId })).toEqual(refused('REMEDY_EXECUTED', 'C10'));
    const again = { claimId, reason: 'It fails again.', evidence: [await maker.picture(SEOUL, 'again')] };
    expect(await maker.do(SEOUL, 'reopenClaim', again)).toEqual(refused('NOT_REJECTED', 'C10'));
  });

  it('C2 whatever is done to a claim that is not there is refused', async () => {
    const claimId = 'no-such-claim';
    const attempts: [Who, RequestName, object][] = [
      [SEOUL, 'attachEvidence', { evidence: [await maker.picture(SEOUL, 'x')] }],
      [RITA, 'requestEvidence', { missing: ['A picture'], message: 'Please.' }],
      [RITA, 'reviewEvidence', { verdict: 'CONFIRMED', findings: 'Seen.' }],
      [RITA, 'approveClaim', {}],
      [RITA, 'rejectClaim', { code: 'X', explanation: 'Y', clause: 'Z', evidenceId: 'E' }],
      [SEOUL, 'chooseRemedy', { remedy: 'CREDIT' }],
      [SEOUL, 'acknowledgeDecision', {}],
      [SEOUL, 'withdrawClaim', {}],
      [SEOUL, 'reopenClaim', { reason: 'Again.', evidence: [await maker.picture(SEOUL, 'x')] }],
    ];
    for (const [who, mutation, input] of attempts)
      expect([mutation, await maker.do(who, mutation, { claimId, ...input })]).toEqual([
        mutation,
        refused('CLAIM_NOT_FOUND', 'C2'),
      ]);
  });
});

describe('What serials tell of others (C2)', () => {
  it('C2 E4 a unit of another is refused as such before anything else, so that no other refusal tells that it exists', async () => {
    const odd = {
      failedOn: '2030-01-01',
      evidence: [{ kind: 'PHOTO', sha256: 'f'.repeat(64), mediaType: 'image/jpeg', bytes: 9 }],
    };
    expect(await submit(SEOUL, 'DE-0015', odd)).toEqual(refused('NOT_YOUR_UNIT', 'C2'));
    const known = await submit(SEOUL, 'KR-0020', { claimId: 'P-SEOUL.known' });
    expect(known.__typename).toBe('ClaimAccepted');
    expect(await submit(SEOUL, 'DE-0015', { claimId: 'P-SEOUL.known' })).toEqual(refused('NOT_YOUR_UNIT', 'C2'));
  });

  it('C2 after 50 wrong ones on a day no answer tells which are units of others, over claims, sales and looking ahead', async () => {
    const intake = async (serial: string) =>
      (await maker.ask(SEOUL, `{ intake(serial: "${serial}") { refusal { code } unit { id } } }`)).intake;
    for (let n = 0; n < 50; n++) await intake(`TRY-${n}`);
    const many = refused('TOO_MANY_WRONG_SERIALS', 'C2');
    for (const serial of ['NOWHERE-1', 'DE-0016']) {
      expect(await submit(SEOUL, serial)).toEqual(many);
      expect(await maker.do(SEOUL, 'recordSale', { serial, soldOn: '2026-02-01' })).toEqual(many);
      expect(await intake(serial)).toEqual({ refusal: { code: 'TOO_MANY_WRONG_SERIALS' }, unit: null });
    }
    for (const soldTo of ['P-BERLIN', 'P-NOWHERE'])
      expect(await maker.do(SEOUL, 'recordSale', { serial: 'KR-0001', soldOn: '2026-02-01', soldTo })).toEqual(many);
    expect(await submit(BERLIN, 'NOWHERE-1')).toEqual(refused('UNKNOWN_SERIAL', 'C2'));
  });
});
