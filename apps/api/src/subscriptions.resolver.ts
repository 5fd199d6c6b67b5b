import { Inject } from '@nestjs/common';
import { Args, Context, ID, Resolver, Subscription } from '@nestjs/graphql';
import type { Caller } from './caller.ts';
import { ClaimChanges } from './claim-changes.ts';
import { Claim, claimView } from './claim.types.ts';

@Resolver()
export class SubscriptionsResolver {
  constructor(@Inject(ClaimChanges) private readonly changes: ClaimChanges) {}

  @Subscription(() => Claim, { description: 'Each claim the caller may see, whenever something happened to it.' })
  async *claimChanged(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, nullable: true }) id?: string,
    @Args('partnerId', { type: () => ID, nullable: true }) partnerId?: string,
  ): AsyncGenerator<{ claimChanged: Claim }> {
    const wanted = (claim: { id: string; partnerId: string }) =>
      (!id || claim.id === id) && (!partnerId || claim.partnerId === partnerId);
    for await (const claim of this.changes.of(caller.actor, wanted)) yield { claimChanged: claimView(claim) };
  }
}
