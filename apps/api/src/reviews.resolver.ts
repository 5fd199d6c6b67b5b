import { Inject } from '@nestjs/common';
import { Context, Field, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { ClaimEventData } from '#claims';
import { catalogue } from '#engine';
import type { Instant, Json } from '#kernel';
import { claimReviews, Replays } from '#views';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { ReviewVerdictEnum } from './enums.ts';
import { DateTimeScalar, JsonScalar } from './scalars.ts';

@ObjectType({ description: 'What the partner was asked to send.' })
class EvidenceRequest {
  @Field(() => [String], { description: 'What is missing, one thing each.' }) missing!: readonly string[];
  @Field({ description: 'Message to the partner.' }) message!: string;
  @Field({ description: 'Id of the person who asked.' }) requestedBy!: string;
  @Field(() => DateTimeScalar, { description: 'When.' }) requestedAt!: Instant;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'By when: until then the claim is not rejected (C6).',
  })
  answerBy?: Instant | undefined;
}

@ObjectType({ description: 'A review of the evidence (C5).' })
class Review {
  @Field(() => ReviewVerdictEnum, { description: 'Whether the evidence showed the defect.' }) verdict!: string;
  @Field({ description: 'What was seen.' }) findings!: string;
  @Field({ description: 'Id of the reviewer.' }) reviewedBy!: string;
  @Field(() => DateTimeScalar, { description: 'When.' }) reviewedAt!: Instant;
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The quality-control record of the batch as it stood; null when there was none, and for partners.',
  })
  batchQc?: Json | undefined;
}

@Resolver(() => Claim)
export class ReviewsResolver {
  constructor(@Inject(Replays) private readonly replays: Replays) {}

  @ResolveField(() => EvidenceRequest, {
    nullable: true,
    description: 'What the partner is asked to send; null when nothing is, and once it was sent.',
  })
  evidenceRequest(@Parent() { document }: Claim): EvidenceRequest | undefined {
    const { request } = document.state;
    if (!request) return undefined;
    const { at, ...asked } = request;
    return { ...asked, requestedAt: at };
  }

  @ResolveField(() => [Review], { description: 'Its reviews, also those before a reopening, oldest first.' })
  async reviews(@Parent() { id, moment }: Claim, @Context('caller') caller: Caller): Promise<readonly Review[]> {
    const streams = { store: caller.streams(this.replays), catalogue };
    const reviews = await claimReviews(streams, caller.actor, id, moment);
    return reviews.map(({ data, metadata }) => {
      const { verdict, findings, reviewer, batchQc } = data as ClaimEventData<'EvidenceReviewed'>;
      return { verdict, findings, reviewedBy: reviewer, reviewedAt: metadata.occurredAt, batchQc };
    });
  }
}
