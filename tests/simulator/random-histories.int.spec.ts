import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Actor, type Clock, DAY_MS, dayIn, HOUR_MS, type Instant, instantOf, isFutureDay, uuidv5 } from '#kernel';
import type { RecordedEvent } from '#platform';
import { type RequestName, requests } from '#requests';
import { Engine, openTestStores } from '../support/engine.ts';
import { everyPicture } from '../support/every-picture.fixture.ts';
import { registry } from '../support/registry.ts';

// Random lives of units through the whole engine: what anyone may send, now or as imported history, in whatever order. What the
// rules forbid must not be in the log at the end, however it was asked for.

/** In one test: a machine that is busy has time enough for each. */
const HISTORIES = 50;
const SEEDS = [20260309, 20260310, 20260311, 20260312];
const STEPS = 50;

const PARTNERS = ['P-SEOUL', 'P-BERLIN'] as const;
const partnerActor = (partnerId: string): Actor => ({
  id: `desk-${partnerId}`,
  role: 'PARTNER',
  onBehalfOf: partnerId,
});
const ADMIN: Actor = { id: 'adam', role: 'ADMIN' };
const [RITA, ROBERT]: readonly Actor[] = ['rita', 'robert'].map((id) => ({ id, role: 'REVIEWER' }));
const staff = fc.constantFrom(RITA as Actor, ROBERT as Actor, ADMIN);

interface Step {
  readonly request: RequestName;
  readonly actor: Actor;
  /** `#` stands for the number of the history, so that histories do not meet. */
  readonly input: object;
  /** Imported history: so many hours ago. */
  readonly hoursAgo: number | undefined;
  /** Hours that pass before it. */
  readonly wait: number;
  /** Whether the next one comes before the engine has reacted to it. */
  readonly haste?: boolean;
}

const START = Date.UTC(2026, 2, 9, 2);
const day = fc.integer({ min: -70, max: 3 }).map((n) => instantOf(START + n * DAY_MS).slice(0, 10));
const moment = fc.integer({ min: -1200, max: 300 }).map((n) => instantOf(START + n * HOUR_MS));
const partnerId = fc.constantFrom(...PARTNERS);
const partner = partnerId.map(partnerActor);
const serial = fc.constantFrom('U#-1', 'U#-2', 'U#-3');
const claimId = fc.constantFrom('C#-1', 'C#-2');
const remedy = fc.constantFrom('CREDIT', 'REPLACEMENT');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const files = fc
  .subarray(['a', 'b', 'c'], { minLength: 1 })
  .map((names) =>
    names.map((name) => ({ kind: 'PHOTO', sha256: name.repeat(64), mediaType: 'image/jpeg', bytes: 10 })),
  );
const fileOf = (claim: string) => uuidv5(`${claim}/${'a'.repeat(64)}`);

const money = (amount: string) => ({ amount, currency: 'EUR' });
const line = (serials: readonly string[]) =>
  fc
    .record({
      price: fc.constantFrom('0.00', '9.99', '10.01', '500.00'),
      tax: fc.constantFrom('19', '7', '0'),
      batchId: fc.constantFrom('B#-1', 'B#-2'),
    })
    .map(({ price, tax, batchId }) => ({ sku: 'LAMP', batchId, netPrice: money(price), taxRate: tax, serials }));

const asked: fc.Arbitrary<Pick<Step, 'request' | 'actor' | 'input'>> = (() => {
  const of = <I extends object>(
    weight: number,
    request: RequestName,
    actor: fc.Arbitrary<Actor>,
    input: fc.Arbitrary<I>,
  ) => ({
    weight,
    arbitrary: fc.tuple(actor, input).map(([by, said]) => ({ request, actor: by, input: said })),
  });
  const admin = fc.constant(ADMIN);
  const claim = fc.record({ claimId });
  return fc.oneof(
    of(
      9,
      'shipUnits',
      admin,
      fc.record({
        partnerId,
        invoiceNumber: fc.constantFrom('INV-#-1', 'INV-#-2', 'INV-#-3'),
        invoiceDate: day,
        shippedOn: day,
        lines: fc.oneof(line(['U#-1', 'U#-2']), line(['U#-3']), line(['U#-1']), line(['U#-2'])).map((one) => [one]),
      }),
    ),
    of(7, 'recordSale', fc.oneof(partner, admin), fc.record({ serial, soldOn: day, soldTo: maybe(partnerId) })),
    of(3, 'returnUnit', admin, fc.record({ serial, returnedOn: day, reason: fc.constant('Back') })),
    of(
      2,
      'correctShipment',
      admin,
      fc.record({
        serial,
        reason: fc.constant('Wrong'),
        netPrice: maybe(fc.constantFrom(money('8.00'), money('12.00'))),
        newSerial: maybe(fc.constantFrom('U#-1', 'U#-4', 'U#-5')),
        invoiceDate: maybe(day),
        batchId: maybe(fc.constantFrom('B#-1', 'B#-2')),
      }),
    ),
    of(
      5,
      'correctSale',
      admin,
      fc.record({ serial, reason: fc.constant('Wrong'), soldOn: maybe(day), soldTo: maybe(partnerId) }),
    ),
    of(
      1,
      'extendCoverage',
      admin,
      fc.record({ serial, months: fc.constant(6), reason: fc.constant('Plan'), boughtOn: day }),
    ),
    of(
      14,
      'submitClaim',
      partner,
      fc.record({
        claimId,
        serial: fc.constantFrom('U#-1', 'U#-2', 'U#-3', 'U#-1'),
        defect: fc.constantFrom('NO-LIGHT', 'CRACK').map((code) => ({ code, description: 'Dark.' })),
        failedOn: maybe(day),
        preferredRemedy: maybe(remedy),
        evidence: files,
      }),
    ),
    of(
      3,
      'submitClaim',
      staff,
      fc.record({
        claimId,
        serial,
        partnerId,
        receivedAt: moment,
        defect: fc.constant({ code: 'NO-LIGHT', description: 'Dark.' }),
        evidence: files,
      }),
    ),
    of(
      20,
      'reviewEvidence',
      staff,
      fc.record({
        claimId,
        verdict: fc.constantFrom('CONFIRMED', 'CONFIRMED', 'CONFIRMED', 'NOT_CONFIRMED'),
        findings: fc.constant('Seen.'),
      }),
    ),
    of(
      25,
      'approveClaim',
      staff,
      fc.record({ claimId, goodwillReason: fc.constantFrom(undefined, undefined, 'A good customer') }),
    ),
    of(6, 'confirmGoodwill', staff, claim),
    of(
      12,
      'rejectClaim',
      staff,
      claimId.map((id) => ({ claimId: id, code: 'NO', explanation: 'No.', clause: '1', of: id })),
    ),
    of(14, 'reopenClaim', partner, fc.record({ claimId, reason: fc.constant('Look again'), evidence: files })),
    of(5, 'chooseRemedy', partner, fc.record({ claimId, remedy })),
    of(
      2,
      'chooseRemedy',
      staff,
      fc.record({
        claimId,
        remedy,
        onBehalf: fc.record({ statedAt: moment, how: fc.constant('By phone'), whom: fc.constant('Kim') }),
      }),
    ),
    of(8, 'acknowledgeDecision', partner, claim),
    of(
      4,
      'recordCommunication',
      staff,
      fc.record({ claimId, toldAt: moment, how: fc.constant('By phone'), whom: fc.constant('Kim') }),
    ),
    of(
      2,
      'withdrawClaim',
      fc.oneof(partner, staff),
      fc.record({ claimId, onBehalfReason: maybe(fc.constant('They asked')) }),
    ),
    of(
      2,
      'requestEvidence',
      staff,
      fc.record({ claimId, missing: fc.constant(['plate']), message: fc.constant('Please') }),
    ),
    of(2, 'attachEvidence', partner, fc.record({ claimId, evidence: files })),
  );
})();

const step: fc.Arbitrary<Step> = fc
  .tuple(
    asked,
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 1500 }) },
    ),
    fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }) }),
    fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  )
  .map(([what, hoursAgo, wait, haste]) => ({ ...what, hoursAgo, wait, haste }));

/** Three units of two partners. */
const shipments: readonly Step[] = (['U#-1 U#-2', 'U#-3'] as const).map((serials, n) => ({
  request: 'shipUnits',
  actor: ADMIN,
  input: {
    partnerId: PARTNERS[n],
    invoiceNumber: `INV-#-${n + 1}`,
    invoiceDate: '2026-01-20',
    shippedOn: '2026-01-20',
    lines: [{ sku: 'LAMP', batchId: 'B#-1', netPrice: money('9.99'), taxRate: '19', serials: serials.split(' ') }],
  },
  hoursAgo: undefined,
  wait: 0,
}));

const FILE = { kind: 'PHOTO', sha256: 'a'.repeat(64), mediaType: 'image/jpeg', bytes: 10 };
/** A claim that was rejected. */
const rejection: readonly Step[] = [
  {
    request: 'submitClaim' as const,
    actor: partnerActor('P-BERLIN'),
    input: { claimId: 'C#-1', serial: 'U#-3', defect: { code: 'NO-LIGHT', description: 'Dark.' }, evidence: [FILE] },
  },
  {
    request: 'reviewEvidence' as const,
    actor: RITA as Actor,
    input: { claimId: 'C#-1', verdict: 'NOT_CONFIRMED', findings: 'It glows.' },
  },
  {
    request: 'rejectClaim' as const,
    actor: ROBERT as Actor,
    input: { claimId: 'C#-1', code: 'NO', explanation: 'No.', clause: '1', of: 'C#-1' },
  },
].map((step) => ({ ...step, hoursAgo: undefined, wait: 1 }));

/** A claim that waits for a second person to confirm goodwill. */
const goodwill: readonly Step[] = [
  {
    request: 'submitClaim' as const,
    actor: partnerActor('P-BERLIN'),
    input: {
      claimId: 'C#-1',
      serial: 'U#-3',
      // Before the term began.
      failedOn: '2026-01-01',
      defect: { code: 'NO-LIGHT', description: 'Dark.' },
      evidence: [FILE],
    },
  },
  {
    request: 'reviewEvidence' as const,
    actor: RITA as Actor,
    input: { claimId: 'C#-1', verdict: 'CONFIRMED', findings: 'It is dark.' },
  },
  {
    request: 'approveClaim' as const,
    actor: ROBERT as Actor,
    input: { claimId: 'C#-1', goodwillReason: 'A good customer' },
  },
].map((step) => ({ ...step, hoursAgo: undefined, wait: 1 }));

let folder: string;
let engine: Engine;
let now = START;
const clock: Clock = { now: () => instantOf(now++) };
let histories = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'makegood-histories-'));
  engine = new Engine(await openTestStores(folder, everyPicture), { clock });
  await engine.prepare();
  // What is reacted to by a list of it, is once the list has seen the event.
  engine.follow({ reactions: false });
  const partners = PARTNERS.map((id, n) => ({
    id,
    currency: 'EUR',
    standingInstruction: (['ASK', 'CREDIT'] as const)[n] as 'ASK',
    timeZone: ['Pacific/Kiritimati', 'America/Los_Angeles'][n] as string,
  }));
  await engine.record(...registry({ policy: { goodwillLimit: money('5.00') }, partners }), {
    request: 'changePartnerTerms',
    input: { id: 'P-SEOUL', creditsForUnitsSoldOn: 'TO_INVOICED_PARTNER' },
  });
});
afterAll(async () => {
  await engine.stopFollowing();
  await engine.makegood.close();
  rmSync(folder, { recursive: true });
});

/** Lives through the steps; what was recorded, in order. */
/** Of each history its own: claims of many on one batch would show a bad one (B3). */
const recordBatches = (history: string) =>
  engine.record(
    ...[`B${history}-1`, `B${history}-2`].map((id, n) => ({
      request: 'recordBatch' as const,
      input: { id, sku: 'LAMP', producedOn: n === 0 ? '2025-12-01' : '2026-02-01', quantity: 10_000 },
    })),
  );

async function live(steps: readonly Step[]): Promise<readonly RecordedEvent[]> {
  const history = String(++histories);
  now = START;
  await recordBatches(history);
  const from = await engine.makegood.store.head();
  for (const { request, actor, input, hoursAgo, wait, haste } of steps) {
    now += wait * HOUR_MS;
    const { of, ...said } = JSON.parse(JSON.stringify(input).replaceAll('#', history)) as { of?: string };
    const filled = of === undefined ? said : { ...said, evidenceId: fileOf(of) };
    const at = hoursAgo === undefined ? undefined : instantOf(now - hoursAgo * HOUR_MS);
    const prepared = requests[request].prepare(filled, {
      actor,
      sender: ADMIN,
      channel: at ? 'IMPORT' : 'API',
      clock,
      at,
    });
    if (prepared.kind !== 'request') continue;
    await engine.makegood.dispatcher.perform(prepared.request);
    if (!haste) await engine.reactor.settle();
  }
  await engine.reactor.settle();
  return Array.fromAsync(engine.makegood.store.readAll({ after: from }));
}

// oxlint-disable-next-line typescript/no-explicit-any -- the data of any event
const dataOf = (event: RecordedEvent): any => event.data;

/** R3, C1: credits and replacements by unit; a unit that comes back and is shipped again, or gets its right serial, is the same one. */
function remediesByUnit(log: readonly RecordedEvent[]): number[] {
  const unitOf = new Map<string, number>();
  const remedies: number[] = [];
  const returned = new Set<string>();
  for (const event of log) {
    const data = dataOf(event);
    if (event.type === 'UnitReturned') returned.add(data.serial);
    if (event.type === 'UnitShipped') {
      const known = unitOf.get(data.correctedFrom ?? (returned.has(data.serial) ? data.serial : ''));
      unitOf.set(data.serial, known ?? remedies.push(0) - 1);
      returned.delete(data.serial);
    }
    if (event.type === 'CreditNoteIssued' || event.type === 'ReplacementOwed')
      remedies[unitOf.get(data.serial) as number]! += 1;
  }
  return remedies;
}

/** What is dated before what it rests on, in words (R12, R3). */
function tooEarly(log: readonly RecordedEvent[]): string[] {
  const found: string[] = [];
  const notBefore = (what: string, one: string, rests: string | undefined, on: string) => {
    if (rests !== undefined && one < rests) found.push(`${what} of ${one} before ${on} of ${rests}`);
  };
  const claims = new Map<string, Record<string, Instant>>();
  const units = new Map<string, string>();
  const invoices = new Map<string, string>();
  const lastNote = new Map<string, string>();
  for (const event of log) {
    const data = dataOf(event);
    const at = event.metadata.occurredAt;
    const moments = claims.get(event.stream) ?? {};
    if (event.stream.startsWith('claim-')) claims.set(event.stream, moments);
    const restsOn = (what: string) => notBefore(`${event.stream} ${event.type}`, at, moments[what], what);
    switch (event.type) {
      case 'Submitted':
        moments.submission = at;
        break;
      case 'EvidenceAttached':
      case 'EvidenceRequested':
      case 'Withdrawn':
        restsOn('submission');
        if (event.type !== 'EvidenceRequested') restsOn('request');
        if (event.type !== 'EvidenceAttached') restsOn('review');
        if (event.type === 'Withdrawn') restsOn('decision');
        if (event.type === 'EvidenceRequested') moments.request = at;
        if (event.type === 'EvidenceAttached') moments.evidence = at;
        break;
      case 'EvidenceReviewed':
        restsOn('submission');
        restsOn('evidence');
        moments.review = at;
        break;
      case 'Approved':
      case 'Rejected':
      case 'GoodwillConfirmed':
        if (event.type === 'GoodwillConfirmed') restsOn('decision');
        restsOn('submission');
        restsOn('review');
        restsOn('evidence');
        restsOn('reopening');
        moments.decision = at;
        break;
      case 'Reopened':
        restsOn('decision');
        Object.assign(moments, { reopening: at, evidence: at });
        break;
      case 'RemedyChosen':
        restsOn('submission');
        if (data.binding) restsOn('decision');
        if (data.onBehalf) notBefore(`${event.stream} statement`, data.onBehalf.at, moments.submission, 'submission');
        break;
      case 'DecisionCommunicated':
        restsOn('decision');
        if (data.conversation) notBefore(`${event.stream} telling`, data.conversation.at, moments.decision, 'decision');
        break;
      case 'ResolvedAsCredit':
      case 'ReplacementQueued':
        restsOn('decision');
        break;
      case 'InvoiceRecorded':
      case 'InvoiceCorrected':
        invoices.set(data.invoiceNumber, data.invoiceDate);
        break;
      case 'CreditNoteIssued':
        notBefore(`note ${data.number}`, data.issuedOn, data.invoiceDate, 'invoice');
        notBefore(`note ${data.number}`, data.issuedOn, lastNote.get(data.series), 'the note before');
        notBefore(
          `note ${data.number}`,
          data.issuedOn,
          dayIn('UTC', claims.get(`claim-${data.claimId}`)?.decision as Instant),
          'decision',
        );
        lastNote.set(data.series, data.issuedOn);
        break;
      case 'UnitShipped':
        if (data.correctedFrom === undefined)
          notBefore(`${event.stream} shipment`, data.shippedOn, units.get(data.serial), 'return');
        units.set(data.serial, data.shippedOn);
        break;
      case 'UnitSold':
      case 'UnitReturned':
        notBefore(
          `${event.stream} ${event.type}`,
          data.soldOn ?? data.returnedOn,
          units.get(data.serial),
          'the act before',
        );
        units.set(data.serial, data.soldOn ?? data.returnedOn);
        break;
      case 'ShipmentCorrected':
        // Another unit may have that serial now.
        if (data.newSerial !== undefined) units.delete(data.serial);
        break;
      case 'SaleCorrected':
        units.delete(data.serial);
        break;
      case 'ClaimOpenedOnUnit': {
        const since = units.get(data.serial);
        // A day has begun somewhere up to fourteen hours before UTC.
        if (since !== undefined && data.round === 1 && isFutureDay(since as never, at))
          found.push(`${event.stream} claim of ${at} before the unit was got on ${since}`);
        break;
      }
    }
    if (data.producedOn === undefined && data.shippedOn !== undefined && data.batchId?.endsWith('-2'))
      notBefore(`${event.stream} shipment`, data.shippedOn, '2026-02-01', 'production');
  }
  return found;
}

describe('Whatever happens to units', () => {
  const types = new Set<string>();

  it.each(SEEDS)(
    `C1 R3 R12 none is remedied twice, nothing is dated before what it rests on, and no reaction fails: ${HISTORIES} histories by %i`,
    async (seed) => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom([], shipments, [...shipments, ...rejection], [...shipments, ...goodwill]),
          fc.array(step, { minLength: STEPS, maxLength: STEPS }),
          async (begun, steps) => {
            const log = await live([...begun, ...steps]);
            for (const { type } of log) types.add(type);
            expect(remediesByUnit(log).filter((remedies) => remedies > 1)).toEqual([]);
            expect(tooEarly(log)).toEqual([]);
            expect(await engine.reactor.failedReactions()).toEqual([]);
          },
        ),
        { numRuns: HISTORIES, seed, endOnFailure: true },
      );
    },
  );

  it('and they come to every end there is', () => {
    const ends = [
      ...['CreditNoteIssued', 'ReplacementOwed', 'Rejected', 'Reopened', 'Withdrawn', 'GoodwillConfirmed'],
      ...['DecisionCommunicated', 'UnitSold', 'UnitReturned', 'ShipmentCorrected', 'SaleCorrected'],
    ];
    expect(ends.filter((type) => !types.has(type))).toEqual([]);
  });
});
