import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { CreditNoteDocument, ReplacementDocument } from '#views';
import { DateScalar, DateTimeScalar, enumOf, PositionScalar } from '#requests';
import { Connection, Money, moneyView, Node, RecordAccepted, Refused } from './common.types.ts';
import { Batch } from './registry.types.ts';

export const CreditNoteStatusEnum = enumOf('CreditNoteStatus', ['ISSUED', 'SETTLED', 'REVERSED']);
export const PayerEnum = enumOf('Payer', ['MANUFACTURER']);
export const ReplacementStatusEnum = enumOf('ReplacementStatus', ['OWED', 'ALLOTTED', 'SHIPPED', 'CONVERTED']);

@ObjectType({ implements: () => [Node] })
export class CreditNote extends Node {
  readonly document!: CreditNoteDocument;
  @Field() number!: string;
  @Field() series!: string;
  @Field(() => DateScalar) issuedOn!: string;
  @Field(() => Money) amount!: Money;
  @Field(() => Money) tax!: Money;
  @Field(() => Money) payable!: Money;
  @Field() invoiceNumber!: string;
  @Field(() => CreditNoteStatusEnum) status!: string;
}

export const creditNoteView = (document: CreditNoteDocument): CreditNote => {
  const { number, series, issuedOn, invoiceNumber, status } = document;
  return Object.assign(new CreditNote(), {
    id: number,
    number,
    series,
    issuedOn,
    amount: moneyView(document.amount),
    tax: moneyView(document.tax.amount),
    payable: moneyView(document.payable),
    invoiceNumber,
    status,
    document,
  });
};

@ObjectType('CreditNoteConnection')
export class CreditNoteConnection extends Connection(CreditNote, 'CreditNote') {}

@ObjectType()
export class Replacement {
  readonly document!: ReplacementDocument;
  @Field(() => ReplacementStatusEnum) status!: string;
  @Field(() => PayerEnum) freightPaidBy!: string;
  @Field(() => DateTimeScalar) owedSince!: string;
}

export const replacementView = (document: ReplacementDocument): Replacement => {
  const { status, owedSince } = document;
  return Object.assign(new Replacement(), { status, freightPaidBy: PayerEnum.MANUFACTURER, owedSince, document });
};

@ObjectType('ReplacementConnection')
export class ReplacementConnection extends Connection(Replacement, 'Replacement') {}

export const RecordResult = createUnionType({
  name: 'RecordResult',
  types: () => [RecordAccepted, Refused] as const,
  resolveType: (value: object) => ('code' in value ? Refused : RecordAccepted),
});

@ObjectType()
export class BatchAccepted {
  @Field(() => Batch) batch!: Batch;
  @Field(() => PositionScalar) position!: string;
}

export const BatchResult = createUnionType({
  name: 'BatchResult',
  types: () => [BatchAccepted, Refused] as const,
  resolveType: (value: object) => ('code' in value ? Refused : BatchAccepted),
});
