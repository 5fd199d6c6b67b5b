import { Context, Field, ID, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Instant } from '#kernel';
import { type Notice as NoticeState, type NoticeDocument, noticesModel } from '#notices';
import { peopleModel } from '#people';
import type { QuerySpec } from '#platform';
import { wasKnown } from '#views';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { Deletion, deletionView, Node } from './common.types.ts';
import { enumOf } from './enums.ts';
import { DateTimeScalar } from './scalars.ts';

const NoticeStateEnum = enumOf<NoticeState['state']>('NoticeState', 'What became of a notice (N2).', {
  QUEUED: 'It is to be sent.',
  SENDING: 'An attempt is under way; or it lies in the outbox folder, and the partner has not acknowledged it.',
  DELIVERED: 'A mail server has taken it on, or the partner has acknowledged it.',
  FAILED: 'The last attempt failed, and it is tried again.',
  GIVEN_UP: 'It is not tried any more.',
  BOUNCED: 'It came back from everyone it was sent to (N4).',
});

@ObjectType({ implements: () => [Node], description: 'What a partner or a member of staff was told (N2). Staff only.' })
export class Notice extends Node {
  @Field({ description: 'What it tells, such as CLAIM_APPROVED.' }) kind!: string;
  @Field({ description: 'MAIL, or OUTBOX while no mail server is set.' }) channel!: string;
  @Field({ description: 'BCP 47.' }) language!: string;
  @Field(() => NoticeStateEnum, { description: 'What became of it.' }) state!: string;
  @Field(() => DateTimeScalar, { description: 'When there was something to tell.' }) queuedAt!: Instant;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was delivered; null until then.' })
  deliveredAt?: Instant | undefined;
  @Field(() => Int, { description: 'How often it was tried.' }) attempts!: number;
  @Field(() => String, { nullable: true, description: 'Why the last attempt failed or it came back; null if neither.' })
  lastError?: string | undefined;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is tried again; null when it is not.' })
  nextAttemptAt?: Instant | undefined;
  @Field(() => String, { nullable: true, description: 'Its subject; null until it was sent.' })
  subject?: string | undefined;
  @Field(() => ID, {
    nullable: true,
    description: 'SHA-256 of the bytes that were sent; null until then, and once they were deleted.',
  })
  contentSha256?: string | undefined;
  @Field(() => String, {
    nullable: true,
    description: 'Path of the mail as it was sent, for REVIEWER and ADMIN; null where contentSha256 is.',
  })
  original?: string | undefined;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When those bytes were deleted (A4); null otherwise.' })
  contentDeletedAt?: Instant | undefined;
  @Field(() => Deletion, { nullable: true, description: 'When and why those bytes were deleted (A4); null otherwise.' })
  contentDeletion?: Deletion | undefined;
  readonly recipientIds!: readonly string[];
}

export const noticeView = (document: NoticeDocument): Notice => {
  const { id, notice, deliveredAt, lastError, contentSha256, contentDeletionReason } = document;
  const { kind, language, state, queuedAt, attempts, nextAttemptAt, written, content, contentDeletedAt, recipient } =
    notice;
  return Object.assign(new Notice(), {
    id,
    kind,
    channel: written ? 'OUTBOX' : 'MAIL',
    language,
    state,
    queuedAt,
    deliveredAt,
    attempts,
    lastError,
    nextAttemptAt,
    subject: content?.subject,
    contentSha256,
    original: contentSha256 === undefined ? undefined : `/notices/${id}.eml`,
    contentDeletedAt,
    contentDeletion: deletionView(contentDeletedAt, contentDeletionReason),
    recipientIds: content?.sentTo ?? ('staffId' in recipient ? [recipient.staffId] : []),
  });
};

/** More than a claim ever has. */
const MOST = 200;

@Resolver(() => Claim)
export class ClaimNoticesResolver {
  @ResolveField(() => [Notice], { description: 'What was told of it, oldest first (N3); empty for partners.' })
  async notices(@Parent() claim: Claim, @Context('caller') caller: Caller): Promise<readonly Notice[]> {
    return caller.isPartner ? [] : noticesOfClaim(caller, claim);
  }

  @ResolveField(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the notice of its decision came back, so that the decision is not communicated (N4); null otherwise, and for partners.',
  })
  communicationFailedAt(@Parent() { document }: Claim, @Context('caller') caller: Caller): Instant | undefined {
    return caller.isPartner ? undefined : document.state.communicationFailed?.at;
  }
}

type Asked = Pick<QuerySpec<typeof noticesModel.fields>, 'where' | 'orderBy'>;

/** Oldest first. */
export const noticesOfClaim = (caller: Caller, claim: Claim): Promise<readonly Notice[]> =>
  noticesKnown(caller, claim, {
    where: [{ field: 'claimId', eq: claim.id }],
    orderBy: { field: 'recordedAt', direction: 'asc' },
  });

/** N3: also of a mail that has become several claims, or one that lacked a part. */
export const noticesThatAnswer = async (
  caller: Caller,
  claim: Claim,
  mailIds: readonly string[],
): Promise<readonly Notice[]> =>
  mailIds.length === 0 ? [] : noticesKnown(caller, claim, { where: [{ field: 'answers', in: mailIds }] });

/** Those of its moment, where it is a claim as it was. */
async function noticesKnown(caller: Caller, { moment }: Claim, asked: Asked): Promise<readonly Notice[]> {
  const { items } = await caller.models.query(noticesModel, { ...asked, limit: MOST });
  return items
    .map(({ document }) => noticeView(document as NoticeDocument))
    .filter(({ queuedAt }) => wasKnown(queuedAt, moment));
}

@Resolver(() => Notice)
export class NoticeResolver {
  @ResolveField(() => String, { description: 'The addresses it was sent to; empty until it was sent to a partner.' })
  async to(@Parent() { recipientIds }: Notice, @Context('caller') caller: Caller): Promise<string> {
    const found = await Promise.all(recipientIds.map((id) => caller.related(peopleModel, id)));
    return found.flatMap((person) => person?.email ?? []).join(', ');
  }
}
