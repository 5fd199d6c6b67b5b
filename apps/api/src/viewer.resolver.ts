import { Inject } from '@nestjs/common';
import { Args, Context, ID, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseSerial } from '#kernel';
import { batchesModel, claimsModel, creditNotesModel, partnersModel, productsModel, unitsModel } from '#views';
import { MAKEGOOD } from '#server';
import { type Makegood, onlyEntityZone } from '#engine';
import { type MailDocument, mailsModel } from '#mail';
import { type NoticeDocument, noticesModel } from '#notices';
import { type AnyRequest, mayAsk, requests } from '#requests';
import { placeOfPartner } from '#use-cases';
import type { Caller } from './caller.ts';
import { claimView } from './claim.types.ts';
import { Node } from './common.types.ts';
import { creditNoteView } from './finance.types.ts';
import { mailView } from './mails.resolver.ts';
import { noticeView } from './notices.resolver.ts';
import { MAY_REBUILD } from './read-models.resolver.ts';
import { batchView, Partner, partnerView, productView, unitView, Viewer } from './registry.types.ts';

@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Viewer, { description: 'The caller.' })
  viewer(@Context('caller') { actor, profile }: Caller): Viewer {
    const { settings, clock } = this.makegood;
    const local = settings.AUTH_JWKS_URL === undefined;
    return Object.assign(new Viewer(), { id: actor.id, role: actor.role, name: profile.name, now: clock.now(), local });
  }

  @ResolveField(() => Partner, { nullable: true, description: 'The partner the token speaks for; null for staff.' })
  async partner(@Context('caller') caller: Caller): Promise<Partner | undefined> {
    const partner = await caller.partner();
    return partner && partnerView(partner);
  }

  @ResolveField(() => [String], {
    description:
      'Names of the mutations that its role allows. Whether one is possible now is said where it would be done: by actions, or by its refusal.',
  })
  requests(@Context('caller') { actor }: Caller): readonly string[] {
    const allowed = Object.values<AnyRequest>(requests).flatMap(({ name, roles }) =>
      mayAsk({ roles }, actor) ? [name] : [],
    );
    return actor.role === MAY_REBUILD ? [...allowed, 'rebuild'] : allowed;
  }

  @ResolveField(() => String, { description: 'Language and country (BCP 47): statedLocale, else en.' })
  locale(@Context('caller') caller: Caller): Promise<string> {
    return caller.locale();
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Language and country (BCP 47) that are known of the person: those of its record as a member of staff, else of the token, else of the partner.',
  })
  statedLocale(@Context('caller') caller: Caller): Promise<string | undefined> {
    return caller.statedLocale();
  }

  @ResolveField(() => String, {
    description: 'IANA time zone in which a day without a zone is meant (R9): statedTimeZone, else UTC.',
  })
  async timeZone(@Context('caller') caller: Caller): Promise<string> {
    return (await this.statedTimeZone(caller)) ?? 'UTC';
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'IANA time zone that is known of the person: that of the token, else of the partner, else of the only legal entity.',
  })
  async statedTimeZone(@Context('caller') { actor, profile }: Caller): Promise<string | undefined> {
    const { aggregates } = this.makegood;
    if (profile.timeZone !== undefined) return profile.timeZone;
    return actor.onBehalfOf === undefined ? onlyEntityZone(aggregates) : placeOfPartner(actor.onBehalfOf, aggregates);
  }

  @Query(() => Node, {
    nullable: true,
    description:
      'A claim, credit note, partner, unit, batch, product, notice or mail by its id; null if it does not exist or the caller may not see it.',
  })
  async node(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the object.' }) id: string,
  ): Promise<Node | undefined> {
    const serial = parseSerial(id);
    const [claim, note, partner, unit, batch, product, notice, mail] = await Promise.all([
      caller.find(claimsModel, id),
      caller.find(creditNotesModel, id),
      caller.find(partnersModel, id),
      serial ? caller.find(unitsModel, serial) : undefined,
      caller.isPartner ? undefined : caller.find(batchesModel, id),
      caller.find(productsModel, id),
      caller.isPartner ? undefined : caller.find(noticesModel, id),
      caller.isPartner ? undefined : caller.find(mailsModel, id),
    ]);
    if (claim) return claimView(claim);
    if (note) return creditNoteView(note);
    if (partner) return partnerView(partner);
    if (unit) return unitView(unit);
    if (batch) return batchView(batch);
    if (notice) return noticeView(notice as NoticeDocument);
    if (mail) return mailView(mail as MailDocument);
    return product && productView(product);
  }
}
