import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Day, Json } from '#kernel';
import { parseSerial } from '#kernel';
import type {
  BatchDocument,
  ClaimDocument,
  CreditNoteDocument,
  PartnerDocument,
  PolicyDocument,
  ProductDocument,
  ProductPoliciesDocument,
  UnitDocument,
} from '#views';
import { coverageOf } from '#warranty';
import { MAKEGOOD } from '#server';
import { type Makegood, stateInWords } from '#engine';
import type { Caller } from './caller.ts';
import { Claim, ClaimConnection, ClaimFilter, claimView } from './claim.types.ts';
import { claimConditions, NEWEST_FIRST, requireFound } from './claim.resolver.ts';
import { Connection, Money, moneyView, Node } from './common.types.ts';
import { failure } from './errors.ts';
import { creditNoteView } from './finance.types.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';
import {
  Batch,
  batchView,
  Coverage,
  Partner,
  Policy,
  Product,
  ProjectionStatus,
  partnerView,
  productView,
  Unit,
  unitView,
  Viewer,
} from './registry.types.ts';
import { DateScalar, JsonScalar } from './scalars.ts';

/** E4, R4: a price belongs to the partner that was invoiced. */
const FOR_INVOICED = 'FORBIDDEN to partners to which it was not invoiced.';

@Resolver(() => Partner)
export class PartnerResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Partner, { nullable: true, description: 'Null when there is none, or it is not for the caller.' })
  async partner(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the partner.' }) id: string,
  ): Promise<Partner | undefined> {
    const document = await caller.find<PartnerDocument>('partners', id);
    return document && partnerView(document);
  }

  @ResolveField(() => ClaimConnection, { description: 'Its claims, submitted last first.' })
  claims(
    @Parent() { id }: Partner,
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('filter', { type: () => ClaimFilter, nullable: true, description: 'Which of them; left out, all.' })
    filter?: ClaimFilter,
  ) {
    const where = claimConditions({ ...filter, partnerId: id });
    return pageOf(this.makegood, caller, 'claims', where, NEWEST_FIRST, { first, after }, claimView);
  }
}

@Resolver(() => Unit)
export class UnitResolver {
  @Query(() => Unit, { nullable: true, description: 'Null when there is none, or it is not for the caller.' })
  async unit(
    @Context('caller') caller: Caller,
    @Args('serial', { description: 'Serial on its plate, whatever its case and blanks.' }) typed: string,
  ): Promise<Unit | undefined> {
    const serial = parseSerial(typed);
    const document = serial && (await caller.find<UnitDocument>('units', serial));
    return document && unitView(document);
  }

  @ResolveField(() => Product, { description: 'What it is.' })
  async product(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Product> {
    return productView(
      requireFound(await caller.related<ProductDocument>('products', document.shipment.sku), 'The product'),
    );
  }

  @ResolveField(() => Batch, { description: 'The production lot it comes from.' })
  async batch(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Batch> {
    return batchView(
      requireFound(await caller.related<BatchDocument>('batches', document.shipment.batchId), 'The batch'),
    );
  }

  @ResolveField(() => Partner, {
    description: 'The partner that has it now. FORBIDDEN to a partner that sold it on to another one.',
  })
  async partner(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Partner> {
    const partner = await caller.find<PartnerDocument>('partners', document.partnerId);
    // A unit on one's own claim may have been sold on since: to whom is not told.
    if (!partner && caller.isPartner) throw failure('FORBIDDEN', 'This unit belongs to another partner now.');
    return partnerView(requireFound(partner, 'The partner'));
  }

  @ResolveField(() => String, { description: `The invoice it was shipped on. ${FOR_INVOICED}` })
  invoiceNumber(@Parent() { document }: Unit, @Context('caller') caller: Caller): string {
    return this.#invoiced(document, caller).invoiceNumber;
  }

  @ResolveField(() => Money, { description: `Net wholesale price on that invoice (C8). ${FOR_INVOICED}` })
  netPrice(@Parent() { document }: Unit, @Context('caller') caller: Caller): Money {
    return moneyView(this.#invoiced(document, caller).netPrice);
  }

  @ResolveField(() => [Claim], { description: 'Its claims that the caller may see, oldest first.' })
  async claims(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Claim[]> {
    const claims = await Promise.all(document.claimIds.map((id) => caller.find<ClaimDocument>('claims', id)));
    return claims.filter((claim) => claim !== undefined).map(claimView);
  }

  @ResolveField(() => Coverage, { description: 'Whether it was covered on that day, with every failed check.' })
  async coverage(
    @Parent() { document }: Unit,
    @Context('caller') caller: Caller,
    @Args('on', { type: () => DateScalar, description: 'The day, such as that of the failure (C3).' }) on: Day,
  ): Promise<Coverage> {
    const { shipment, soldOn, extensionMonths, remedied } = document;
    const known = await caller.related<ProductPoliciesDocument>('product-policies', shipment.sku);
    const policies = await Promise.all(
      (known?.policyIds ?? []).map((id) => caller.related<PolicyDocument>('policies', id)),
    );
    const versions = policies.flatMap((policy) => policy?.versions ?? []);
    const { sku, shippedOn, replacementOf } = shipment;
    const unit = { sku, shippedOn, soldOn, extensionMonths, remedied, replacementOf };
    return { ...coverageOf(unit, versions, { on }), goodwill: false };
  }

  /** What one partner paid is not the business of the partner it was sold on to. */
  #invoiced({ shipment }: UnitDocument, { actor, isPartner }: Caller) {
    if (isPartner && shipment.partnerId !== actor.onBehalfOf)
      throw failure('FORBIDDEN', 'This unit was invoiced to another partner.');
    return shipment;
  }
}

@ObjectType('BatchConnection', { description: 'A page of batches.' })
class BatchConnection extends Connection(Batch, 'Batch') {}

@Resolver(() => Batch)
export class BatchResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Batch, { nullable: true, description: 'Null when there is none. For staff.' })
  async batch(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the batch.' }) id: string,
  ): Promise<Batch | undefined> {
    caller.requireStaff('The list of batches');
    const document = await caller.find<BatchDocument>('batches', id);
    return document && batchView(document);
  }

  @Query(() => BatchConnection, { description: 'Produced last comes first. For staff.' })
  async batches(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
  ) {
    caller.requireStaff('The list of batches');
    return pageOf(
      this.makegood,
      caller,
      'batches',
      [],
      { field: 'producedOn', direction: 'desc' },
      { first, after },
      batchView,
    );
  }

  @ResolveField(() => Product, { description: 'What was produced.' })
  async product(@Parent() { document }: Batch, @Context('caller') caller: Caller): Promise<Product> {
    return productView(requireFound(await caller.related<ProductDocument>('products', document.sku), 'The product'));
  }

  // E4: how many claims others have made is not told to a partner, nor is the factory's record.
  @ResolveField(() => Int, { description: 'Units of it that were shipped. For staff.' })
  shipped(@Parent() { document }: Batch, @Context('caller') caller: Caller): number {
    caller.requireStaff('How much of a batch is out');
    return document.shipped;
  }

  @ResolveField(() => Int, { description: 'Claims submitted for its units. For staff.' })
  claims(@Parent() { document }: Batch, @Context('caller') caller: Caller): number {
    caller.requireStaff('How many claims a batch has');
    return document.claims;
  }

  @ResolveField(() => JsonScalar, {
    nullable: true,
    description:
      "Its newest quality-control record, in the factory's own form; null when there is none, and for partners.",
  })
  qc(@Parent() { document }: Batch, @Context('caller') caller: Caller): Json | undefined {
    return caller.isPartner ? undefined : document.qc;
  }
}

@Resolver()
export class ViewerResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Viewer, { description: 'Who is asking.' })
  async viewer(@Context('caller') caller: Caller): Promise<Viewer> {
    const { id, role, onBehalfOf } = caller.actor;
    const partner = onBehalfOf === undefined ? undefined : await caller.find<PartnerDocument>('partners', onBehalfOf);
    return { id, role, partner: partner && partnerView(partner) };
  }

  @Query(() => Policy, { nullable: true, description: 'One version of a policy; null when there is none.' })
  async policy(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the policy.' }) id: string,
    @Args('version', { type: () => Int, nullable: true, description: 'Left out: the newest.' }) version?: number,
  ): Promise<Policy | undefined> {
    const versions = (await caller.find<PolicyDocument>('policies', id))?.versions;
    const policy = version ? versions?.find((one) => one.version === version) : versions?.at(-1);
    return policy && { ...policy, id };
  }

  @Query(() => Node, {
    nullable: true,
    description:
      'A claim, credit note, partner, unit, batch or product by its id; null when there is none for the caller.',
  })
  async node(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the object.' }) id: string,
  ): Promise<Node | undefined> {
    const serial = parseSerial(id);
    const [claim, note, partner, unit, batch, product] = await Promise.all([
      caller.find<ClaimDocument>('claims', id),
      caller.find<CreditNoteDocument>('credit-notes', id),
      caller.find<PartnerDocument>('partners', id),
      serial ? caller.find<UnitDocument>('units', serial) : undefined,
      caller.isPartner ? undefined : caller.find<BatchDocument>('batches', id),
      caller.find<ProductDocument>('products', id),
    ]);
    if (claim) return claimView(claim);
    if (note) return creditNoteView(note);
    if (partner) return partnerView(partner);
    if (unit) return unitView(unit);
    if (batch) return batchView(batch);
    return product && productView(product);
  }

  @Query(() => [ProjectionStatus], { description: 'How far each read model has followed the log. For staff.' })
  async projections(@Context('caller') caller: Caller): Promise<ProjectionStatus[]> {
    caller.requireStaff('The state of the read models');
    const { readModels } = await this.makegood.status();
    return readModels.map((status) => ({ ...status, state: stateInWords(status.state) }));
  }
}
