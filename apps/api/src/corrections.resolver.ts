import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { correctionsModel, decidedBefore } from '#views';
import type { Caller } from './caller.ts';
import { Claim, claimView } from './claim.types.ts';
import { Correction, CorrectionConnection, correctionView } from './corrections.types.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';

@Resolver(() => Correction)
export class CorrectionResolver {
  @Query(() => CorrectionConnection, {
    description: 'Corrections of facts that may have decided claims, newest first (R5). For staff.',
  })
  corrections(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
  ) {
    caller.requireStaff('The list of corrections');
    const orderBy = { field: 'correctedAt', direction: 'desc' } as const;
    return pageOf(caller, correctionsModel, { orderBy }, { first, after }, correctionView);
  }

  @ResolveField(() => [Claim], {
    description: 'Claims decided by the wrong fact; newest first, at most 100.',
  })
  async claims(@Parent() { document }: Correction, @Context('caller') { models }: Caller): Promise<Claim[]> {
    return (await decidedBefore(models, document as never)).map(claimView);
  }
}
