import { epochMilliseconds, type Instant, MINUTE_MS, type Money } from '#kernel';
import type { Catalogue, Condition, Fold, Recorded, RecordedEvent } from '#platform';
import type { UnitEvent } from '#warranty';
import type { CallerModels } from './caller-models.ts';
import {
  differencesOf,
  isRemedyOpen,
  isStillOwed,
  notesInForce,
  priceDifferences,
  type RemedyDifference,
  replacementsInForce,
} from './remedy-account.ts';
import {
  type RemedyAccountDocument,
  remedyAccountsModel,
  remedyAccountsProjection,
} from './remedy-accounts.projection.ts';
import { boundsOf, type Period } from './report-periods.ts';
import { unitsModel } from './units.projection.ts';

/** Claims, and their net price. */
export interface CountAndSum {
  readonly count: number;
  readonly net: Money;
}

/** `stillOwed`: of the replaced. `held`: of the open. `reversed`, `converted`: what was undone, and counts no more. */
export const RECONCILED_FIGURES = [
  'approved',
  'credited',
  'replaced',
  'open',
  'stillOwed',
  'held',
  'reversed',
  'converted',
] as const;
export type ReconciledFigure = (typeof RECONCILED_FIGURES)[number];

/** F7: approved = credited + replaced + open. */
export type ReconciledCurrency = { readonly currency: string } & Readonly<Record<ReconciledFigure, CountAndSum>>;

export interface NamedDifference extends RemedyDifference {
  readonly claimId: string;
}

export interface Reconciliation {
  readonly currencies: readonly ReconciledCurrency[];
  readonly differences: readonly NamedDifference[];
  /** Claims that changed in the last minutes, and whose sides do not agree yet. */
  readonly underWay: number;
}

/** A remedy is written in its claim and in the books one after the other. */
const UNDER_WAY_MS = 5 * MINUTE_MS;
/** ISO 4217: no currency. Of units without an invoice. */
const NO_CURRENCY = 'XXX';
const PAGE = 250;

type Priced = Extract<UnitEvent, { type: 'UnitShipped' | 'UnitNamedAsReplacement' | 'ShipmentCorrected' }>;
const PRICED: ReadonlySet<string> = new Set<Priced['type']>([
  'UnitShipped',
  'UnitNamedAsReplacement',
  'ShipmentCorrected',
]);

/**
 * F7. Claims approved in the period, both days included, and what has become of them until now; further the differences that arose in it.
 * @throws QueryError for an invalid period
 */
export async function reconciliation(models: CallerModels, period: Period, now: Instant): Promise<Reconciliation> {
  const reconciler = new Reconciler(period, now);
  const { from, to } = reconciler.bounds;
  const takeFrom = async (field: 'countedAt' | 'doubtfulAt', isMeant: (account: RemedyAccountDocument) => boolean) => {
    const where = [
      { field, gte: from },
      { field, lt: to },
    ] as Condition<typeof remedyAccountsModel.fields>[];
    const orderBy = { field, direction: 'asc' } as const;
    for await (const page of models.pages(remedyAccountsModel, { where, orderBy, limit: PAGE })) {
      const accounts = (page as readonly RemedyAccountDocument[]).filter(isMeant);
      const serials = accounts.flatMap(({ serial }) => serial ?? []);
      const units = serials.length > 0 ? await models.get(unitsModel, serials) : undefined;
      for (const account of accounts) reconciler.take(account, units?.get(account.serial ?? '')?.shipment.netPrice);
    }
  };
  await takeFrom('countedAt', () => true);
  await takeFrom('doubtfulAt', (account) => !reconciler.counts(account));
  return reconciler.result();
}

/** F7: the same from the log itself. */
export async function reconciliationOfLog(
  events: AsyncIterable<RecordedEvent>,
  catalogue: Catalogue,
  period: Period,
  now: Instant,
): Promise<Reconciliation> {
  const reconciler = new Reconciler(period, now);
  const accounts = new Map<string, RemedyAccountDocument>();
  const prices = new Map<string, Money>();
  for await (const raw of events) {
    const fold = remedyAccountsProjection.when[raw.type as never] as Fold<RemedyAccountDocument, never> | undefined;
    if (!fold && !PRICED.has(raw.type)) continue;
    const event = { ...raw, ...catalogue.decode(raw) } as Recorded<never>;
    if (!fold) {
      const { serial, netPrice } = (event as Priced).data;
      if (netPrice) prices.set(serial, netPrice);
      continue;
    }
    for (const id of remedyAccountsProjection.keysOf(event))
      accounts.set(id, fold(accounts.get(id), event, id) as RemedyAccountDocument);
  }
  for (const account of accounts.values()) reconciler.take(account, prices.get(account.serial ?? ''));
  return reconciler.result();
}

type Sums = Record<ReconciledFigure, { count: number; minor: number }>;

class Reconciler {
  readonly bounds: { readonly from: Instant; readonly to: Instant };
  readonly #settledBefore: number;
  readonly #currencies = new Map<string, Sums>();
  readonly #differences: NamedDifference[] = [];
  #underWay = 0;

  constructor(period: Period, now: Instant) {
    this.bounds = boundsOf(period, 'F7');
    this.#settledBefore = epochMilliseconds(now) - UNDER_WAY_MS;
  }

  counts({ countedAt }: RemedyAccountDocument): boolean {
    return this.#isWithin(countedAt);
  }

  /** `price`: net, at which its unit was invoiced; undefined: unknown. */
  take(account: RemedyAccountDocument, price: Money | undefined): void {
    const isCounted = this.counts(account);
    if (!isCounted && !this.#isWithin(account.doubtfulAt)) return;
    const differences = [
      ...(account.doubtfulAt === undefined ? [] : differencesOf(account)),
      ...(isCounted ? priceDifferences(account, price) : []),
    ];
    if (differences.length > 0 && epochMilliseconds(account.writtenAt) > this.#settledBefore) this.#underWay++;
    else for (const difference of differences) this.#differences.push({ claimId: account.id, ...difference });
    if (isCounted) this.#add(account, price ?? { minor: 0, currency: NO_CURRENCY });
  }

  #add(account: RemedyAccountDocument, price: Money): void {
    const add = (figure: ReconciledFigure, { minor, currency }: Money = price) => {
      const sums = this.#currencies.get(currency) ?? noSums();
      sums[figure].count++;
      sums[figure].minor += minor;
      this.#currencies.set(currency, sums);
    };
    if (account.approvedAt !== undefined) add('approved');
    for (const { amount } of notesInForce(account)) add('credited', amount);
    for (const replacement of replacementsInForce(account)) {
      add('replaced');
      if (isStillOwed(account, replacement)) add('stillOwed');
    }
    if (isRemedyOpen(account)) {
      add('open');
      if (account.held) add('held');
    }
    for (const { kind, amount } of account.booked) {
      if (kind === 'REVERSAL') add('reversed', amount);
      if (kind === 'CONVERSION') add('converted');
    }
  }

  #isWithin(at: Instant | undefined): boolean {
    return at !== undefined && at >= this.bounds.from && at < this.bounds.to;
  }

  result(): Reconciliation {
    const currencies = [...this.#currencies].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      currencies: currencies.map(([currency, sums]) => ({ currency, ...inMoney(sums, currency) })),
      differences: this.#differences,
      underWay: this.#underWay,
    };
  }
}

const noSums = (): Sums =>
  Object.fromEntries(RECONCILED_FIGURES.map((figure) => [figure, { count: 0, minor: 0 }])) as Sums;

const inMoney = (sums: Sums, currency: string) =>
  Object.fromEntries(
    RECONCILED_FIGURES.map((figure) => [
      figure,
      { count: sums[figure].count, net: { minor: sums[figure].minor, currency } },
    ]),
  ) as Record<ReconciledFigure, CountAndSum>;
