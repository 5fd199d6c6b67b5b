import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClaimState, isSubmitted } from '#claims';
import { type Actor, type Clock, type Day, DAY_MS, instantOf } from '#kernel';
import { type RequestName, requests } from '#requests';
import { CallerModels, RECONCILED_FIGURES, reconciliation, reconciliationOfLog } from '#views';
import { FaultyEventStore, faultyStore } from '../../libs/platform/src/runtime/faulty-stores.fixture.ts';
import { seeded } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { Engine, openTestStores } from '../support/engine.ts';
import { everyPicture } from '../support/every-picture.fixture.ts';
import { partnerDetails, registry } from '../support/registry.ts';

// Random claims through every path, by processes that are killed at random, and then the reconciliation of claims and books.
// RECONCILED_CLAIMS=10000 has them all.

const CLAIMS = Number(process.env.RECONCILED_CLAIMS ?? 250);
const SEED = 20_261_128;
const ROUNDS = 16;
/** Kills of each round; the last life of a round finishes it. */
const KILLS = 3;

const PARTNERS = [
  { id: 'P-SEOUL', currency: 'KRW', standingInstruction: 'ASK', prices: ['129000', '14800'] },
  { id: 'P-BERLIN', currency: 'EUR', standingInstruction: 'CREDIT', prices: ['129.90', '899.00'] },
  { id: 'P-OSAKA', currency: 'JPY', standingInstruction: 'REPLACEMENT', prices: ['12345', '9800'] },
  // Without an address until the middle of the story, so that its credits are held.
  { id: 'P-LILLE', currency: 'EUR', standingInstruction: 'ASK', prices: ['49.90', '0.00'], ...withoutAddress() },
] as const;

function withoutAddress() {
  return { shipTo: undefined, electronicAddress: undefined };
}

const staff = (id: string, role: Actor['role']): Actor => ({ id, role });
const RITA = staff('rita', 'REVIEWER');
const ROBERT = staff('robert', 'REVIEWER');
const FIONA = staff('fiona', 'FINANCE');
const FRED = staff('fred', 'FINANCE');
const ADAM = staff('adam', 'ADMIN');

/** Requests that must have been accepted at least once. */
const PATHS: readonly RequestName[] = [
  'submitClaim',
  'reviewEvidence',
  'correctShipment',
  'approveClaim',
  'confirmGoodwill',
  'rejectClaim',
  'reopenClaim',
  'withdrawClaim',
  'chooseRemedy',
  'releaseCredit',
  'settleCreditNote',
  'reverseCreditNote',
  'convertReplacement',
  'shipReplacement',
  'changePartnerTerms',
  'closeMonth',
];

interface Life {
  readonly claimId: string;
  readonly serial: string;
  readonly partner: Actor;
  done: boolean;
}

const lives: readonly Life[] = Array.from({ length: CLAIMS }, (_, n) => {
  const { id } = PARTNERS[n % PARTNERS.length] as (typeof PARTNERS)[number];
  return {
    claimId: `${id}.C${n}`,
    serial: `U-${n}`,
    partner: { id: `desk-${id}`, role: 'PARTNER', onBehalfOf: id },
    done: false,
  };
});

const picture = (n: number) => ({
  kind: 'PHOTO',
  sha256: Math.floor(n * 1e9)
    .toString(16)
    .padStart(64, '0'),
  mediaType: 'image/jpeg',
  bytes: 10,
});

const currencyOf = ({ onBehalfOf }: Actor) => PARTNERS.find(({ id }) => id === onBehalfOf)?.currency;

const LINES = 500;

/** Each unit on a line of its own, since a corrected price is that of its line; at one price and the other in turn. */
function* shipments(): Generator<object> {
  for (const { id: partnerId, currency, prices } of PARTNERS) {
    const serials = lives.filter(({ partner }) => partner.onBehalfOf === partnerId).map(({ serial }) => serial);
    for (let from = 0; from < serials.length; from += LINES)
      yield {
        partnerId,
        invoiceNumber: `INV-${partnerId}-${from}`,
        invoiceDate: '2026-01-12',
        shippedOn: '2026-01-12',
        lines: serials.slice(from, from + LINES).map((serial, index) => ({
          sku: 'LAMP',
          batchId: 'B-1',
          netPrice: { amount: prices[index % 2], currency },
          taxRate: '19',
          serials: [serial],
        })),
      };
  }
}

const active = () => lives.filter(({ done }) => !done);

let now = Date.UTC(2026, 2, 2, 2);
const clock: Clock = { now: () => instantOf(now++) };
const today = () => instantOf(now).slice(0, 10) as Day;
const dice = seeded(SEED);
const chance = (share: number) => dice() < share;
const either = <T>(...of: readonly T[]): T => of[Math.floor(dice() * of.length)] as T;

describe('the reconciliation of random claims', () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-reconciled-'));
  const happened = new Map<string, number>();
  let stores: Awaited<ReturnType<typeof openTestStores>>;
  let api: Engine;
  let kills = 0;

  async function send(request: RequestName, actor: Actor, input: object): Promise<void> {
    const prepared = requests[request].prepare(JSON.parse(JSON.stringify(input)), {
      actor,
      channel: 'API',
      clock,
    });
    if (prepared.kind !== 'request') throw new Error(`${request}: ${JSON.stringify(prepared)}`);
    const { kind } = await api.makegood.dispatcher.perform(prepared.request);
    if (kind === 'accepted') happened.set(request, (happened.get(request) ?? 0) + 1);
  }

  /** What may come next. Something that the rules refuse changes nothing. */
  async function act(life: Life): Promise<void> {
    const { claimId, partner } = life;
    const claim = await api.makegood.aggregates.latest().claim(claimId);
    const ofClaim = { claimId };
    if (!isSubmitted(claim)) return submit(life);
    if (claim.withdrawn) life.done = true;
    else if (!claim.decision) return decide(life, claim);
    else if (claim.decision.outcome === 'REJECTED') {
      if (chance(0.5)) life.done = true;
      else await send('reopenClaim', partner, { ...ofClaim, reason: 'Look again', evidence: [picture(dice())] });
    } else if (claim.execution) return afterwards(life, claim);
    else if (claim.choice?.binding) {
      if (claim.held?.reasons.some(({ code }) => code === 'RELEASE_REQUIRED') && chance(0.6))
        await send('releaseCredit', FIONA, ofClaim);
      if (chance(0.05)) await send('withdrawClaim', partner, ofClaim);
    } else if (chance(0.1)) await send('withdrawClaim', partner, ofClaim);
    else await send('chooseRemedy', partner, { ...ofClaim, remedy: either('CREDIT', 'REPLACEMENT') });
  }

  const submit = ({ claimId, serial, partner }: Life) =>
    send('submitClaim', partner, {
      claimId,
      serial,
      defect: { code: 'NO-LIGHT', description: 'Dark.' },
      // Before the term began: goodwill.
      failedOn: chance(0.1) ? '2026-01-01' : '2026-02-20',
      preferredRemedy: either(undefined, undefined, 'CREDIT', 'REPLACEMENT'),
      evidence: [picture(dice())],
    });

  async function decide({ claimId, serial, partner }: Life, claim: ClaimState): Promise<void> {
    const [one, other] = claim.reviewers.at(-1) === 'rita' ? [ROBERT, RITA] : [RITA, ROBERT];
    if (chance(0.03)) return send('withdrawClaim', partner, { claimId });
    if (claim.unconfirmed) return send('confirmGoodwill', ADAM, { claimId });
    if (!claim.review) {
      const netPrice = { amount: '45', currency: currencyOf(partner) };
      if (chance(0.05)) await send('correctShipment', ADAM, { serial, reason: 'Invoiced at another price', netPrice });
      const verdict = chance(0.85) ? 'CONFIRMED' : 'NOT_CONFIRMED';
      return send('reviewEvidence', one, { claimId, verdict, findings: 'Seen.' });
    }
    if (claim.review.verdict === 'CONFIRMED')
      return send('approveClaim', one, {
        claimId,
        ...(!claim.coverage?.covered && { goodwillReason: 'A good customer' }),
      });
    const evidenceId = claim.evidence[0]?.evidenceId;
    return send('rejectClaim', other, { claimId, code: 'NO', explanation: 'No.', clause: '1', evidenceId });
  }

  async function afterwards(life: Life, { execution, remedyNumber }: ClaimState): Promise<void> {
    const { claimId, partner } = life;
    if (chance(0.4)) life.done = true;
    else if (execution?.remedy === 'CREDIT') {
      const number = execution.creditNoteNumber;
      if (remedyNumber < 4 && chance(0.4))
        await send('reverseCreditNote', FRED, { number, reason: 'The price was wrong.' });
      else await send('settleCreditNote', FIONA, { number, settledOn: today(), reference: `SAP ${number}` });
    } else if (chance(0.4)) await send('convertReplacement', partner, { claimId });
    else {
      const newSerial = `N-${life.serial}-${remedyNumber}`;
      // The claims show B-1 to be bad, so none of its units leaves any more (B9).
      await send('shipReplacement', FIONA, { claimId, newSerial, shippedOn: today(), batchId: 'B-2' });
    }
  }

  /** The processes react to all there is, and are killed on the way: what was sent last may have arrived, and nothing else is done. */
  async function workOff(): Promise<void> {
    for (let left = KILLS; ; left--) {
      const killed = new AbortController();
      let appends = left > 0 ? Math.floor(dice() * active().length) : Number.POSITIVE_INFINITY;
      const store = new FaultyEventStore(stores.store);
      store.appendFault = () => {
        if (killed.signal.aborted) return 'unavailable';
        if (appends-- > 0) return undefined;
        killed.abort();
        kills++;
        return either('answer-lost', 'unavailable');
      };
      const processState = faultyStore(stores.processState, () => (killed.signal.aborted ? 'before' : undefined));
      // What it still tries after its death must not take long.
      const stopwatch = () => performance.now() * (killed.signal.aborted ? 1_000 : 1);
      const worker = new Engine({ ...stores, store, processState }, { clock, stopwatch });
      await worker.restartReactor();
      await worker.reactor.settle(killed.signal);
      if (!killed.signal.aborted) {
        expect(await worker.reactor.failedReactions()).toEqual([]);
        return;
      }
    }
  }

  beforeAll(async () => {
    stores = await openTestStores(folder, everyPicture);
    api = await new Engine(stores, { clock }).prepare();
    api.follow({ reactions: false });
    await api.record(
      ...registry({
        batch: { quantity: 1_000_000 },
        policy: {
          goodwillLimit: { amount: '5.00', currency: 'EUR' },
          releaseLimit: { amount: '500.00', currency: 'EUR' },
        },
        partners: PARTNERS.map(({ prices: _, ...partner }) => partner),
      }),
    );
    await send('recordBatch', ADAM, { id: 'B-2', sku: 'LAMP', producedOn: '2026-01-05', quantity: 1_000 });
    for (const shipment of shipments()) await send('shipUnits', ADAM, shipment);
  });
  afterAll(async () => {
    await api.stopFollowing();
    await api.makegood.close();
    rmSync(folder, { recursive: true });
  });

  it(`F7 of ${CLAIMS} claims each is credited, replaced or open, once and at its price, whatever was killed`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      for (const life of active()) {
        // Sometimes the next one comes before anything has reacted.
        if (chance(0.8)) await act(life);
        if (chance(0.2)) await act(life);
      }
      await workOff();
      now += 3 * DAY_MS;
      if (round === ROUNDS / 2) await send('changePartnerTerms', ADAM, { id: 'P-LILLE', ...partnerDetails });
      if (today().startsWith('2026-04')) await send('closeMonth', FIONA, { month: '2026-03' });
    }
    await workOff();
    await api.seen();

    now += DAY_MS;
    const period = { from: '2026-03-01' as Day, to: today(), timeZone: 'UTC' };
    const { store, catalogue, models, aggregates } = api.makegood;
    const reconciled = await reconciliationOfLog(store.readAll(), catalogue, period, clock.now());
    expect(reconciled).toMatchObject({ differences: [], underWay: 0 });
    const auditor = new CallerModels({ id: 'arthur', role: 'AUDITOR' }, models);
    expect(await reconciliation(auditor, period, clock.now())).toEqual(reconciled);

    const states = await Promise.all(lives.map(({ claimId }) => aggregates.claim(claimId)));
    const approved = states.filter(({ decision, withdrawn }) => decision?.outcome === 'APPROVED' && !withdrawn);
    const counts = RECONCILED_FIGURES.map((figure) => [
      figure,
      reconciled.currencies.reduce((sum, figures) => sum + figures[figure].count, 0),
    ]);
    expect(counts).toContainEqual(['approved', approved.length]);
    for (const figures of reconciled.currencies) {
      const { credited, replaced, open } = figures;
      expect(figures.approved).toEqual({
        count: credited.count + replaced.count + open.count,
        net: { ...figures.approved.net, minor: credited.net.minor + replaced.net.minor + open.net.minor },
      });
    }
    // Every path was taken.
    expect(PATHS.filter((request) => !happened.has(request))).toEqual([]);
    expect(counts.filter(([figure, count]) => count === 0 && figure !== 'held')).toEqual([]);
    expect(kills).toBeGreaterThan(ROUNDS / 2);
  }, 1_800_000);
});
