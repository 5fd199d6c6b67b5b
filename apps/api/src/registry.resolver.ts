import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Day, Json } from '#kernel';
import { parseSerial } from '#kernel';
import {
  batchesModel,
  claimsModel,
  creditNotesModel,
  IN_STOCK,
  partnersModel,
  policiesModel,
  productsModel,
  unitsModel,
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

const FOR_INVOICED = 'FORBIDDEN to partners to which it was not invoiced.';

@Resolver(() => Partner)
export class PartnerResolver {
  @Query(() => Partner, { nullable: true, description: 'Null when there is none, or it is not for the caller.' })
  async partner(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the partner.' }) id: string,
  ): Promise<Partner | undefined> {
    const document = await caller.find(partnersModel, id);
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
    return pageOf(caller, claimsModel, { where, orderBy: NEWEST_FIRST }, { first, after }, claimView);
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
    const document = serial && (await caller.find(unitsModel, serial));
    return document && unitView(document);
  }

  @ResolveField(() => Product, { description: 'What it is.' })
  async product(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Product> {
    return productView(requireFound(await caller.related(productsModel, document.shipment.sku), 'The product'));
  }

  @ResolveField(() => Batch, { description: 'The production lot it comes from.' })
  async batch(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Batch> {
    return batchView(requireFound(await caller.related(batchesModel, document.shipment.batchId), 'The batch'));
  }

  @ResolveField(() => Partner, {
    nullable: true,
    description:
      'The partner that has it now; null while it is back in stock. FORBIDDEN to a partner that sold it on to another one.',
  })
  async partner(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Partner | undefined> {
    if (document.partnerId === IN_STOCK) return undefined;
    const partner = await caller.find(partnersModel, document.partnerId);
    // The unit of the caller's claim may have been sold on: its new holder is not shown.
    if (!partner && caller.isPartner) throw failure('FORBIDDEN', 'This unit belongs to another partner now.');
    return partnerView(requireFound(partner, 'The partner'));
  }

  @ResolveField(() => String, { description: `The invoice it was shipped on. ${FOR_INVOICED}` })
  invoiceNumber(@Parent() { document }: Unit): string {
    return requireInvoiced(document.shipment.invoiceNumber);
  }

  @ResolveField(() => Money, { description: `Net wholesale price on that invoice (C8). ${FOR_INVOICED}` })
  netPrice(@Parent() { document }: Unit): Money {
    return moneyView(requireInvoiced(document.shipment.netPrice));
  }

  @ResolveField(() => [Claim], { description: 'Its claims that the caller may see, oldest first.' })
  async claims(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Claim[]> {
    const claims = await Promise.all(document.claimIds.map((id) => caller.find(claimsModel, id)));
    return claims.filter((claim) => claim !== undefined).map(claimView);
  }

  @ResolveField(() => Coverage, { description: 'Whether it was covered on that day, with every failed check.' })
  async coverage(
    @Parent() { document }: Unit,
    @Context('caller') caller: Caller,
    @Args('on', { type: () => DateScalar, description: 'The day, such as that of the failure (C3).' }) on: Day,
  ): Promise<Coverage> {
    const { shipment, soldOn, extensions, remedied } = document;
    const product = await caller.related(productsModel, shipment.sku);
    const policies = await Promise.all((product?.policyIds ?? []).map((id) => caller.related(policiesModel, id)));
    const versions = policies.flatMap((policy) => policy?.versions ?? []);
    const { sku, shippedOn, policy, replacementOf } = shipment;
    const unit = { sku, shippedOn, ...(policy && { policy }), soldOn, extensions, remedied, replacementOf };
    return { ...coverageOf(unit, versions, { on }), goodwill: false };
  }
}

/** R4: only the partner that was invoiced sees an invoice. */
function requireInvoiced<T>(part: T | undefined): T {
  if (part === undefined) throw failure('FORBIDDEN', 'This unit was invoiced to another partner.');
  return part;
}

/** Members of a document that only staff see. `what` begins the message. */
function requireForStaff<T>(part: T | undefined, what: string): T {
  if (part === undefined) throw failure('FORBIDDEN', `${what} is for the manufacturer's staff.`);
  return part;
}

@ObjectType('BatchConnection', { description: 'A page of batches.' })
class BatchConnection extends Connection(Batch, 'Batch') {}

@Resolver(() => Batch)
export class BatchResolver {
  @Query(() => Batch, { nullable: true, description: 'Null when there is none. For staff.' })
  async batch(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the batch.' }) id: string,
  ): Promise<Batch | undefined> {
    caller.requireStaff('The list of batches');
    const document = await caller.find(batchesModel, id);
    return document && batchView(document);
  }

  @Query(() => BatchConnection, { description: 'Produced last comes first. For staff.' })
  async batches(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
  ) {
    caller.requireStaff('The list of batches');
    const orderBy = { field: 'producedOn', direction: 'desc' } as const;
    return pageOf(caller, batchesModel, { orderBy }, { first, after }, batchView);
  }

  @ResolveField(() => Product, { description: 'What was produced.' })
  async product(@Parent() { document }: Batch, @Context('caller') caller: Caller): Promise<Product> {
    return productView(requireFound(await caller.related(productsModel, document.sku), 'The product'));
  }

  @ResolveField(() => Int, { description: 'Units of it that were shipped. For staff.' })
  shipped(@Parent() { document }: Batch): number {
    return requireForStaff(document.shipped, 'How much of a batch is out');
  }

  @ResolveField(() => Int, { description: 'Claims submitted for its units. For staff.' })
  claims(@Parent() { document }: Batch): number {
    return requireForStaff(document.claims, 'How many claims a batch has');
  }

  @ResolveField(() => JsonScalar, {
    nullable: true,
    description:
      "Its newest quality-control record, in the factory's own form; null when there is none, and for partners.",
  })
  qc(@Parent() { document }: Batch): Json | undefined {
    return document.qc;
  }
}

@Resolver()
export class ViewerResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Viewer, { description: 'Who is asking.' })
  async viewer(@Context('caller') caller: Caller): Promise<Viewer> {
    const { id, role, onBehalfOf } = caller.actor;
    const partner = onBehalfOf === undefined ? undefined : await caller.find(partnersModel, onBehalfOf);
    return { id, role, partner: partner && partnerView(partner) };
  }

  @Query(() => Policy, { nullable: true, description: 'One version of a policy; null when there is none.' })
  async policy(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the policy.' }) id: string,
    @Args('version', { type: () => Int, nullable: true, description: 'Left out: the newest.' }) version?: number,
  ): Promise<Policy | undefined> {
    const versions = (await caller.find(policiesModel, id))?.versions;
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
      caller.find(claimsModel, id),
      caller.find(creditNotesModel, id),
      caller.find(partnersModel, id),
      serial ? caller.find(unitsModel, serial) : undefined,
      caller.isPartner ? undefined : caller.find(batchesModel, id),
      caller.find(productsModel, id),
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
