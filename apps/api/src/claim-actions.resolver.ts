import { Inject } from '@nestjs/common';
import { Context, Field, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import { ACTIONS, claimActions } from '#requests';
import { MAKEGOOD } from '#server';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { Refused, refusedView } from './common.types.ts';

@ObjectType({ description: 'Something that can be done to a claim.' })
class ClaimAction {
  @Field({ description: 'Name of the mutation.' }) name!: string;
  @Field(() => Refused, {
    nullable: true,
    description:
      'What this caller would be refused for now; null: it may be done. FORBIDDEN where the role does not allow it.',
  })
  refusal?: Refused | undefined;
}

@Resolver(() => Claim)
export class ClaimActionsResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => [ClaimAction], {
    description:
      'What can be done to it, each with the refusal that this caller would get now. What would change nothing is left out, and a claim of stateAt has none.',
  })
  async actions(@Parent() { id, asOf }: Claim, @Context('caller') caller: Caller): Promise<readonly ClaimAction[]> {
    if (asOf !== undefined) return [];
    caller.spend(ACTIONS);
    await caller.giveWay('new');
    const { clock } = this.makegood;
    const actions = await claimActions(id, caller.actor, { dryRun: caller.dryRun(this.makegood), clock });
    return actions.map(({ name, refusal }) => ({ name, refusal: refusal && refusedView(refusal) }));
  }
}
