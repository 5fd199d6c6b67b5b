import { Inject } from '@nestjs/common';
import { Args, Context, Field, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { heldCreditsModel } from '#claims';
import { type Makegood } from '#engine';
import { isThrough } from '#finance';
import { addMonths, type Day, dayIn, endOfTerm, parseDay } from '#kernel';
import { closingRefusal } from '#requests';
import { MAKEGOOD } from '#server';
import { creditTotals, legalEntitiesModel } from '#views';
import type { Caller } from './caller.ts';
import { Node, Refused, refusedView } from './common.types.ts';
import { CreditTotal, creditTotalView } from './credit-totals.resolver.ts';
import { failure } from './errors.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { Address } from './registry.types.ts';
import { DateScalar } from './scalars.ts';

@ObjectType({ description: 'A department that answers questions about documents, not a person (A4).' })
class EntityContact {
  @Field({ description: 'Name of the department.' }) name!: string;
  @Field({ description: 'Telephone number.' }) phone!: string;
  @Field({ description: 'E-mail address.' }) email!: string;
}

@ObjectType({ implements: () => [Node], description: 'A company that invoices and credits (R1).' })
export class LegalEntity extends Node {
  @Field({ description: 'Name of the company.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'VAT identification number; null if it has none.' })
  vatId?: string | undefined;
  @Field(() => Address, {
    nullable: true,
    description: 'Its registered address; null until it is stated, and no document is issued before (F8).',
  })
  address?: Address | undefined;
  @Field(() => String, {
    nullable: true,
    description: 'Where its electronic documents come from: scheme of the EAS list and id; null if not stated.',
  })
  electronicAddress?: string | undefined;
  @Field(() => EntityContact, { nullable: true, description: 'On its documents; null if not stated.' })
  contact?: EntityContact | undefined;
  @Field({ description: 'IANA name of the time zone in which its documents are dated (R9).' }) timeZone!: string;
  @Field({ description: 'Month and day on which its fiscal year begins, such as 04-01.' }) fiscalYearStart!: string;
}

@ObjectType({ description: 'What closing a month would close. Nothing is written.' })
class MonthClosing {
  @Field({ description: 'Such as 2026-03.' }) month!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day that would be closed with it; null: everything before it is closed as well.',
  })
  from?: Day | undefined;
  @Field(() => DateScalar, { description: 'The last day of the month.' }) to!: Day;
  @Field({ description: 'Whether it is closed already.' }) isClosed!: boolean;
  @Field(() => [CreditTotal], { description: 'The documents of these days, by month and currency.' })
  totals!: readonly CreditTotal[];
  @Field(() => Int, {
    description: 'Credits that are held. They are dated when they can be issued, after the month (needsAttention).',
  })
  heldCredits!: number;
  @Field(() => Refused, {
    nullable: true,
    description:
      'What closeMonth would be refused for now; null: it would be taken. Whether documents are due still is seen only when it is closed.',
  })
  refusal?: Refused | undefined;
}

@Resolver(() => LegalEntity)
export class LegalEntityResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => [LegalEntity], { description: 'All legal entities, by id. For staff.' })
  async legalEntities(
    @Context('caller') caller: Caller,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<LegalEntity[]> {
    caller.requireStaff('The list of legal entities');
    caller.atLeast(atLeast);
    const { items } = await caller.models.query(legalEntitiesModel, { limit: 100 });
    return items.map(({ document: { id, current } }) => Object.assign(new LegalEntity(), { ...current, id }));
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'The last month that is closed, such as 2026-03, and all before it with it (F1); null: none is.',
  })
  async closedThrough(@Parent() { id }: LegalEntity): Promise<string | undefined> {
    return (await this.makegood.aggregates.books(id)).closedThrough;
  }

  @ResolveField(() => MonthClosing, {
    description: 'What closeMonth would close (F1). BAD_USER_INPUT for what is not a month.',
  })
  async closing(
    @Parent() { id, timeZone }: LegalEntity,
    @Context('caller') caller: Caller,
    @Args('month', {
      type: () => String,
      nullable: true,
      description: 'Such as 2026-03; default: the last one that is over in the zone of the entity.',
    })
    asked?: string | null,
  ): Promise<MonthClosing> {
    const { aggregates, clock } = this.makegood;
    const month = asked ?? addMonths(dayIn(timeZone, clock.now()), -1).slice(0, 7);
    const first = parseDay(`${month}-01`);
    if (first === undefined) throw failure('BAD_USER_INPUT', `month: "${month}" is not a month such as 2026-03.`);
    const to = endOfTerm(first, 1);
    const { closedThrough } = await aggregates.books(id);
    const isClosed = isThrough(month, closedThrough);
    const open = closedThrough === undefined ? undefined : addMonths(`${closedThrough}-01` as Day, 1);
    const from = isClosed ? first : open;
    const scope = { from: from ?? BEGINNING, to, legalEntityId: id };
    const refusal = await closingRefusal({ legalEntityId: id, month }, caller.actor, {
      dryRun: caller.dryRun(this.makegood),
      clock,
    });
    return {
      month,
      from,
      to,
      isClosed,
      totals: (await creditTotals(caller.models, scope)).map(creditTotalView),
      heldCredits: await caller.models.count(heldCreditsModel, [{ field: 'legalEntityId', eq: id }]),
      refusal: refusal && refusedView(refusal),
    };
  }
}

/** Before every document. */
const BEGINNING = '0001-01-01' as Day;
