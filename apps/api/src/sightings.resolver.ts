import { Context, Field, ID, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Sighting as SightingOf } from '#claims';
import { SAME_PICTURE_BITS, SIMILAR_PICTURE_BITS } from '#evidence';
import { claimsModel } from '#views';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { Claim, claimView } from './claim.types.ts';
import { enumOf } from './enums.ts';

const SightingKindEnum = enumOf<'SAME_FILE' | 'SAME_PICTURE' | 'SIMILAR_PICTURE'>(
  'SightingKind',
  'How a file is like one of another claim (E3).',
  {
    SAME_FILE: 'It is the same, byte for byte.',
    SAME_PICTURE: `It is nearly the same picture, such as one that was made smaller: at most ${SAME_PICTURE_BITS} bits of the hash differ.`,
    SIMILAR_PICTURE: `It is a similar picture: ${SAME_PICTURE_BITS + 1} to ${SIMILAR_PICTURE_BITS} bits of the hash differ.`,
  },
);

@ObjectType({
  description:
    'A file of a claim that another claim had before, or a picture that looks like one there (E3). For staff.',
})
class Sighting {
  @Field(() => ID, { description: 'The file, by its id in this claim.' }) evidenceId!: string;
  @Field(() => SightingKindEnum, { description: 'How it is like the other.' }) kind!: string;
  @Field(() => Int, {
    nullable: true,
    description:
      'Of a picture, how many of the 64 bits of its perceptual hash differ from the other; null for the same file.',
  })
  distance?: number | undefined;
  @Field(() => Claim, { description: 'The other claim.' }) claim!: Claim;
}

@Resolver(() => Claim)
export class SightingsResolver {
  @ResolveField(() => [Sighting], {
    nullable: true,
    description:
      'Its files that stand in other claims, of this partner or another: of each file the first five claims that had it, and the five with the most similar pictures. A person decides; nothing is rejected by it (E4). Null for partners.',
  })
  async sightings(
    @Parent() { document }: Claim,
    @Context('caller') caller: Caller,
  ): Promise<readonly Sighting[] | undefined> {
    return document.sightings && Promise.all(document.sightings.map((sighting) => shown(sighting, caller)));
  }
}

const kindOf = (distance?: number): keyof typeof SightingKindEnum => {
  if (distance === undefined) return 'SAME_FILE';
  return distance <= SAME_PICTURE_BITS ? 'SAME_PICTURE' : 'SIMILAR_PICTURE';
};

async function shown({ evidenceId, claimId, similar }: SightingOf, caller: Caller): Promise<Sighting> {
  const other = requireFound(await caller.related(claimsModel, claimId), 'The other claim');
  const distance = similar?.distance;
  return { evidenceId, kind: kindOf(distance), distance, claim: claimView(other) };
}
