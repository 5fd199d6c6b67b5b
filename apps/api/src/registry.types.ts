import { Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import type { BatchDocument, PartnerDocument, ProductDocument, UnitDocument } from '#views';
import { DateScalar, PolicyKindEnum, PositionScalar, RoleEnum, StandingInstructionEnum } from '#requests';
import { Node } from './common.types.ts';

@ObjectType({ implements: () => [Node] })
export class Partner extends Node {
  readonly document!: PartnerDocument;
  @Field() name!: string;
  @Field() locale!: string;
  @Field() currency!: string;
  @Field() accountManager!: string;
  @Field(() => StandingInstructionEnum) standingInstruction!: string;
  @Field(() => Float, { description: 'Claims submitted per unit shipped.' }) claimRate!: number;
}

export const partnerView = (document: PartnerDocument): Partner => {
  const { name, locale, currency, accountManager, standingInstruction } = document.terms;
  const { id, unitsShipped, claimsSubmitted } = document;
  const claimRate = unitsShipped === 0 ? 0 : claimsSubmitted / unitsShipped;
  return Object.assign(new Partner(), {
    id,
    name,
    locale,
    currency,
    accountManager,
    standingInstruction,
    claimRate,
    document,
  });
};

@ObjectType({ implements: () => [Node] })
export class Product extends Node {
  @Field() sku!: string;
  @Field() name!: string;
}

export const productView = ({ id, name }: ProductDocument): Product =>
  Object.assign(new Product(), { id, sku: id, name });

@ObjectType({ implements: () => [Node] })
export class Unit extends Node {
  readonly document!: UnitDocument;
  @Field() serial!: string;
  @Field(() => DateScalar) shippedOn!: string;
  @Field(() => DateScalar, { nullable: true }) soldOn?: string | undefined;
}

export const unitView = (document: UnitDocument): Unit =>
  Object.assign(new Unit(), {
    id: document.id,
    serial: document.id,
    shippedOn: document.shipment.shippedOn,
    soldOn: document.soldOn,
    document,
  });

@ObjectType({ implements: () => [Node] })
export class Batch extends Node {
  readonly document!: BatchDocument;
  @Field(() => DateScalar) producedOn!: string;
  @Field(() => Int) quantity!: number;
}

export const batchView = (document: BatchDocument): Batch => {
  const { id, producedOn, quantity } = document;
  return Object.assign(new Batch(), { id, producedOn, quantity, document });
};

@ObjectType()
export class Policy {
  @Field(() => ID) id!: string;
  @Field(() => Int) version!: number;
  @Field(() => PolicyKindEnum) kind!: string;
  @Field(() => Int) months!: number;
  @Field(() => DateScalar) effectiveFrom!: string;
  @Field(() => String, { nullable: true }) text?: string | undefined;
}

@ObjectType()
export class FailedCheck {
  @Field() code!: string;
  @Field() message!: string;
}

@ObjectType()
export class Coverage {
  @Field() covered!: boolean;
  @Field(() => String, { nullable: true }) policyId?: string | undefined;
  @Field(() => Int, { nullable: true }) policyVersion?: number | undefined;
  @Field(() => DateScalar, { nullable: true }) expiresOn?: string | undefined;
  @Field() goodwill!: boolean;
  @Field(() => [FailedCheck]) failedChecks!: readonly FailedCheck[];
}

@ObjectType()
export class Viewer {
  @Field(() => String) id!: string;
  @Field(() => RoleEnum) role!: string;
  @Field(() => Partner, { nullable: true, description: "Whom a partner's token speaks for." }) partner?:
    | Partner
    | undefined;
}

@ObjectType()
export class ProjectionStatus {
  @Field() name!: string;
  @Field(() => Int) version!: number;
  @Field(() => PositionScalar) position!: string;
  @Field(() => Int) lagEvents!: number;
  @Field(() => Float) lagSeconds!: number;
  @Field() state!: string;
}
