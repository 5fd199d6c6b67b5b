import { Args, Context, Field, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Instant } from '#kernel';
import { type MailDocument, mailsModel } from '#mail';
import { peopleModel } from '#people';
import { partnersModel } from '#views';
import type { Caller } from './caller.ts';
import { Connection, Node } from './common.types.ts';
import { enumOf } from './enums.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { Partner, partnerView } from './registry.types.ts';
import { DateTimeScalar } from './scalars.ts';

const LISTED = ['UNKNOWN_SENDER', 'FAILED_CHECKS', 'NEEDS_STAFF', 'ANSWERED'] as const;

const MailStateEnum = enumOf<(typeof LISTED)[number]>('MailState', 'Why a mail is no claim (N1).', {
  UNKNOWN_SENDER: 'Its sender is no contact of a partner, or of several. It got no answer.',
  FAILED_CHECKS: 'DKIM, SPF or DMARC say that it is not from whom it says. It got no answer.',
  NEEDS_STAFF: 'A person has to read it.',
  ANSWERED: 'Its sender was told what is missing.',
});

@ObjectType({ description: 'What the checks of a sender said: PASS, FAIL, NONE or UNAVAILABLE.' })
class MailChecks {
  @Field({ description: 'RFC 6376.' }) dkim!: string;
  @Field({ description: 'RFC 7208.' }) spf!: string;
  @Field({ description: 'RFC 7489.' }) dmarc!: string;
}

@ObjectType({ description: 'What a mail lacks to be a claim.' })
class MailProblem {
  @Field({ description: 'NO_SERIAL, NO_DESCRIPTION, NO_PICTURE, FILE_REFUSED or CLAIM_REFUSED.' }) code!: string;
  @Field(() => String, { nullable: true, description: 'The unit whose claim was refused.' })
  serial?: string | undefined;
  @Field(() => String, { nullable: true, description: 'The file that was refused.' }) file?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Code of the refusal.' }) refusal?: string | undefined;
}

@ObjectType({ description: 'A serial of the partner that a word of the mail nearly is (R10). It was not acted upon.' })
class SerialSuggestion {
  @Field({ description: 'As it stands in the mail.' }) written!: string;
  @Field({ description: 'The serial that may be meant.' }) serial!: string;
}

@ObjectType({ implements: () => [Node], description: 'A mail that came in and is no claim (N1). Staff only.' })
class Mail extends Node {
  @Field(() => MailStateEnum, { description: 'Why it is no claim.' }) state!: string;
  @Field(() => String, { nullable: true, description: 'Why a person has to read it, such as REPLY_UNCLEAR.' })
  reason?: string | undefined;
  @Field(() => DateTimeScalar, { description: 'When it was received.' }) receivedAt!: Instant;
  @Field({ description: 'The way it came: HTTP, SMTP, IMAP or FILE.' }) door!: string;
  @Field(() => Int, { description: 'Its size.' }) bytes!: number;
  @Field(() => MailChecks, { nullable: true, description: 'Null: it could not be read.' }) checks?:
    | MailChecks
    | undefined;
  @Field(() => [MailProblem], { description: 'What it lacks.' }) problems!: readonly MailProblem[];
  @Field(() => [SerialSuggestion], { description: 'Serials that may be meant.' })
  suggestions!: readonly SerialSuggestion[];
  @Field(() => [ID], { description: 'Claims that it is about.' }) claimIds!: readonly string[];
  @Field({ description: 'Path of the mail as it came, for REVIEWER and ADMIN.' }) original!: string;
  readonly document!: MailDocument;
}

const mailView = (document: MailDocument): Mail =>
  Object.assign(new Mail(), document, {
    document,
    problems: document.problems.map(({ refusal, ...problem }) => ({ ...problem, refusal: refusal?.code })),
    original: `/mails/${document.id}.eml`,
  });

@ObjectType('MailConnection', { description: 'A page of mails.' })
class MailConnection extends Connection(Mail, 'Mail') {}

@Resolver(() => Mail)
export class MailsResolver {
  @Query(() => MailConnection, { description: 'Mails that came in and are no claim, newest first (N1). Staff only.' })
  async mails(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('state', { type: () => MailStateEnum, nullable: true, description: 'In this state.' }) state?: string | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.requireStaff('The list of mails');
    caller.atLeast(atLeast);
    return pageOf(
      caller,
      mailsModel,
      {
        where: [{ field: 'state', in: state ? [state] : LISTED }],
        orderBy: { field: 'receivedAt', direction: 'desc' },
      },
      { first, after },
      (mail) => mailView(mail as MailDocument),
    );
  }

  @ResolveField(() => String, { nullable: true, description: 'Address of its sender; null where it is not known.' })
  async from(@Parent() { document }: Mail, @Context('caller') caller: Caller): Promise<string | undefined> {
    return document.senderId === undefined ? undefined : (await caller.related(peopleModel, document.senderId))?.email;
  }

  @ResolveField(() => Partner, { nullable: true, description: 'Partner of its sender; null where it is not known.' })
  async partner(@Parent() { document }: Mail, @Context('caller') caller: Caller): Promise<Partner | undefined> {
    const { partnerId } = document;
    const partner = partnerId === undefined ? undefined : await caller.related(partnersModel, partnerId);
    return partner && partnerView(partner);
  }
}
