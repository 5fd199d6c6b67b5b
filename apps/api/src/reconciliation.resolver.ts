import { Inject } from '@nestjs/common';
import { Args, Context, Field, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Makegood, reportZone, type UnfinishedClosing, unfinishedClosings } from '#engine';
import type { Day } from '#kernel';
import { MAKEGOOD } from '#server';
import {
  type BookedItem as Item,
  claimsModel,
  type CountAndSum,
  type DifferenceKind,
  itemsInWords,
  type NamedDifference,
  reconciliation,
  type Reconciliation as Reconciled,
  type ReconciledCurrency as ReconciledSums,
} from '#views';
import { mayReadBooks } from './books.ts';
import type { Caller } from './caller.ts';
import { Claim, claimView } from './claim.types.ts';
import { Money, moneyView } from './common.types.ts';
import { enumOf } from './enums.ts';
import { ReportZone } from './report-zone.ts';
import { DateScalar } from './scalars.ts';

const MAX_DIFFERENCES = 1_000;

const DifferenceKindEnum = enumOf<DifferenceKind>('DifferenceKind', 'How the books differ from a claim.', {
  MISSING: 'The books do not have what the claim says.',
  UNEXPECTED: 'The books have what no claim says.',
  DOUBLED: 'The books have it more than once.',
  DIFFERENT: 'The books have another amount, currency or number.',
});

const BookedItemKindEnum = enumOf<Item['kind']>('BookedItemKind', 'What is booked of a remedy.', {
  CREDIT: 'A credit note.',
  REVERSAL: 'The reversal of a credit note.',
  REPLACEMENT: 'A replacement in the ledger.',
  CONVERSION: 'A replacement that was converted to a credit.',
  SHIPMENT: 'A unit that was shipped as a replacement.',
  INVOICE: 'The invoice of the unit.',
  PRICE: 'The net price of the unit.',
});

@ObjectType({ description: 'A number of claims, and their net price together.' })
class CountAndMoney {
  @Field(() => Int, { description: 'Claims.' }) count!: number;
  @Field(() => Money, { description: 'Net; of credits what was credited, else the price invoiced for the unit.' })
  amount!: Money;
}

@ObjectType({ description: 'The claims of one currency: approved = credited + replaced + open (F7).' })
class ReconciledCurrency {
  @Field({ description: 'ISO 4217; XXX for units whose invoice is missing.' }) currency!: string;
  @Field(() => CountAndMoney, { description: 'Approved, and not withdrawn since.' }) approved!: CountAndMoney;
  @Field(() => CountAndMoney, { description: 'Credit notes that stand.' }) credited!: CountAndMoney;
  @Field(() => CountAndMoney, { description: 'Replacements owed or shipped.' }) replaced!: CountAndMoney;
  @Field(() => CountAndMoney, { description: 'Neither so far.' }) open!: CountAndMoney;
  @Field(() => CountAndMoney, { description: 'Of the replaced: not shipped yet.' }) stillOwed!: CountAndMoney;
  @Field(() => CountAndMoney, { description: 'Of the open: credits that are held (F8).' }) held!: CountAndMoney;
  @Field(() => CountAndMoney, { description: 'Credit notes that were reversed (F4), and count no more.' })
  reversed!: CountAndMoney;
  @Field(() => CountAndMoney, { description: 'Replacements that were converted to a credit (F6), likewise.' })
  converted!: CountAndMoney;
}

@ObjectType({ description: 'Something that should be in the books, or is.' })
class BookedItem {
  @Field(() => BookedItemKindEnum, { description: 'What it is.' }) kind!: string;
  @Field(() => String, { nullable: true, description: 'Number of a credit note, serial of a unit; null: any.' })
  subject?: string | undefined;
  @Field(() => Money, { nullable: true, description: 'Net.' }) amount?: Money | undefined;
}

@ObjectType({ description: 'What a claim and the books say differently of one remedy.' })
export class ReconciliationDifference {
  @Field(() => ID, { description: 'Id of the claim, as the books or its unit name it.' }) claimId!: string;
  @Field(() => DifferenceKindEnum, { description: 'How they differ.' }) kind!: string;
  @Field({ description: 'What should be in the books, in English.' }) expected!: string;
  @Field({ description: 'What is there, likewise.' }) found!: string;
  @Field(() => [BookedItem], { description: 'What should be in the books.' }) expectedItems!: BookedItem[];
  @Field(() => [BookedItem], { description: 'What is there.' }) foundItems!: BookedItem[];
}

@ObjectType({ description: 'A month of the books of a legal entity.' })
class MonthOfBooks {
  @Field(() => ID, { description: 'The legal entity.' }) legalEntityId!: string;
  @Field({ description: 'Such as 2026-11.' }) month!: string;
}

@ObjectType({ description: 'Whether each approved claim is credited, replaced or open, once and at its price (F7).' })
class Reconciliation {
  @Field(() => [ReconciledCurrency], { description: 'One for each currency.' }) currencies!: ReconciledCurrency[];
  @Field(() => [ReconciliationDifference], {
    description: `The first ${MAX_DIFFERENCES}. Empty: the books are complete.`,
  })
  differences!: readonly ReconciliationDifference[];
  @Field(() => Int, { description: 'All of them.' }) differenceCount!: number;
  @Field(() => Int, { description: 'Claims changed within the last five minutes that do not agree yet: ask again.' })
  underWay!: number;
  @Field(() => [MonthOfBooks], {
    description: 'Months of any period whose closing has started and is not done: repeat closeMonth (F1).',
  })
  unfinishedClosings!: readonly UnfinishedClosing[];
}

const countView = ({ count, net }: CountAndSum): CountAndMoney => ({ count, amount: moneyView(net) });

const currencyView = (sums: ReconciledSums): ReconciledCurrency => ({
  currency: sums.currency,
  approved: countView(sums.approved),
  credited: countView(sums.credited),
  replaced: countView(sums.replaced),
  open: countView(sums.open),
  stillOwed: countView(sums.stillOwed),
  held: countView(sums.held),
  reversed: countView(sums.reversed),
  converted: countView(sums.converted),
});

const itemView = ({ amount, ...item }: Item): BookedItem => ({ ...item, amount: amount && moneyView(amount) });

const differenceView = ({ claimId, kind, expected, found }: NamedDifference): ReconciliationDifference => ({
  claimId,
  kind,
  expected: itemsInWords(expected),
  found: itemsInWords(found),
  expectedItems: expected.map(itemView),
  foundItems: found.map(itemView),
});

const reconciliationView = (
  { currencies, differences, underWay }: Reconciled,
  closings: readonly UnfinishedClosing[],
): Reconciliation => ({
  currencies: currencies.map(currencyView),
  differences: differences.slice(0, MAX_DIFFERENCES).map(differenceView),
  differenceCount: differences.length,
  underWay,
  unfinishedClosings: closings,
});

@Resolver(() => ReconciliationDifference)
export class ReconciliationResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Reconciliation, {
    description:
      'Claims approved in a period, what has become of them until now, and what is wrong (F7); for FINANCE, AUDITOR and ADMIN.',
  })
  async reconciliation(
    @Context('caller') caller: Caller,
    @Args('from', { type: () => DateScalar, description: 'First day of approval.' }) from: Day,
    @Args('to', { type: () => DateScalar, description: 'Last day of approval, inclusive; at most 10 years later.' })
    to: Day,
    @ReportZone()
    timeZone?: string | null,
  ): Promise<Reconciliation> {
    mayReadBooks(caller.actor, 'reconcile the books');
    const { aggregates, clock } = this.makegood;
    const zone = await reportZone(aggregates, timeZone ?? undefined);
    const reconciled = await reconciliation(caller.reports, { from, to, timeZone: zone }, clock.now());
    return reconciliationView(reconciled, await unfinishedClosings(aggregates));
  }

  @ResolveField(() => Claim, { nullable: true, description: 'The claim; null: there is none.' })
  async claim(
    @Parent() { claimId }: ReconciliationDifference,
    @Context('caller') caller: Caller,
  ): Promise<Claim | undefined> {
    const claim = await caller.find(claimsModel, claimId);
    return claim && claimView(claim);
  }
}
