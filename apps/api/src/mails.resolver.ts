import { Args, Context, Field, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Instant } from '#kernel';
import { claimMailsModel, type MailDocument, mailsModel } from '#mail';
import { peopleModel } from '#people';
import { claimsModel, partnersModel, wasKnown } from '#views';
import type { Caller } from './caller.ts';
import { Claim, claimView } from './claim.types.ts';
import { Connection, Deletion, deletionView, Node } from './common.types.ts';
import { enumOf } from './enums.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { Partner, partnerView } from './registry.types.ts';
import { DateTimeScalar } from './scalars.ts';

const NO_CLAIM = ['UNKNOWN_SENDER', 'FAILED_CHECKS', 'NEEDS_STAFF', 'ANSWERED'] as const;

const MailStateEnum = enumOf<Exclude<MailDocument['state'], 'UNREAD'>>('MailState', 'What became of a mail (N1).', {
  UNKNOWN_SENDER: 'Its sender is no contact of a partner, or of several. It got no answer.',
  FAILED_CHECKS: 'DKIM, SPF or DMARC say that it is not from whom it says. It got no answer.',
  NEEDS_STAFF: 'A person has to read it.',
  ANSWERED: 'Its sender was told what is missing.',
  CLAIMED: 'It became claims.',
  ADDED_TO_CLAIM: 'It answered a notice, and its files or its choice are with the claim.',
  IGNORED: 'A program wrote it.',
  DELETED: 'It is not kept any more (A4).',
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

@ObjectType({ implements: () => [Node], description: 'A mail that came in (N1). Staff only.' })
export class Mail extends Node {
  @Field(() => MailStateEnum, { description: 'What became of it.' }) state!: string;
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
  @Field(() => [ID], { description: 'Ids of the claims that it is about.' }) claimIds!: readonly string[];
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was deleted (A4); null while it is kept.' })
  deletedAt?: Instant | undefined;
  @Field(() => Deletion, { nullable: true, description: 'When and why it was deleted (A4); null while it is kept.' })
  deletion?: Deletion | undefined;
  readonly document!: MailDocument;
}

/** Of a mail as it came, or was sent. */
export const MAY_READ_MAILS: readonly string[] = ['REVIEWER', 'ADMIN'];

/** What it costs to read one. */
export const MAIL_LINES = 50;

export const mailView = (document: MailDocument): Mail =>
  Object.assign(new Mail(), document, {
    document,
    deletion: deletionView(document.deletedAt, document.deletionReason),
    problems: document.problems.map(({ refusal, ...problem }) => ({ ...problem, refusal: refusal?.code })),
  });

@ObjectType('MailConnection', { description: 'A page of mails.' })
class MailConnection extends Connection(Mail, 'Mail') {}

@Resolver(() => Mail)
export class MailsResolver {
  @Query(() => MailConnection, {
    description: 'Mails that came in, newest first: by default those that are no claim (N1). Staff only.',
  })
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
        where: [{ field: 'state', in: state ? [state] : NO_CLAIM }],
        orderBy: { field: 'receivedAt', direction: 'desc' },
      },
      { first, after },
      (mail) => mailView(mail as MailDocument),
    );
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Path of the mail as it came, for REVIEWER and ADMIN; null for others, and once it was deleted.',
  })
  original(@Parent() { id, deletedAt }: Mail, @Context('caller') { actor }: Caller): string | undefined {
    return deletedAt === undefined && MAY_READ_MAILS.includes(actor.role) ? `/mails/${id}.eml` : undefined;
  }

  @ResolveField(() => [Claim], { description: 'Claims that it is about.' })
  async claims(@Parent() { claimIds }: Mail, @Context('caller') caller: Caller): Promise<readonly Claim[]> {
    const claims = await Promise.all(claimIds.map((id) => caller.find(claimsModel, id)));
    return claims.filter((claim) => claim !== undefined).map(claimView);
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

/** More than a claim ever has. */
const MOST = 200;

@Resolver(() => Claim)
export class ClaimMailsResolver {
  @ResolveField(() => [Mail], {
    description: 'Mails that it was made of or that are about it, oldest first (N3); empty for partners.',
  })
  async mails(@Parent() claim: Claim, @Context('caller') caller: Caller): Promise<readonly Mail[]> {
    return caller.isPartner ? [] : mailsOfClaim(caller, claim);
  }
}

/** Oldest first. */
export async function mailsOfClaim(caller: Caller, { id, moment }: Claim): Promise<readonly Mail[]> {
  const { items } = await caller.models.query(claimMailsModel, {
    where: [{ field: 'claimId', eq: id }],
    limit: MOST,
  });
  const found = await caller.models.get(
    mailsModel,
    items.map(({ document: { mailId } }) => mailId as string),
  );
  return [...found.values()]
    .map((mail) => mailView(mail as MailDocument))
    .filter(({ receivedAt }) => wasKnown(receivedAt, moment))
    .sort((one, other) => (one.receivedAt < other.receivedAt ? -1 : 1));
}
