import { Inject } from '@nestjs/common';
import { Context, Float, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import { EvidenceMeasures, hasPreview, type Measures } from '#evidence';
import { MAKEGOOD } from '#server';
import type { Caller } from './caller.ts';
import { Evidence } from './claim.types.ts';

@Resolver(() => Evidence)
export class EvidenceResolver {
  readonly #measures: EvidenceMeasures;

  constructor(@Inject(MAKEGOOD) { blobs }: Makegood) {
    this.#measures = new EvidenceMeasures(blobs);
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Path of a small JPEG of it, with the same bearer token; null for what the server does not decode: HEIC, videos and documents.',
  })
  previewUrl(@Parent() { sha256, mediaType }: Evidence): string | undefined {
    return hasPreview(mediaType) ? `/evidence/${sha256}/preview` : undefined;
  }

  @ResolveField(() => Int, {
    nullable: true,
    description: 'Pixels from left to right, as it is seen; null where that cannot be read, and for documents.',
  })
  async width(@Parent() item: Evidence, @Context('caller') caller: Caller): Promise<number | undefined> {
    return (await this.#of(item, caller)).width;
  }

  @ResolveField(() => Int, { nullable: true, description: 'Pixels from top to bottom.' })
  async height(@Parent() item: Evidence, @Context('caller') caller: Caller): Promise<number | undefined> {
    return (await this.#of(item, caller)).height;
  }

  @ResolveField(() => Float, { nullable: true, description: 'How long a video is; null where it does not say so.' })
  async seconds(@Parent() item: Evidence, @Context('caller') caller: Caller): Promise<number | undefined> {
    return (await this.#of(item, caller)).seconds;
  }

  #of({ sha256 }: Evidence, caller: Caller): Promise<Measures> {
    caller.spend(1);
    return this.#measures.of(sha256);
  }
}
