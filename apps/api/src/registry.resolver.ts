import { Inject } from '@nestjs/common';
import {
  Args,
  Context,
  ID,
  InputType,
  Field,
  Int,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { keptKey, type Makegood } from '#engine';
import { type Day, type Json, normalizeCode, parseSerial, type Serial } from '#kernel';
import type { Condition, OrderBy } from '#platform';
import { MAKEGOOD } from '#server';
import { batchesModel, claimsModel, IN_STOCK, partnersModel, policiesModel, productsModel, unitsModel } from '#views';
import { coverageOf, unitCode } from '#warranty';
import type { Caller } from './caller.ts';
import { Claim, ClaimConnection, ClaimFilter, claimView } from './claim.types.ts';
import { claimsWhere, NEWEST_FIRST, requireFound } from './claim.resolver.ts';
import { Connection, Money, moneyView } from './common.types.ts';
import { BatchStateEnum, enumOf } from './enums.ts';
import { failure } from './errors.ts';
import { batchesNamed, pageByName } from './page-by-name.ts';
import { AFTER, FIRST, isGiven, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import {
  Batch,
  batchView,
  Coverage,
  Partner,
  Product,
  partnerView,
  productView,
  Unit,
  unitView,
} from './registry.types.ts';
import { DateScalar, JsonScalar } from './scalars.ts';

const FOR_INVOICED = 'FORBIDDEN to partners other than the invoiced one.';

@ObjectType('PartnerConnection', { description: 'A page of partners.' })
class PartnerConnection extends Connection(Partner, 'Partner') {}

@ObjectType('UnitConnection', { description: 'A page of units.' })
export class UnitConnection extends Connection(Unit, 'Unit') {}

@InputType({ description: 'Which units; all given conditions must hold.' })
export class UnitFilter {
  @Field(() => ID, { nullable: true, description: 'Held by this partner now.' }) partnerId?: string;
  @Field(() => String, { nullable: true, description: 'Of this product.' }) sku?: string;
  @Field(() => ID, { nullable: true, description: 'Of this production batch.' }) batchId?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Shipped on this invoice. A partner finds those invoiced to it (R4).',
  })
  invoiceNumber?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Whose serial begins with this text; case and spaces are ignored.',
  })
  serialPrefix?: string;
}

const UnitOrderEnum = enumOf<'SERIAL' | 'NEWEST'>('UnitOrder', 'The order of units.', {
  SERIAL: 'By serial.',
  NEWEST: 'Newest shipment first.',
});

const UNIT_ORDERS: Readonly<Record<keyof typeof UnitOrderEnum, OrderBy<typeof unitsModel.fields>>> = {
  SERIAL: { field: 'id', direction: 'asc' },
  NEWEST: { field: 'shipment.shippedOn', direction: 'desc' },
};

const unitConditions = ({ partnerId, sku, batchId, invoiceNumber, serialPrefix }: UnitFilter) => {
  const conditions: (Condition<typeof unitsModel.fields> | false)[] = [
    isGiven(partnerId) && { field: 'partnerId', eq: partnerId },
    isGiven(sku) && { field: 'shipment.sku', eq: sku },
    isGiven(batchId) && { field: 'shipment.batchId', eq: batchId },
    isGiven(invoiceNumber) && { field: 'shipment.invoiceNumber', eq: invoiceNumber },
    isGiven(serialPrefix) && { field: 'id', prefix: normalizeCode(serialPrefix) },
  ];
  return conditions.filter((condition) => condition !== false);
};

@Resolver(() => Partner)
export class PartnerResolver {
  @Query(() => Partner, { nullable: true, description: 'Null if it does not exist or the caller may not see it.' })
  async partner(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the partner.' }) id: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<Partner | undefined> {
    caller.atLeast(atLeast);
    const document = await caller.find(partnersModel, id);
    return document && partnerView(document);
  }

  @Query(() => PartnerConnection, { description: 'Partners by name; a partner sees only itself.' })
  async partners(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('text', {
      type: () => String,
      nullable: true,
      description: 'The partner with this id, else those whose name begins with it.',
    })
    text?: string | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.atLeast(atLeast);
    return pageByName(caller, partnersModel, text, { first, after }, partnerView);
  }

  @ResolveField(() => ClaimConnection, { description: 'Its claims, newest first.' })
  async claims(
    @Parent() { id }: Partner,
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('filter', { type: () => ClaimFilter, nullable: true, description: 'Restricts the result; default: all.' })
    filter?: ClaimFilter,
  ) {
    const where = [{ field: 'partnerId', eq: id } as const, ...(await claimsWhere(caller, filter ?? {}))];
    return pageOf(caller, claimsModel, { where, orderBy: NEWEST_FIRST }, { first, after }, claimView);
  }
}

/** More than there can be (C10). */
const CLAIMS_OF_UNIT = 100;

@Resolver(() => Unit)
export class UnitResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Unit, { nullable: true, description: 'Null if it does not exist or the caller may not see it.' })
  async unit(
    @Context('caller') caller: Caller,
    @Args('serial', { description: 'Serial on its plate; case and spaces are ignored.' }) typed: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<Unit | undefined> {
    caller.atLeast(atLeast);
    const serial = parseSerial(typed);
    const document = serial && (await caller.find(unitsModel, serial));
    return document && unitView(document);
  }

  @Query(() => UnitConnection, { description: 'Units; a partner sees those that it holds now (R3).' })
  units(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('filter', { type: () => UnitFilter, nullable: true, description: 'Restricts the result; default: all.' })
    filter?: UnitFilter | null,
    @Args('orderBy', {
      type: () => UnitOrderEnum,
      nullable: true,
      defaultValue: 'SERIAL',
      description: 'Order of the units.',
    })
    orderBy?: keyof typeof UnitOrderEnum | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.atLeast(atLeast);
    const query = { where: unitConditions(filter ?? {}), orderBy: UNIT_ORDERS[orderBy ?? 'SERIAL'] };
    return pageOf(caller, unitsModel, query, { first, after }, unitView);
  }

  @ResolveField(() => Product, { description: 'Its product.' })
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
      'The partner that holds it now; null while it is back in stock. FORBIDDEN to a partner that sold it on.',
  })
  async partner(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Partner | undefined> {
    if (document.partnerId === IN_STOCK) return undefined;
    const partner = await caller.find(partnersModel, document.partnerId);
    // The claimed unit may have been sold on; its new holder is not shown.
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
    // E4: asked for by their ids, those of others would be paid for as well, and be counted by that.
    caller.spend(1);
    const { items } = await caller.models.query(claimsModel, {
      where: [{ field: 'serial', eq: document.id }],
      orderBy: { field: 'submittedAt', direction: 'asc' },
      limit: CLAIMS_OF_UNIT,
    });
    return items.map((item) => claimView(item.document));
  }

  @ResolveField(() => [Unit], {
    description:
      'The unit that was first sold, those that replaced one another since, and this one among them; without those that the caller may not see (C11).',
  })
  async chain(@Parent() { document }: Unit, @Context('caller') caller: Caller): Promise<Unit[]> {
    const before = await followed(caller, document, ({ shipment }) => shipment.replacementOf?.serial);
    const after = await followed(caller, document, ({ replacedBy }) => replacedBy);
    return [...before.toReversed(), document, ...after].map(unitView);
  }

  @ResolveField(() => String, {
    description:
      'For its packing: GET /terms/unit/<code> shows its warranty terms to anyone who has the code, as a page, and with .pdf at the end as PDF (R6).',
  })
  async termsCode(@Parent() { serial }: Unit): Promise<string> {
    return unitCode(serial as Serial, await keptKey(this.makegood.settings.MAKEGOOD_DATA, 'terms'));
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

type SeenUnit = Unit['document'];

/** From replacements of replacements no longer chain is read. */
const LONGEST_CHAIN = 20;

async function followed(
  caller: Caller,
  from: SeenUnit,
  next: (unit: SeenUnit) => string | undefined,
): Promise<readonly SeenUnit[]> {
  const found: SeenUnit[] = [];
  for (let serial = next(from); serial !== undefined && found.length < LONGEST_CHAIN; ) {
    const unit = await caller.find(unitsModel, serial);
    if (!unit) break;
    found.push(unit);
    serial = next(unit);
  }
  return found;
}

/** R4. */
function requireInvoiced<T>(part: T | undefined): T {
  if (part === undefined) throw failure('FORBIDDEN', 'This unit was invoiced to another partner.');
  return part;
}

/** Members visible to staff only. `what`: the beginning of the message. */
export function requireForStaff<T>(part: T | undefined, what: string): T {
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
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<Batch | undefined> {
    caller.requireStaff('The list of batches');
    caller.atLeast(atLeast);
    const document = await caller.find(batchesModel, id);
    return document && batchView(document);
  }

  @Query(() => BatchConnection, { description: 'Newest first. For staff.' })
  async batches(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('state', { type: () => BatchStateEnum, nullable: true, description: 'Only those in this state.' })
    state?: string,
    @Args('text', { type: () => String, nullable: true, description: 'Only those whose id begins with this text.' })
    text?: string | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.requireStaff('The list of batches');
    caller.atLeast(atLeast);
    const orderBy = { field: 'producedOn', direction: 'desc' } as const;
    const ofState = isGiven(state) ? [{ field: 'state', eq: state } as const] : [];
    const where = [...ofState, ...(await batchesNamed(caller, text))];
    return pageOf(caller, batchesModel, { where, orderBy }, { first, after }, batchView);
  }

  @ResolveField(() => Product, { description: 'Its product.' })
  async product(@Parent() { document }: Batch, @Context('caller') caller: Caller): Promise<Product> {
    return productView(requireFound(await caller.related(productsModel, document.sku), 'The product'));
  }

  @ResolveField(() => Int, { description: 'Units of it that were shipped. For staff.' })
  shipped(@Parent() { document }: Batch): number {
    return requireForStaff(document.shipped, 'The number of shipped units of a batch');
  }

  @ResolveField(() => Int, { description: 'Claims submitted for its units. For staff.' })
  claims(@Parent() { document }: Batch): number {
    return requireForStaff(document.claims, 'The number of claims of a batch');
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
