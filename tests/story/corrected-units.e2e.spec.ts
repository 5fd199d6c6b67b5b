import type { RequestName } from '#requests';
import { ADAM, Maker, RITA, ROBERT, SEOUL, SpecClock } from '../support/maker.ts';

// R5, C2, C10: what becomes of the claims on a unit whose facts are corrected, by correction and state of the claim.

let maker: Maker;
const clock = new SpecClock();
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
  // A second batch of the product, and a second product, which is covered for a month.
  await maker.record('recordBatch', { id: 'B-OTHER', sku: 'LAMP', producedOn: '2025-12-01', quantity: 99 });
  await maker.record('listProduct', { sku: 'SHORT', name: 'Short' });
  await maker.record('recordBatch', { id: 'B-SHORT', sku: 'SHORT', producedOn: '2025-12-01', quantity: 99 });
  await maker.record('publishPolicy', {
    id: 'SHORT',
    skus: ['SHORT'],
    effectiveFrom: '2025-01-01',
    retroactiveReason: 'Agreed on before the engine was set up',
    kind: 'FULL',
    months: 1,
    startAnchor: 'SHIPPED',
  });
});
afterAll(() => maker.end());

const reason = 'Typed wrongly';
const does = async (mutation: RequestName, input: object, who = ADAM): Promise<string> => {
  const { __typename, code } = await maker.do(who, mutation, input);
  return __typename === 'Refused' ? code : 'accepted';
};

/** How a claim comes to a state. Each is on a unit of its own. */
const STATES = {
  open: async () => undefined,
  'waiting for the choice': (claimId: string) => approved(claimId),
  credited: async (claimId: string) => {
    await approved(claimId);
    await maker.do(SEOUL, 'chooseRemedy', { claimId, remedy: 'CREDIT' });
  },
  replaced: async (claimId: string) => {
    await approved(claimId);
    await maker.do(SEOUL, 'chooseRemedy', { claimId, remedy: 'REPLACEMENT' });
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId });
  },
  rejected: (claimId: string) => rejected(claimId),
  withdrawn: (claimId: string) => maker.do(SEOUL, 'withdrawClaim', { claimId }),
} as const;
type State = keyof typeof STATES;

const reviewed = (claimId: string, verdict: string) =>
  maker.do(RITA, 'reviewEvidence', { claimId, verdict, findings: `Looked at: ${verdict}.` });
const approved = async (claimId: string) => {
  await reviewed(claimId, 'CONFIRMED');
  await maker.do(RITA, 'approveClaim', { claimId });
};
const rejected = async (claimId: string) => {
  await reviewed(claimId, 'NOT_CONFIRMED');
  const { evidence } = await maker.claim(RITA, claimId, 'evidence { id }', await maker.settled());
  const evidenceId = evidence[0].id;
  await maker.do(RITA, 'rejectClaim', {
    claimId,
    code: 'NO-FAULT',
    explanation: 'All lit.',
    clause: '4.1',
    evidenceId,
  });
};

const CORRECTIONS = {
  serial: (serial: string) => does('correctShipment', { serial, reason, newSerial: `${serial}-X` }),
  batch: (serial: string) => does('correctShipment', { serial, reason, batchId: 'B-OTHER' }),
  product: (serial: string) => does('correctShipment', { serial, reason, sku: 'SHORT', batchId: 'B-SHORT' }),
  price: (serial: string) => does('correctShipment', { serial, reason, netPrice: { amount: '600', currency: 'KRW' } }),
  'day of sale': (serial: string) => does('correctSale', { serial, reason, soldOn: '2026-02-02' }),
  buyer: (serial: string) => does('correctSale', { serial, reason, soldTo: 'P-OSAKA' }),
  return: (serial: string) => does('returnUnit', { serial, returnedOn: '2026-03-02', reason }),
} as const;

const moved = 'accepted';
/** The claim's own answer: which unit, product and batch it is for now, whether that is covered, and its remedy's money. */
const same = '- LAMP B-2512 covered';
const TABLE: readonly (readonly [keyof typeof CORRECTIONS, Readonly<Record<State, string>>])[] = [
  [
    'serial',
    {
      open: `CLAIM_ALREADY_OPEN: ${same}`,
      'waiting for the choice': `CLAIM_ALREADY_OPEN: ${same}`,
      credited: `ALREADY_REMEDIED: ${same} 500`,
      replaced: `ALREADY_REMEDIED: ${same} owed LAMP`,
      rejected: `${moved}: -X LAMP B-2512 covered, listed`,
      withdrawn: `${moved}: -X LAMP B-2512 covered`,
    },
  ],
  [
    'batch',
    {
      open: `${moved}: - LAMP B-OTHER covered`,
      'waiting for the choice': `${moved}: - LAMP B-OTHER covered, listed`,
      credited: `${moved}: - LAMP B-OTHER covered 500, listed`,
      replaced: `${moved}: - LAMP B-OTHER covered owed LAMP, listed`,
      rejected: `${moved}: - LAMP B-OTHER covered, listed`,
      withdrawn: `${moved}: - LAMP B-OTHER covered`,
    },
  ],
  [
    // A decision goes by what was known; before it, coverage is tested again (C4).
    'product',
    {
      open: `${moved}: - SHORT B-SHORT EXPIRED`,
      'waiting for the choice': `${moved}: - SHORT B-SHORT covered, listed`,
      credited: `${moved}: - SHORT B-SHORT covered 500, listed`,
      replaced: `${moved}: - SHORT B-SHORT covered owed SHORT, listed`,
      rejected: `${moved}: - SHORT B-SHORT covered, listed`,
      withdrawn: `${moved}: - SHORT B-SHORT covered`,
    },
  ],
  [
    'price',
    {
      open: `${moved}: ${same}`,
      'waiting for the choice': `${moved}: ${same}, listed`,
      credited: `${moved}: ${same} 500, listed`,
      replaced: `${moved}: ${same} owed LAMP, listed`,
      rejected: `${moved}: ${same}, listed`,
      withdrawn: `${moved}: ${same}`,
    },
  ],
  [
    'day of sale',
    {
      open: `${moved}: ${same}`,
      'waiting for the choice': `${moved}: ${same}, listed`,
      credited: `${moved}: ${same} 500, listed`,
      replaced: `${moved}: ${same} owed LAMP, listed`,
      rejected: `${moved}: ${same}, listed`,
      withdrawn: `${moved}: ${same}`,
    },
  ],
  [
    'buyer',
    {
      open: `CLAIM_ALREADY_OPEN: ${same}`,
      'waiting for the choice': `CLAIM_ALREADY_OPEN: ${same}`,
      credited: `ALREADY_REMEDIED: ${same} 500`,
      replaced: `ALREADY_REMEDIED: ${same} owed LAMP`,
      rejected: `${moved}: ${same}, listed`,
      withdrawn: `${moved}: ${same}`,
    },
  ],
  [
    'return',
    {
      open: `CLAIM_ALREADY_OPEN: ${same}`,
      'waiting for the choice': `CLAIM_ALREADY_OPEN: ${same}`,
      credited: `ALREADY_REMEDIED: ${same} 500`,
      replaced: `ALREADY_REMEDIED: ${same} owed LAMP`,
      rejected: `${moved}: ${same}`,
      withdrawn: `${moved}: ${same}`,
    },
  ],
];

/** A claim of Seoul, which asks for the remedy, in that state. */
const claimIn = async (state: State, serial: string, more: object = {}) => {
  const { claim } = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, serial, more));
  await STATES[state](claim.id);
  await maker.settled();
  return claim.id as string;
};
const listed = async (claimId: string, serial: string) => {
  const { corrections } = await maker.ask(ADAM, '{ corrections(first: 20) { nodes { subject claims { id } } } }');
  const ids = corrections.nodes.flatMap(({ subject, claims }: { subject: string; claims: { id: string }[] }) =>
    subject === serial ? claims.map(({ id }) => id) : [],
  );
  return ids.includes(claimId) ? ', listed' : '';
};
const FIELDS =
  'unit { serial product { sku } batch { id } } coverage { covered failedChecks { code } } creditNote { amount { amount } } replacement { product { sku } }';
const described = async (claimId: string, serial: string) => {
  const { unit, coverage, creditNote, replacement } = await maker.claim(RITA, claimId, FIELDS, await maker.settled());
  const facts = [
    unit.serial === serial ? '-' : unit.serial.slice(serial.length),
    unit.product.sku,
    unit.batch.id,
    coverage.covered ? 'covered' : coverage.failedChecks[0].code,
    ...(creditNote ? [creditNote.amount.amount] : []),
    ...(replacement ? [`owed ${replacement.product.sku}`] : []),
  ];
  const filter = { serial: unit.serial, sku: unit.product.sku, batchId: unit.batch.id };
  const query = 'query($filter: ClaimFilter!) { claims(filter: $filter) { nodes { id } } }';
  const { claims } = await maker.ask(RITA, query, { filter });
  const lost = claims.nodes.some(({ id }: { id: string }) => id === claimId) ? '' : ', not found by these';
  return facts.join(' ') + lost + (await listed(claimId, serial));
};

describe('R5 a correction, by what it corrects and where the claim on the unit stands', () => {
  beforeAll(async () => {
    await maker.record('changePartnerTerms', { id: 'P-SEOUL', standingInstruction: 'ASK' });
  });

  it.each(TABLE)('R5 C4 of the %s', async (correction, expected) => {
    const states = Object.keys(STATES) as State[];
    const serialOf = (state: State) => `${correction}-${state}`.toUpperCase().replaceAll(' ', '');
    const sells = correction === 'buyer' || correction === 'day of sale';
    const answers: Partial<Record<State, string>> = {};
    for (const state of states) {
      const serial = serialOf(state);
      // On an invoice of its own: price and tax are corrected for a whole line.
      await maker.ship('P-SEOUL', `INV-${serial}`, [serial]);
      // To the consumer, or to a partner that passes it on to Seoul again.
      if (correction === 'day of sale') await maker.record('recordSale', { serial, soldOn: '2026-02-01' });
      if (correction === 'buyer')
        for (const soldTo of ['P-BERLIN', 'P-SEOUL'])
          await maker.record('recordSale', { serial, soldOn: '2026-02-01', soldTo });
      const claimId = await claimIn(state, serial, { failedOn: sells ? '2026-03-01' : '2026-02-20' });
      const answer = await CORRECTIONS[correction](serial);
      answers[state] = `${answer}: ${await described(claimId, serial)}`;
    }
    expect(answers).toEqual(expected);
  });
});

describe('C10 a claim that was rejected under a mistyped serial', () => {
  const rejectedAndRenamed = async (serial: string) => {
    await maker.ship('P-SEOUL', `INV-${serial}`, [serial]);
    const claimId = await claimIn('rejected', serial);
    await maker.record('correctShipment', { serial, reason, newSerial: `${serial}-X` });
    return claimId;
  };
  const again = async (claimId: string) => ({
    claimId,
    reason: 'The video shows it.',
    evidence: [await maker.picture(SEOUL, `again ${claimId}`)],
  });

  it('C10 is reopened on the unit under its right serial, and ends in a remedy of that one', async () => {
    const claimId = await rejectedAndRenamed('ROUND-1');
    expect(await does('reopenClaim', await again(claimId), SEOUL)).toBe('accepted');
    expect(await does('submitClaim', await maker.submission(SEOUL, 'ROUND-1-X'), SEOUL)).toBe('CLAIM_ALREADY_OPEN');
    await maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Now it shows.' });
    expect(await does('approveClaim', { claimId }, ROBERT)).toBe('accepted');
    await maker.do(SEOUL, 'chooseRemedy', { claimId, remedy: 'CREDIT' });
    expect(await maker.claim(SEOUL, claimId, 'unit { serial } creditNote { serials }', await maker.settled())).toEqual({
      unit: { serial: 'ROUND-1-X' },
      creditNote: { serials: ['ROUND-1-X'] },
    });
    expect(await does('submitClaim', await maker.submission(SEOUL, 'ROUND-1-X'), SEOUL)).toBe('ALREADY_REMEDIED');
  });

  it('C10 is to be reopened, instead of a new claim for the same defect; for another defect there may be a new one', async () => {
    const claimId = await rejectedAndRenamed('ROUND-2');
    expect(await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'ROUND-2-X'))).toMatchObject({
      code: 'REOPEN_INSTEAD',
      details: { claimId },
    });
    const defect = { code: 'NOISE', description: 'It hums.' };
    expect(await does('submitClaim', await maker.submission(SEOUL, 'ROUND-2-X', { defect }), SEOUL)).toBe('accepted');
    expect(await does('reopenClaim', await again(claimId), SEOUL)).toBe('CLAIM_ALREADY_OPEN');
  });

  it('C2 is found under the right serial, with its history, and no longer under the wrong one, even when another unit gets that', async () => {
    const claimId = await rejectedAndRenamed('ROUND-3');
    await maker.settled();
    const claims =
      '{ right: unit(serial: "ROUND-3-X") { claims { id } } wrong: unit(serial: "ROUND-3") { claims { id } } }';
    const { right, wrong } = await maker.ask(SEOUL, claims);
    expect([right.claims, wrong]).toEqual([[{ id: claimId }], null]);
    const { history } = await maker.claim(SEOUL, claimId, 'history { type data }');
    expect(history.at(-1)).toEqual({
      type: 'ClaimedUnitCorrected',
      data: { claimId, serial: 'ROUND-3-X', sku: 'LAMP' },
    });
    // Another unit, which really has that serial.
    await maker.ship('P-SEOUL', 'INV-ROUND-3-B', ['ROUND-3']);
    expect(await does('submitClaim', await maker.submission(SEOUL, 'ROUND-3'), SEOUL)).toBe('accepted');
  });

  it('C4 has its coverage tested again with its reopening, by what became known meanwhile', async () => {
    await maker.ship('P-SEOUL', 'INV-LATE', ['LATE-1']);
    const claimId = await claimIn('rejected', 'LATE-1', { failedOn: '2026-02-20' });
    await maker.record('correctShipment', { serial: 'LATE-1', reason, sku: 'SHORT', batchId: 'B-SHORT' });
    await maker.settled();
    expect(await maker.claim(SEOUL, claimId, 'coverage { covered }')).toEqual({ coverage: { covered: true } });
    await maker.do(SEOUL, 'reopenClaim', await again(claimId));
    expect(await maker.claim(SEOUL, claimId, 'coverage { covered }', await maker.settled())).toEqual({
      coverage: { covered: false },
    });
  });
});
