import { Inject } from '@nestjs/common';
import { Context, Field, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import { MAKEGOOD } from '#server';
import { writtenIn } from '#use-cases';
import { logAccess } from './access-log.ts';
import type { Caller } from './caller.ts';
import { Mail, MAIL_LINES, MAY_READ_MAILS } from './mails.resolver.ts';

@ObjectType({ description: 'A file of a mail that a claim of it would have.' })
class MailAttachment {
  @Field(() => String, { nullable: true, description: 'Its name, where it has one.' }) name?: string | undefined;
  @Field({ description: 'Its media type, as the sender has declared it.' }) mediaType!: string;
  @Field(() => Int, { description: 'Its size.' }) bytes!: number;
  @Field({ description: 'Its path, for REVIEWER and ADMIN.' }) url!: string;
}

@ObjectType({ description: 'A unit whose serial stands in a mail.' })
class MailUnit {
  @Field({ description: 'Its serial.' }) serial!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The only defect code of its product that stands in the mail; null if none does, or several.',
  })
  defectCode?: string | undefined;
}

@ObjectType({ description: 'What a mail says, and what is certain of a claim that is made of it (N1).' })
class MailContent {
  @Field(() => String, { nullable: true, description: 'The address that it says it is from.' })
  from?: string | undefined;
  @Field({ description: 'Its subject.' }) subject!: string;
  @Field({ description: 'Its text without its form.' }) text!: string;
  @Field(() => [MailAttachment], { description: 'Its files that a claim of it would have, logos left out.' })
  attachments!: readonly MailAttachment[];
  @Field(() => [MailUnit], {
    description: 'Units that it names: those of its partner, or of anyone where that is not known.',
  })
  units!: readonly MailUnit[];
  @Field(() => String, { nullable: true, description: 'What is wrong, in its words; null if it does not say it.' })
  description?: string | undefined;
}

@Resolver(() => Mail)
export class MailContentResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => MailContent, {
    nullable: true,
    description:
      'What it says, for REVIEWER and ADMIN; null for others, once it was deleted, and where it cannot be read.',
  })
  async content(
    @Parent() { id, document: { contentSha256, partnerId } }: Mail,
    @Context('caller') caller: Caller,
  ): Promise<MailContent | undefined> {
    const { actor } = caller;
    if (contentSha256 === undefined || !MAY_READ_MAILS.includes(actor.role)) return undefined;
    caller.spend(MAIL_LINES);
    const written = await writtenIn({ contentSha256 }, partnerId, this.makegood);
    logAccess(this.makegood.logger, actor, { file: `/mails/${id}.eml` });
    return (
      written && {
        ...written,
        attachments: written.attachments.map(({ at, ...file }) => ({ ...file, url: `/mails/${id}/files/${at}` })),
      }
    );
  }
}
