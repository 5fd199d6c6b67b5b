import { Context, Field, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Instant } from '#kernel';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { Mail, mailsOfClaim } from './mails.resolver.ts';
import { Notice, noticesOfClaim, noticesThatAnswer } from './notices.resolver.ts';
import { DateTimeScalar } from './scalars.ts';

@ObjectType({ description: 'A mail that came in, or a notice that was sent: one of the two.' })
class Letter {
  @Field(() => DateTimeScalar, { description: 'When the mail was received, or there was something to tell.' })
  at!: Instant;
  @Field(() => Mail, { nullable: true, description: 'The mail; null for a notice.' }) mail?: Mail;
  @Field(() => Notice, { nullable: true, description: 'The notice; null for a mail.' }) notice?: Notice;
}

@Resolver(() => Claim)
export class CorrespondenceResolver {
  @ResolveField(() => [Letter], {
    description:
      'All mails and notices of it in their order, with what answers one of these mails, oldest first (N3); empty for partners.',
  })
  async correspondence(@Parent() claim: Claim, @Context('caller') caller: Caller): Promise<readonly Letter[]> {
    if (caller.isPartner) return [];
    const [mails, told] = await Promise.all([mailsOfClaim(caller, claim), noticesOfClaim(caller, claim)]);
    const answers = await noticesThatAnswer(
      caller,
      claim,
      mails.map((mail) => mail.id),
    );
    const notices = [...new Map([...told, ...answers].map((notice) => [notice.id, notice])).values()];
    // Of the same moment, the mail first: the notice answers it.
    return [
      ...mails.map((mail): Letter => ({ at: mail.receivedAt, mail })),
      ...notices.map((notice): Letter => ({ at: notice.queuedAt, notice })),
    ].sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
  }
}
