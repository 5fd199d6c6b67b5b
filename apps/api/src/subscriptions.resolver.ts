import { Inject } from '@nestjs/common';
import { Args, Context, ID, Resolver, Subscription } from '@nestjs/graphql';
import type { Caller } from './caller.ts';
import { type ClaimChange, ClaimChanges } from './claim-changes.ts';
import { Claim, claimView } from './claim.types.ts';

/** Documents read for the previous change may be outdated. */
function resolve({ claim, position }: ClaimChange, _: unknown, { caller }: { caller: Caller }): Claim {
  caller.beginAnswer(position);
  return claimView(claim);
}

@Resolver()
export class SubscriptionsResolver {
  constructor(@Inject(ClaimChanges) private readonly changes: ClaimChanges) {}

  @Subscription(() => Claim, {
    description: 'Each claim that the caller may see, whenever it changes.',
    resolve,
  })
  claimChanged(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, nullable: true, description: 'Only this claim.' }) id?: string,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Only claims of this partner.' })
    partnerId?: string,
  ): AsyncIterableIterator<ClaimChange> {
    return this.changes.of(caller.actor, { id, partnerId });
  }

  @Subscription(() => Claim, {
    description: 'Each claim that misses a deadline: of its first review or of its resolution.',
    resolve,
  })
  slaBreached(
    @Context('caller') caller: Caller,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Only claims of this partner.' })
    partnerId?: string,
  ): AsyncIterableIterator<ClaimChange> {
    return this.changes.breaches(caller.actor, { partnerId });
  }
}
