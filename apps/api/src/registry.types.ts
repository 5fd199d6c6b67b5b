import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import type { batchesModel, partnersModel, policiesModel, productsModel, SeenOf, unitsModel } from '#views';
import { Node } from './common.types.ts';
import { EvidenceKindEnum, PolicyKindEnum, RoleEnum, StandingInstructionEnum, StartAnchorEnum } from './enums.ts';
import { DateScalar, DateTimeScalar, DurationScalar } from './scalars.ts';

@ObjectType({ description: 'Postal address of a company.' })
export class Address {
  @Field(() => [String], { description: 'Street, building and the like.' }) lines!: readonly string[];
  @Field({ description: 'City.' }) city!: string;
  @Field(() => String, { nullable: true, description: 'Postal code, if the country has one.' })
  postalCode?: string | undefined;
  @Field({ description: 'ISO 3166-1 alpha-2 code, such as KR.' }) country!: string;
}

@ObjectType({
  implements: () => [Node],
  description: 'A business partner: a distributor, retailer or marketplace seller.',
})
export class Partner extends Node {
  readonly document!: SeenOf<typeof partnersModel>;
  @Field({ description: 'Name of the company.' }) name!: string;
  @Field({ description: 'Language and country (BCP 47), such as ko-KR.' }) locale!: string;
  @Field({ description: 'ISO 4217 code of the currency it is invoiced in, such as KRW.' }) currency!: string;
  @Field({ description: 'Id of its account manager, a member of staff.' }) accountManager!: string;
  @Field(() => StandingInstructionEnum, { description: 'The remedy for claims that state no preference (C7).' })
  standingInstruction!: string;
  @Field(() => String, { nullable: true, description: 'IANA name of its time zone; null if not stated.' })
  timeZone?: string | undefined;
  @Field(() => String, {
    nullable: true,
    description: 'Calendar by which its claims are answered; null: the default one (S7).',
  })
  calendarId?: string | undefined;
  @Field(() => Float, {
    description: 'Claims submitted per unit received, shipped or sold on to it; 0 while it has received none.',
  })
  claimRate!: number;
}

export const partnerView = (document: SeenOf<typeof partnersModel>): Partner => {
  const { name, locale, currency, accountManager, standingInstruction, timeZone, calendarId } = document.terms;
  const { id, unitsHeld, claimsSubmitted } = document;
  const claimRate = unitsHeld === 0 ? 0 : claimsSubmitted / unitsHeld;
  return Object.assign(new Partner(), {
    id,
    name,
    locale,
    currency,
    accountManager,
    standingInstruction,
    timeZone,
    calendarId,
    claimRate,
    document,
  });
};

@ObjectType({ implements: () => [Node], description: 'A product.' })
export class Product extends Node {
  readonly document!: SeenOf<typeof productsModel>;
  @Field({ description: 'Stock keeping unit. It is also its id.' }) sku!: string;
  @Field({ description: 'Name of the product.' }) name!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Weight of one unit with its packing, in grams; null if not stated.',
  })
  weightGrams?: number | undefined;
  @Field(() => String, {
    nullable: true,
    description:
      'Products of one family are alike: what is known of the others says what to expect of a new one (B3). For staff; null for others, and if not stated.',
  })
  family?: string | undefined;
}

export const productView = (document: SeenOf<typeof productsModel>): Product =>
  Object.assign(new Product(), {
    id: document.id,
    sku: document.id,
    name: document.name,
    weightGrams: document.weightGrams,
    family: document.family,
    document,
  });

@ObjectType({ description: 'A defect that a product can have.' })
export class ProductDefect {
  @Field({ description: 'Its code, such as NO-LIGHT.' }) code!: string;
  @Field({ description: 'Its group for watching batches (B2).' }) group!: string;
  @Field({ description: "Its label in the caller's language; the code if it has none." }) label!: string;
}

@ObjectType({ implements: () => [Node], description: 'One physical unit, identified by its serial.' })
export class Unit extends Node {
  readonly document!: SeenOf<typeof unitsModel>;
  @Field({ description: 'Serial on its plate, in capitals without spaces. It is also its id.' }) serial!: string;
  @Field(() => DateScalar, { description: 'Day on which it was shipped to its first partner.' }) shippedOn!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day on which it was sold to the consumer; null while unknown.',
  })
  soldOn?: string | undefined;
  @Field(() => String, {
    nullable: true,
    description: 'The order it was shipped on, null when none was stated; for the partner it was shipped to.',
  })
  orderNumber?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Name of its carrier; for the partner it was shipped to.' })
  carrier?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Its tracking number; for the partner it was shipped to.' })
  trackingNumber?: string | undefined;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day of delivery, null while not recorded; for the partner it was shipped to.',
  })
  deliveredOn?: string | undefined;
  @Field(() => String, { nullable: true, description: 'What shows that delivery.' })
  deliveryProof?: string | undefined;
}

export const unitView = (document: SeenOf<typeof unitsModel>): Unit =>
  Object.assign(new Unit(), {
    orderNumber: document.shipment.orderNumber,
    carrier: document.delivery?.carrier ?? document.shipment.carrier,
    trackingNumber: document.delivery?.trackingNumber ?? document.shipment.trackingNumber,
    deliveredOn: document.delivery?.deliveredOn,
    deliveryProof: document.delivery?.proof,
    id: document.id,
    serial: document.id,
    shippedOn: document.shipment.shippedOn,
    soldOn: document.soldOn,
    document,
  });

@ObjectType({ implements: () => [Node], description: 'A production lot of one product.' })
export class Batch extends Node {
  readonly document!: SeenOf<typeof batchesModel>;
  @Field(() => DateScalar, { description: 'Day of production.' }) producedOn!: string;
  @Field(() => Int, { description: 'Units produced.' }) quantity!: number;
}

export const batchView = (document: SeenOf<typeof batchesModel>): Batch => {
  const { id, producedOn, quantity } = document;
  return Object.assign(new Batch(), { id, producedOn, quantity, document });
};

@ObjectType({ description: 'A file that a policy asks for (E2).' })
class PolicyEvidence {
  @Field(() => String, { nullable: true, description: 'For claims with this defect; null: for every claim.' })
  defectCode?: string | undefined;
  @Field(() => EvidenceKindEnum, { description: 'What it shows.' }) kind!: string;
  @Field(() => Int, { description: 'At least so many.' }) atLeast!: number;
}

@ObjectType({ description: 'One version of the warranty terms of some products; versions are never edited.' })
export class Policy {
  @Field(() => ID, { description: 'Id that all its versions share.' }) id!: string;
  @Field(() => Int, { description: 'Number of this version, from 1.' }) version!: number;
  @Field(() => PolicyKindEnum, { description: 'How much it covers.' }) kind!: string;
  @Field(() => Int, { description: 'Length of the warranty term in calendar months.' }) months!: number;
  @Field(() => DateScalar, { description: 'It governs units whose term begins on this day or later.' })
  effectiveFrom!: string;
  @Field(() => String, { nullable: true, description: 'Its wording in plain language; null if none was given.' })
  text?: string | undefined;
  @Field(() => [String], { description: 'SKUs of the products it names.' }) skus!: readonly string[];
  @Field(() => [String], { description: 'Codes of the defects it excludes.' }) excludedDefects!: readonly string[];
  @Field(() => [String], {
    nullable: true,
    description: 'Codes of the defects it covers; null: every one that it does not exclude.',
  })
  coveredDefects?: readonly string[] | undefined;
  @Field(() => StartAnchorEnum, { description: 'Day on which the term begins.' }) startAnchor!: string;
  @Field(() => Int, {
    nullable: true,
    description:
      'Months after the shipment at which a term begins at the latest that starts with the sale; null: none (R7).',
  })
  latestStartMonths?: number | undefined;
  @Field(() => Int, {
    nullable: true,
    description: 'Days from the failure within which a claim must be submitted; null: unlimited.',
  })
  claimWindowDays?: number | undefined;
  @Field(() => [PolicyEvidence], { description: 'Files required with a claim (E2).' })
  evidenceDemanded!: readonly PolicyEvidence[];
  @Field(() => DurationScalar, { description: 'Business hours within which a claim is resolved (S1).' })
  resolutionTarget!: string;
  @Field(() => DurationScalar, { description: 'Business hours within which a claim is first reviewed (S1).' })
  firstReviewTarget!: string;
  @Field(() => Int, { description: 'Business days that a partner has to send evidence (C6).' }) evidenceDays!: number;
  @Field(() => Int, { description: 'Business days that a partner has to choose the remedy (C7).' }) choiceDays!: number;
  readonly document!: SeenOf<typeof policiesModel>;
}

/** Without `version`: the newest. */
export function policyView(document: SeenOf<typeof policiesModel>, version?: number): Policy | undefined {
  const { id, versions } = document;
  const policy = version ? versions.find((one) => one.version === version) : versions.at(-1);
  return policy && { ...policy, id, document };
}

@ObjectType({ description: 'One reason why a unit is not covered.' })
export class FailedCheck {
  @Field({ description: 'Stable code: EXPIRED, NO_POLICY, NO_SALE_DATE, EXCLUDED_DEFECT and others.' }) code!: string;
  @Field({ description: 'The reason in words, in English.' }) message!: string;
}

@ObjectType({ description: 'Whether a unit was covered on a day, and if not, every reason (C3, C4).' })
export class Coverage {
  @Field({ description: 'True if no check failed.' }) covered!: boolean;
  @Field(() => String, { nullable: true, description: 'The policy that governs the unit; null when there is none.' })
  policyId?: string | undefined;
  @Field(() => Int, { nullable: true, description: 'The version of that policy; null when there is none.' })
  policyVersion?: number | undefined;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day covered; null if the start of the term is unknown.',
  })
  expiresOn?: string | undefined;
  @Field({ description: 'Whether the claim was approved although the unit was not covered (C3).' }) goodwill!: boolean;
  @Field(() => [FailedCheck], { description: 'Every check that failed, not only the first.' })
  failedChecks!: readonly FailedCheck[];
}

@ObjectType({ description: 'The caller, as identified by the bearer token.' })
export class Viewer {
  @Field(() => String, { description: 'Id of the person: the subject of the token.' }) id!: string;
  @Field(() => RoleEnum, { description: 'What the token allows.' }) role!: string;
  @Field(() => String, { nullable: true, description: 'Name of the person in the token; null if it has none.' })
  name?: string | undefined;
  @Field(() => DateTimeScalar, { description: 'The time of the server, to correct device clocks.' })
  now!: string;
  @Field({
    description: 'Whether tokens are signed with the local key, without an identity provider; never in production.',
  })
  local!: boolean;
}
