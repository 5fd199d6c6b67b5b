import { Inject } from '@nestjs/common';
import { Context, Field, ID, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import type { Serial } from '#kernel';
import { MAKEGOOD } from '#server';
import { partnersModel } from '#views';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { Money, moneyView } from './common.types.ts';
import { Partner, partnerView, Unit } from './registry.types.ts';
import { DateScalar } from './scalars.ts';

@ObjectType({ description: 'How a unit was invoiced (R2).' })
class UnitInvoice {
  @Field(() => ID, { description: 'The legal entity that invoiced it (R1).' }) legalEntityId!: string;
  @Field({ description: 'Number of the invoice.' }) number!: string;
  @Field(() => Money, { description: 'Net wholesale price of the unit (C8).' }) netPrice!: Money;
  @Field({ description: 'Tax category of the invoice line (UNCL 5305), such as S.' }) taxCategory!: string;
  @Field({ description: 'Tax rate of the invoice line in percent, such as 19.00.' }) taxRate!: string;
  @Field(() => Money, { description: 'Tax on the unit.' }) tax!: Money;
}

@ObjectType({ description: 'One sale of a unit (R3).' })
class UnitSale {
  readonly sale!: { readonly soldBy: string; readonly soldTo?: string | undefined };
  @Field(() => DateScalar, { description: 'Day of the sale.' }) soldOn!: string;
}

@ObjectType({ description: 'One extension of the warranty term of a unit (R8).' })
class CoverageExtension {
  @Field(() => Int, { description: 'Calendar months.' }) months!: number;
  @Field(() => DateScalar, { description: 'Day of purchase.' }) boughtOn!: string;
  @Field(() => String, { nullable: true, description: 'Reason, for the record; null for partners.' })
  reason?: string | undefined;
}

/** What is recorded of a unit beside its shipment. */
@Resolver(() => Unit)
export class UnitRecordsResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => UnitInvoice, {
    nullable: true,
    description: 'How it was invoiced; null to partners other than the invoiced one (R4).',
  })
  invoice(@Parent() { document: { shipment } }: Unit): UnitInvoice | undefined {
    const { legalEntityId, invoiceNumber, netPrice, taxCategory, taxRate, taxAmount } = shipment;
    // Seen together, or not at all.
    if (legalEntityId === undefined || invoiceNumber === undefined || !netPrice || !taxAmount) return undefined;
    if (taxCategory === undefined || taxRate === undefined) return undefined;
    const amounts = { netPrice: moneyView(netPrice), tax: moneyView(taxAmount) };
    return { legalEntityId, number: invoiceNumber, taxCategory, taxRate, ...amounts };
  }

  @ResolveField(() => [UnitSale], { description: 'Its sales, oldest first; empty for partners.' })
  sales(@Parent() { document }: Unit): readonly UnitSale[] {
    return (document.sales ?? []).map((sale) => ({ sale, soldOn: sale.soldOn }));
  }

  @ResolveField(() => [CoverageExtension], { description: 'The extensions of its term, oldest first.' })
  extensions(@Parent() { document }: Unit, @Context('caller') { isPartner }: Caller): readonly CoverageExtension[] {
    return document.extensions.map(({ months, boughtOn, reason }) => ({
      months,
      boughtOn,
      reason: isPartner ? undefined : reason,
    }));
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Of a serial that was mistyped: the one under which the unit continues (R5).',
  })
  async newSerial(@Parent() { serial }: Unit, @Context('caller') caller: Caller): Promise<string | undefined> {
    await caller.streamRead();
    return (await this.makegood.aggregates.unit(serial as Serial))?.newSerial;
  }
}

@Resolver(() => UnitInvoice)
export class UnitInvoiceResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => DateScalar, { nullable: true, description: 'Date of the invoice.' })
  async date(
    @Parent() { legalEntityId, number }: UnitInvoice,
    @Context('caller') caller: Caller,
  ): Promise<string | undefined> {
    await caller.streamRead();
    return (await this.makegood.aggregates.invoice(legalEntityId, number))?.invoiceDate;
  }
}

@Resolver(() => UnitSale)
export class UnitSaleResolver {
  @ResolveField(() => Partner, { description: 'The partner that sold it.' })
  async soldBy(@Parent() { sale }: UnitSale, @Context('caller') caller: Caller): Promise<Partner> {
    return partnerView(requireFound(await caller.related(partnersModel, sale.soldBy), 'The partner'));
  }

  @ResolveField(() => Partner, { nullable: true, description: 'The partner that bought it; null: a consumer.' })
  async soldTo(@Parent() { sale }: UnitSale, @Context('caller') caller: Caller): Promise<Partner | undefined> {
    const { soldTo } = sale;
    return soldTo === undefined
      ? undefined
      : partnerView(requireFound(await caller.related(partnersModel, soldTo), 'The partner'));
  }
}
