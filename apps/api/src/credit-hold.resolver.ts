import { Args, Context, Field, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { claimsModel } from '#views';
import type { Caller } from './caller.ts';
import { Claim, ClaimConnection, claimView } from './claim.types.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { DateTimeScalar } from './scalars.ts';

@ObjectType({ description: 'One thing that a credit note waits for.' })
class HoldReason {
  @Field({ description: 'A stable code, such as RELEASE_REQUIRED or ADDRESS_MISSING.' }) code!: string;
  @Field({ description: 'What is missing, and of whom.' }) message!: string;
}

@ObjectType({ description: 'A credit that is due and cannot be issued yet. The clock of the promise runs on (F8).' })
class CreditHold {
  @Field(() => DateTimeScalar, { description: 'Since when.' }) since!: string;
  @Field(() => [HoldReason], { description: 'What it waits for; each names who must act.' }) reasons!: HoldReason[];
}

@Resolver(() => Claim)
export class CreditHoldResolver {
  @Query(() => ClaimConnection, {
    description:
      'Claims that a person has to see to, the longest waiting first: the credit is due and cannot be issued yet, or a notice to the partner has reached nobody. Staff only.',
  })
  needsAttention(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.requireStaff('The list of what needs attention');
    caller.atLeast(atLeast);
    const where = [{ field: 'attentionSince', exists: true }] as const;
    const orderBy = { field: 'attentionSince', direction: 'asc' } as const;
    return pageOf(caller, claimsModel, { where, orderBy }, { first, after }, claimView);
  }

  @ResolveField(() => CreditHold, {
    nullable: true,
    description: 'Why its credit note waits, and who holds it; null if nothing does. Staff only.',
  })
  creditHold(@Parent() { document }: Claim): CreditHold | undefined {
    return document.state.held;
  }
}
