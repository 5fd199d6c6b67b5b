import { createUnionType, Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { claimNumber } from '#kernel';
import type { creditNotesModel, replacementsModel, SeenOf } from '#views';
import { Accepted, Connection, Money, moneyView, Node, Refused } from './common.types.ts';
import { Batch } from './registry.types.ts';
import { enumOf } from './enums.ts';
import { DateScalar, DateTimeScalar } from './scalars.ts';

export const CreditNoteStatusEnum = enumOf<'ISSUED' | 'SETTLED' | 'REVERSED'>(
  'CreditNoteStatus',
  'The state of a credit note.',
  {
    ISSUED: 'Issued, not settled yet.',
    SETTLED: 'Paid out, or set off against an invoice.',
    REVERSED: 'Reversed by a later document (F4).',
  },
);
export const PayerEnum = enumOf<'MANUFACTURER'>('Payer', 'Who pays freight.', {
  MANUFACTURER: 'The manufacturer, always (C8).',
});
export const ReplacementStatusEnum = enumOf<'OWED' | 'ALLOTTED' | 'SHIPPED' | 'CONVERTED'>(
  'ReplacementStatus',
  'The state of a replacement (F6).',
  {
    OWED: 'Owed to the partner.',
    ALLOTTED: "Put on one of the partner's regular orders.",
    SHIPPED: 'On its way, with its own serial.',
    CONVERTED: "Converted to a credit at the partner's request.",
  },
);

@ObjectType({ description: 'The reversal of a credit note by an invoice document of its own (F4).' })
export class Reversal {
  @Field({ description: 'Why it is reversed.' }) reason!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Number of the document, such as MG-2026-R000001; null for a moment, until it is issued.',
  })
  number?: string | undefined;
  @Field(() => DateScalar, { nullable: true, description: 'Day of issue of the document.' })
  issuedOn?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Path of the document as UBL 2.1.' }) ublUrl?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Path of the document as PDF.' }) pdfUrl?: string | undefined;
}

@ObjectType({ description: 'The payment of a credit note, or its setting off (F5).' })
export class Settlement {
  @Field(() => DateScalar, { description: 'When it was paid out or set off.' }) settledOn!: string;
  @Field({ description: 'Reference of the payment in the finance system.' }) reference!: string;
}

@ObjectType({
  implements: () => [Node],
  description: 'The document that credits a claim: the net price invoiced for the unit, with its tax (C8, F1).',
})
export class CreditNote extends Node {
  readonly document!: SeenOf<typeof creditNotesModel>;
  @Field({ description: 'Consecutive number in its series, such as MG-2026-000042. It is also its id.' })
  number!: string;
  @Field({ description: 'Its series: legal entity and year, such as MG-2026.' }) series!: string;
  @Field(() => DateScalar, { description: 'Day of issue; never earlier than that of the previous note.' })
  issuedOn!: string;
  @Field(() => Money, { description: 'Net amount: the price that was invoiced for the unit.' }) amount!: Money;
  @Field(() => Money, { description: 'Tax on it, by category and rate of the original invoice line (F3).' })
  tax!: Money;
  @Field(() => Money, { description: 'Net amount and tax together.' }) payable!: Money;
  @Field({ description: 'The original invoice that it refers to.' }) invoiceNumber!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Date of that invoice.' }) invoiceDate?: string;
  @Field(() => String, { nullable: true, description: 'Tax rate of the original invoice line, in percent: 19.00.' })
  taxRate?: string;
  @Field(() => String, { nullable: true, description: 'Tax category of the original invoice line (UNCL 5305): S.' })
  taxCategory?: string;
  @Field(() => [String], { description: 'Serials of the units it credits.' }) serials!: string[];
  @Field({ description: 'Number of the claim that it credits, as it stands on the document.' }) claimNumber!: string;
  @Field({ description: 'Id of the legal entity that invoiced and credits (R1).' }) legalEntity!: string;
  @Field(() => CreditNoteStatusEnum, { description: 'Its current state.' }) status!: string;
  @Field(() => Settlement, { nullable: true, description: 'How it was settled; null while it is not.' })
  settlement?: Settlement | undefined;
  @Field(() => Reversal, { nullable: true, description: 'Its reversal; null if none was requested.' })
  reversal?: Reversal | undefined;
  @Field({ description: 'Path of the document as UBL 2.1, for electronic booking. To be asked for with the token.' })
  ublUrl!: string;
  @Field({ description: 'Path of the document as PDF, for people. To be asked for with the token.' }) pdfUrl!: string;
}

const pathsOf = (number: string) => ({
  ublUrl: `/credit-notes/${number}.xml`,
  pdfUrl: `/credit-notes/${number}.pdf`,
});

export const creditNoteView = (document: SeenOf<typeof creditNotesModel>): CreditNote => {
  const { number, series, issuedOn, invoiceNumber, invoiceDate, status, tax, settlement, reversal } = document;
  return Object.assign(new CreditNote(), {
    id: number,
    number,
    series,
    issuedOn,
    amount: moneyView(document.amount),
    tax: moneyView(tax.amount),
    taxRate: tax.rate,
    taxCategory: tax.category,
    invoiceDate,
    serials: [document.serial],
    claimNumber: claimNumber(document.claimId),
    legalEntity: document.legalEntityId,
    payable: moneyView(document.payable),
    invoiceNumber,
    status,
    settlement,
    reversal: reversal && { ...reversal, ...(reversal.number !== undefined && pathsOf(reversal.number)) },
    ...pathsOf(number),
    document,
  });
};

@ObjectType({ description: 'The command was executed, now or by an earlier request with the same key.' })
export class CreditNoteAccepted extends Accepted {
  @Field(() => CreditNote, { description: 'The credit note afterwards.' }) creditNote!: CreditNote;
}

export const CreditNoteResult = createUnionType({
  name: 'CreditNoteResult',
  description: 'The outcome of a command to a credit note.',
  types: () => [CreditNoteAccepted, Refused] as const,
  resolveType: (value: object) => ('code' in value ? Refused : CreditNoteAccepted),
});

@ObjectType('CreditNoteConnection', { description: 'A page of credit notes.' })
export class CreditNoteConnection extends Connection(CreditNote, 'CreditNote') {}

@ObjectType({
  description: 'A unit owed to a partner for a defective one; shipped with a regular order (F6).',
})
export class Replacement {
  readonly document!: SeenOf<typeof replacementsModel>;
  @Field(() => ReplacementStatusEnum, { description: 'Its current state.' }) status!: string;
  @Field(() => PayerEnum, { description: 'Who pays its freight.' }) freightPaidBy!: string;
  @Field(() => DateTimeScalar, { description: 'When it became owed.' }) owedSince!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When a credit was offered instead; null: not so far. Answer with convertReplacement.',
  })
  creditOfferedAt?: string | undefined;
  @Field(() => String, { nullable: true, description: "The partner's order that it goes with." })
  orderNumber?: string | undefined;
  @Field(() => String, {
    nullable: true,
    description:
      "The partner's order that it was put on and taken off again: it goes with another one, was shipped by itself, or was converted to a credit; null: there was none.",
  })
  formerOrderNumber?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Serial of the new unit, once it is named.' })
  newSerial?: string | undefined;
  @Field(() => DateScalar, { nullable: true, description: 'Day of shipment.' }) shippedOn?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Name of the carrier.' }) carrier?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Tracking number of the carrier.' })
  trackingNumber?: string | undefined;
  @Field(() => Money, { nullable: true, description: 'Value for customs; the partner pays nothing for it.' })
  customsValue?: Money | undefined;
  @Field(() => DateScalar, { nullable: true, description: 'Day of delivery; null: not known.' })
  deliveredOn?: string | undefined;
  @Field(() => String, { nullable: true, description: 'What shows the delivery.' }) proof?: string | undefined;
}

export const replacementView = (document: SeenOf<typeof replacementsModel>): Replacement => {
  const { status, owedSince, creditOfferedAt, newSerial, shippedOn, customsValue, delivery } = document;
  return Object.assign(new Replacement(), {
    status,
    freightPaidBy: PayerEnum.MANUFACTURER,
    owedSince,
    creditOfferedAt,
    orderNumber: document.orderNumber,
    formerOrderNumber: document.formerOrderNumber,
    newSerial,
    shippedOn,
    carrier: delivery?.carrier ?? document.carrier,
    trackingNumber: delivery?.trackingNumber ?? document.trackingNumber,
    customsValue: customsValue && moneyView(customsValue),
    deliveredOn: delivery?.deliveredOn,
    proof: delivery?.proof,
    document,
  });
};

@ObjectType('ReplacementConnection', { description: 'A page of replacements.' })
export class ReplacementConnection extends Connection(Replacement, 'Replacement') {}

@ObjectType({ description: 'The command was executed, now or by an earlier request with the same key.' })
export class RecordAccepted extends Accepted {
  @Field(() => ID, { description: 'Id of the record, as given in the input.' }) id!: string;
  @Field(() => [Replacement], {
    description: 'Of a shipment: the replacements in it, with the serial and the claim of each (F6).',
  })
  replacements!: Replacement[];
  @Field(() => [Replacement], {
    description: 'Of a shipment: what the partner is still owed, longest owed first; at most 100 (F6).',
  })
  stillOwed!: Replacement[];
  @Field(() => Int, {
    nullable: true,
    description:
      'Of a closed month: credits that are held, and will be dated when they can be issued (needsAttention).',
  })
  heldCredits?: number;
  @Field(() => String, {
    nullable: true,
    description:
      'Of a webhook: its new secret, with which its signatures are verified. It is answered to the request that made it, and not shown again.',
  })
  secret?: string | undefined;
}

@ObjectType({ description: 'The command was executed, now or by an earlier request with the same key.' })
export class ReplacementAccepted extends Accepted {
  @Field(() => Replacement, { description: 'The replacement afterwards.' }) replacement!: Replacement;
}

export const ReplacementResult = createUnionType({
  name: 'ReplacementResult',
  description: 'The outcome of a command to a replacement.',
  types: () => [ReplacementAccepted, Refused] as const,
  resolveType: (value: object) => ('code' in value ? Refused : ReplacementAccepted),
});

export const RecordResult = createUnionType({
  name: 'RecordResult',
  description: 'The outcome of a command to the registry.',
  types: () => [RecordAccepted, Refused] as const,
  resolveType: (value: object) => ('code' in value ? Refused : RecordAccepted),
});

@ObjectType({ description: 'The command was executed, now or by an earlier request with the same key.' })
export class BatchAccepted extends Accepted {
  @Field(() => Batch, { description: 'The batch afterwards.' }) batch!: Batch;
}

export const BatchResult = createUnionType({
  name: 'BatchResult',
  description: 'The outcome of a command to a batch.',
  types: () => [BatchAccepted, Refused] as const,
  resolveType: (value: object) => ('code' in value ? Refused : BatchAccepted),
});
