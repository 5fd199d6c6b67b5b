import { DAY_MS } from '#kernel';
import { ADAM, ARTHUR, BERLIN, FIONA, Maker, OSAKA, RITA, SEOUL, SpecClock, type Who } from '../support/maker.ts';

let maker: Maker;
let units: string[];
let picture: Record<string, object>;
const clock = new SpecClock();

beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
  const labels = [{ code: 'NO-LIGHT', language: 'ko', label: '불이 켜지지 않음' }];
  await maker.record('changeProduct', {
    sku: 'LAMP',
    name: 'Lumira Lamp',
    defectGroups: [
      { group: 'LIGHT', codes: ['NO-LIGHT', 'DIM'], labels },
      { group: 'BODY', codes: ['WATER'] },
    ],
  });
  await maker.record('publishPolicy', {
    id: 'STANDARD',
    skus: ['LAMP'],
    effectiveFrom: '2025-01-01',
    retroactiveReason: 'What we ask to see',
    kind: 'FULL',
    months: 24,
    startAnchor: 'SHIPPED',
    excludedDefects: ['WATER'],
    resolutionTarget: 'PT24H',
    evidenceDemanded: [
      { kind: 'PHOTO', atLeast: 1 },
      { kind: 'PHOTO', atLeast: 3, defectCode: 'dim' },
      { kind: 'VIDEO', atLeast: 1, defectCode: 'DIM' },
    ],
  });
  units = Array.from({ length: 120 }, (_, n) => `IN-${n}`);
  await maker.ship('P-SEOUL', 'INV-IN', units);
  picture = Object.fromEntries(
    await Promise.all([SEOUL, BERLIN, OSAKA, RITA].map(async (who) => [who.id, await maker.picture(who, 'intake')])),
  );
  await maker.settled();
});
afterAll(() => maker.end());

const fresh = () => units.pop() as string;

interface Question {
  /** Null: not named. */
  readonly defectCode?: string | null;
  readonly failedOn?: string;
}

const ask = async (who: Who, serial: string, fields: string, { defectCode, failedOn }: Question = {}) => {
  const query = `query($serial: String!, $defectCode: String, $failedOn: Date) {
    intake(serial: $serial, defectCode: $defectCode, failedOn: $failedOn) { ${fields} } }`;
  return (await maker.ask(who, query, { serial, defectCode, failedOn })).intake;
};

const claim = (serial: string, more: object = {}) => ({
  serial,
  defect: { code: 'NO-LIGHT', description: 'Dark.' },
  failedOn: '2026-03-01',
  evidence: [picture['min-jun']],
  ...more,
});

it('E2 a claim says which of the files that its policy asks for are missing', async () => {
  const { claim: made } = await maker.do(
    SEOUL,
    'submitClaim',
    claim(fresh(), { defect: { code: 'DIM', description: 'Dim.' } }),
  );
  const seen = () =>
    maker.claim(
      SEOUL,
      made.id,
      'evidence { name } missingEvidence { kind need have } checks { name outcome failures { code } }',
    );
  await maker.settled();
  expect(await seen()).toMatchObject({
    evidence: [{ name: 'picture.jpg' }],
    missingEvidence: [
      { kind: 'PHOTO', need: 3, have: 1 },
      { kind: 'VIDEO', need: 1, have: 0 },
    ],
  });
  const more = await Promise.all(['second', 'third'].map((note) => maker.picture(SEOUL, note)));
  await maker.do(SEOUL, 'attachEvidence', { claimId: made.id, evidence: more });
  await maker.settled();
  const later = await seen();
  expect(later.missingEvidence).toEqual([{ kind: 'VIDEO', need: 1, have: 0 }]);
  expect(later.checks).toContainEqual({ name: 'EVIDENCE', outcome: 'FAILED', failures: [] });
  expect(later.checks).toContainEqual({ name: 'TERM', outcome: 'PASSED', failures: [] });
});

const closedAs = async (end: 'rejected' | 'credited' | 'withdrawn' | 'open') => {
  const serial = fresh();
  const { claim: made } = await maker.do(SEOUL, 'submitClaim', claim(serial));
  const claimId = made.id;
  if (end === 'open') return serial;
  if (end === 'withdrawn') await maker.do(SEOUL, 'withdrawClaim', { claimId });
  else {
    const verdict = end === 'credited' ? 'CONFIRMED' : 'NOT_CONFIRMED';
    await maker.do(RITA, 'reviewEvidence', { claimId, verdict, findings: 'Seen.' });
    const evidenceId = (await maker.makegood.aggregates.claim(claimId)).evidence[0]?.evidenceId;
    if (end === 'credited') await maker.do(RITA, 'approveClaim', { claimId });
    else await maker.do(RITA, 'rejectClaim', { claimId, code: 'X', explanation: 'Lit.', clause: '4', evidenceId });
    await maker.settled();
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId });
  }
  await maker.settled();
  return serial;
};

const correctedAway = async () => {
  const serial = fresh();
  await maker.record('correctShipment', { serial, newSerial: `${serial}-RIGHT`, reason: 'Mistyped' });
  return serial;
};
const returned = async () => {
  const serial = fresh();
  await maker.record('returnUnit', { serial, returnedOn: '2026-03-01', reason: 'Came back' });
  return serial;
};
const soldOn = async () => {
  const serial = fresh();
  await maker.do(SEOUL, 'recordSale', { serial, soldOn: '2026-02-01', soldTo: 'P-OSAKA' });
  return serial;
};

/** Each with what Seoul is answered, and the facts behind it. */
const CASES: readonly (readonly [string | null, string, () => string | Promise<string>, Question])[] = [
  [null, 'a unit of its own', fresh, {}],
  [null, 'a unit of its own, no defect named', fresh, { defectCode: null }],
  [null, 'not covered on the day', fresh, { failedOn: '2025-01-01' }],
  [null, 'a defect that is left out', fresh, { defectCode: 'WATER' }],
  [null, 'a defect that the product does not have', fresh, { defectCode: 'SMELL' }],
  ['FAILED_IN_FUTURE', 'a day that has not come', fresh, { failedOn: '2026-03-20' }],
  ['UNKNOWN_SERIAL', 'a serial that was never shipped', () => 'NEVER-SHIPPED', {}],
  ['UNKNOWN_SERIAL', 'no serial', () => '♥', {}],
  ['UNKNOWN_SERIAL', 'a serial that was mistyped', correctedAway, {}],
  ['DAMAGED_BY_SPREADSHEET', 'a serial that a spreadsheet damaged', () => '1.23E+12', {}],
  ['NOT_YOUR_UNIT', 'a unit of another partner', () => 'DE-0007', {}],
  ['NOT_YOUR_UNIT', 'a unit that it sold on', soldOn, {}],
  ['NOT_YOUR_UNIT', 'a unit that came back', returned, {}],
  ['CLAIM_ALREADY_OPEN', 'a unit with an open claim', () => closedAs('open'), {}],
  ['ALREADY_REMEDIED', 'a unit that was credited', () => closedAs('credited'), {}],
  ['REOPEN_INSTEAD', 'a unit whose claim for this defect was rejected', () => closedAs('rejected'), {}],
  [null, 'a unit whose claim for another defect was rejected', () => closedAs('rejected'), { defectCode: 'DIM' }],
  [null, 'a unit whose claim was rejected, no defect named', () => closedAs('rejected'), { defectCode: null }],
  [null, 'a unit whose claim was withdrawn', () => closedAs('withdrawn'), {}],
];

describe('intake refuses what submitClaim refuses, in the same words (C1, C2, C10)', () => {
  const people = { Seoul: SEOUL, Berlin: BERLIN, rita: RITA, fiona: FIONA, arthur: ARTHUR };
  const REFUSAL = 'refusal { code message rule details }';

  it.each(CASES)('%s: %s', async (expected, _, make, asked) => {
    for (const [name, who] of Object.entries(people)) {
      const serial = await make();
      const { defectCode = 'NO-LIGHT', failedOn = '2026-03-01' } = asked;
      const head = await maker.settled();
      const { refusal } = await ask(who, serial, REFUSAL, { defectCode, failedOn });
      expect(await maker.makegood.store.head()).toBe(head);
      if (name === 'Seoul') expect(refusal?.code ?? null).toBe(expected);

      const { holder, shipment } = (await maker.makegood.aggregates.unit(serial as never)) ?? {};
      const input = claim(serial, {
        defect: { code: defectCode ?? 'FLICKER', description: 'As asked.' },
        failedOn,
        evidence: [picture[who.id as string] ?? picture['rita']],
        ...(who.role !== 'PARTNER' && { partnerId: holder ?? shipment?.partnerId ?? 'P-SEOUL' }),
      });
      const query = `mutation($input: SubmitClaimInput!) { submitClaim(input: $input) { __typename ... on Refused { code message rule details } } }`;
      const { data, errors } = await maker.post(who, query, { input });
      const answer = data?.submitClaim ?? {
        ...none,
        __typename: 'Refused',
        code: errors[0].extensions.code,
        message: errors[0].message,
      };
      expect([name, answer]).toEqual([
        name,
        refusal ? { __typename: 'Refused', ...refusal } : { __typename: 'ClaimAccepted' },
      ]);
    }
  });
});

const none = { rule: null, details: null };

describe('What is said of the unit beforehand', () => {
  const ALL = `unit { serial product { name } } coverage { covered expiresOn policyId policyVersion failedChecks { code } }
    refusal { code } defects { code group label excluded } evidenceDemanded { kind atLeast } dueAt`;

  it('E2 C3 S1 coverage, what the policy asks for, the defects in words, and when it would be answered', async () => {
    const serial = fresh();
    const told = {
      unit: { serial, product: { name: 'Lumira Lamp' } },
      coverage: { covered: true, expiresOn: '2028-01-11', policyId: 'STANDARD', policyVersion: 2, failedChecks: [] },
      refusal: null,
      defects: [
        { code: 'NO-LIGHT', group: 'LIGHT', label: '불이 켜지지 않음', excluded: false },
        { code: 'DIM', group: 'LIGHT', label: 'DIM', excluded: false },
        { code: 'WATER', group: 'BODY', label: 'WATER', excluded: true },
      ],
      evidenceDemanded: [{ kind: 'PHOTO', atLeast: 1 }],
      dueAt: expect.stringMatching(/^2026-03-10T02:/),
    };
    expect(await ask(SEOUL, ` ${serial.toLowerCase()} `, ALL, { failedOn: '2026-03-01' })).toEqual(told);
    const dim = await ask(SEOUL, serial, ALL, { failedOn: '2026-03-01', defectCode: 'dim' });
    expect(dim).toEqual({
      ...told,
      evidenceDemanded: [
        { kind: 'PHOTO', atLeast: 3 },
        { kind: 'VIDEO', atLeast: 1 },
      ],
    });
    const water = await ask(SEOUL, serial, ALL, { failedOn: '2026-03-01', defectCode: 'WATER' });
    expect(water.coverage).toMatchObject({ covered: false, failedChecks: [{ code: 'EXCLUDED_DEFECT' }] });
    expect(water.dueAt).toEqual(told.dueAt);
  });

  it('S1 the due time is the one that the claim gets', async () => {
    const serial = fresh();
    const before = clock.at;
    const { dueAt } = await ask(SEOUL, serial, 'dueAt');
    clock.at = before;
    const { claim: made } = await maker.do(SEOUL, 'submitClaim', claim(serial));
    await maker.settled();
    const { sla, submittedAt } = await maker.claim(SEOUL, made.id, 'submittedAt sla { targets { name dueAt } }');
    const due = sla.targets.find(({ name }: { name: string }) => name === 'RESOLUTION').dueAt;
    // Both are a business day after the moment they were asked at; the clock moves at each reading.
    expect(Math.abs(Date.parse(due) - Date.parse(dueAt))).toBeLessThan(1_000);
    expect(Math.abs(Date.parse(dueAt) - Date.parse(submittedAt) - DAY_MS)).toBeLessThan(1_000);
  });

  it('R10 a serial typed with a blank for a dash, and what no plate has, are refused with how they were read', async () => {
    const said = async (serial: string) => (await ask(SEOUL, serial, 'refusal { message }')).refusal.message;
    expect(await said('kr 0008')).toContain('read as KR0008: where the plate has a dash, type a dash.');
    expect(await said(' ＫＲ－９９９９\u00a0')).toBe(
      'No unit with this serial was ever shipped. Check the serial on the plate.',
    );
    expect(await said('♥')).toContain('"♥" is not a serial. Use 1 to 64 letters A to Z');
  });

  it('R4 E4 a unit that is not there and one of another partner say nothing of themselves', async () => {
    const nothing = { unit: null, coverage: null, defects: [], evidenceDemanded: [], dueAt: null };
    expect(await ask(SEOUL, 'NEVER-SHIPPED', ALL)).toEqual({ ...nothing, refusal: { code: 'UNKNOWN_SERIAL' } });
    expect(await ask(SEOUL, 'DE-0008', ALL)).toEqual({ ...nothing, refusal: { code: 'NOT_YOUR_UNIT' } });
    const theirs = await soldOn();
    await maker.settled();
    expect(await ask(SEOUL, theirs, ALL)).toEqual({ ...nothing, refusal: { code: 'NOT_YOUR_UNIT' } });
    expect(await ask(OSAKA, theirs, 'unit { serial } refusal { code }')).toEqual({
      unit: { serial: theirs },
      refusal: null,
    });
  });

  it('staff are answered for the partner that has the unit; a refused one still shows its facts', async () => {
    const serial = await closedAs('open');
    const told = await ask(ADAM, serial, 'unit { partner { id } } coverage { covered } refusal { code } dueAt');
    expect(told).toEqual({
      unit: { partner: { id: 'P-SEOUL' } },
      coverage: { covered: true },
      refusal: { code: 'CLAIM_ALREADY_OPEN' },
      dueAt: null,
    });
    const forFinance = await ask(FIONA, serial, 'coverage { covered } refusal { code }');
    expect(forFinance).toEqual({ coverage: { covered: true }, refusal: { code: 'FORBIDDEN' } });
  });

  it.each([
    ['', {}],
    ['x'.repeat(201), {}],
    ['IN-1', { defectCode: 'x'.repeat(65) }],
  ])('what is malformed is refused as such: %j %j', async (serial, question: Question) => {
    const query = 'query($s: String!, $d: String) { intake(serial: $s, defectCode: $d) { dueAt } }';
    expect(await maker.errorOf(SEOUL, query, { s: serial, d: question.defectCode })).toBe('BAD_USER_INPUT');
  });
});
