import { Args, Context, Field, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { SharedLot as Shared } from '#batches';
import { Forbidden } from '#requests';
import { batchesModel, lotsOfSuspectedBatches } from '#views';
import type { Caller } from './caller.ts';
import { FIRST, pageSize } from './paging.ts';
import { Batch, batchView } from './registry.types.ts';

@ObjectType({
  description:
    'A lot of a supplier that went into suspected batches, as their quality-control records name it under `components`.',
})
class SharedLot {
  readonly batchIds!: readonly string[];
  @Field({ description: 'The component.' }) component!: string;
  @Field({ description: 'Its lot.' }) lot!: string;
  @Field(() => Int, { description: 'Batches with it that are suspected or confirmed defective.' }) suspected!: number;
  @Field(() => Int, { description: 'Other batches with it.' }) others!: number;
}

const sharedLotView = ({ component, lot, suspected, others }: Shared): SharedLot => ({
  batchIds: suspected,
  component,
  lot,
  suspected: suspected.length,
  others: others.length,
});

@Resolver(() => SharedLot)
export class SharedLotsResolver {
  @Query(() => [SharedLot], {
    description:
      'Which component lots the suspected batches share: those in most of them first, of these the ones in few other batches. For QUALITY.',
  })
  async sharedLots(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('defectGroup', {
      type: () => String,
      nullable: true,
      description: 'Only batches that are suspected of this group of defects.',
    })
    defectGroup?: string | null,
  ): Promise<readonly SharedLot[]> {
    if (caller.actor.role !== 'QUALITY') throw new Forbidden(caller.actor.role, 'see what suspected batches share');
    const lots = await lotsOfSuspectedBatches(caller.reports, defectGroup ?? undefined);
    const shown = lots.slice(0, pageSize(first));
    caller.spend(shown.length);
    return shown.map(sharedLotView);
  }

  @ResolveField(() => [Batch], { description: 'The suspected batches with it.' })
  async batches(@Parent() { batchIds }: SharedLot, @Context('caller') caller: Caller): Promise<Batch[]> {
    const found = await Promise.all(batchIds.map((id) => caller.find(batchesModel, id)));
    return found.filter((batch) => batch !== undefined).map(batchView);
  }
}
