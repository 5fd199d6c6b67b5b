import { Inject } from '@nestjs/common';
import { Args, Context, ID, Resolver, Subscription } from '@nestjs/graphql';
import type { ClaimDocument } from '#views';
import type { Caller } from './caller.ts';
import { ClaimChanges } from './claim-changes.ts';
import { Claim, claimView } from './claim.types.ts';

/** What was read for the change before may be old by now. */
function resolve(claim: ClaimDocument, _: unknown, { caller }: { caller: Caller }): Claim {
  caller.forget();
  return claimView(claim);
}

@Resolver()
export class SubscriptionsResolver {
  constructor(@Inject(ClaimChanges) private readonly changes: ClaimChanges) {}

  @Subscription(() => Claim, {
    description: 'Each claim that the caller may see, whenever something has happened to it.',
    resolve,
  })
  claimChanged(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, nullable: true, description: 'This claim alone.' }) id?: string,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Claims of this partner alone.' })
    partnerId?: string,
  ): AsyncIterableIterator<ClaimDocument> {
    return this.changes.of(caller.actor, { id, partnerId });
  }

  @Subscription(() => Claim, {
    description: 'The claim of each deadline that is missed: of its first review, or of its resolution.',
    resolve,
  })
  slaBreached(
    @Context('caller') caller: Caller,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Claims of this partner alone.' })
    partnerId?: string,
  ): AsyncIterableIterator<ClaimDocument> {
    return this.changes.breaches(caller.actor, { partnerId });
  }
}
