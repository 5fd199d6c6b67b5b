import { Inject } from '@nestjs/common';
import { Context, Field, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Makegood } from '#engine';
import { MAKEGOOD } from '#server';
import { legalEntitiesModel } from '#views';
import type { Caller } from './caller.ts';
import { Node } from './common.types.ts';

@ObjectType({ implements: () => [Node], description: 'A company that invoices and credits (R1).' })
export class LegalEntity extends Node {
  @Field({ description: 'Name of the company.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'VAT identification number; null if it has none.' })
  vatId?: string | undefined;
  @Field({ description: 'IANA name of the time zone in which its documents are dated (R9).' }) timeZone!: string;
  @Field({ description: 'Month and day on which its fiscal year begins, such as 04-01.' }) fiscalYearStart!: string;
}

@Resolver(() => LegalEntity)
export class LegalEntityResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => [LegalEntity], { description: 'All legal entities, by id. For staff.' })
  async legalEntities(@Context('caller') caller: Caller): Promise<LegalEntity[]> {
    caller.requireStaff('The list of legal entities');
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
}
