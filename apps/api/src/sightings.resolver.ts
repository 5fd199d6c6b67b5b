import { Context, Field, ID, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { claimsModel } from '#views';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { Claim, claimView } from './claim.types.ts';

@ObjectType({ description: 'A file of a claim that stands in another claim too, which had it before (E3). For staff.' })
class Sighting {
  @Field(() => ID, { description: 'The file, by its id in this claim.' }) evidenceId!: string;
  @Field(() => Claim, { description: 'The other claim.' }) claim!: Claim;
}

@Resolver(() => Claim)
export class SightingsResolver {
  @ResolveField(() => [Sighting], {
    nullable: true,
    description:
      'Its files that stand in other claims, of this partner or another: of each file the first five claims that had it. A person decides; nothing is rejected by it (E4). Null for partners.',
  })
  async sightings(
    @Parent() { document }: Claim,
    @Context('caller') caller: Caller,
  ): Promise<readonly Sighting[] | undefined> {
    return document.state.sightings && Promise.all(document.state.sightings.map((sighting) => shown(sighting, caller)));
  }
}

async function shown(
  { evidenceId, claimId }: { readonly evidenceId: string; readonly claimId: string },
  caller: Caller,
): Promise<Sighting> {
  const other = requireFound(await caller.related(claimsModel, claimId), 'The other claim');
  return { evidenceId, claim: claimView(other) };
}
