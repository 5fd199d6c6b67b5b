import { Command, type Day, type Money } from '#kernel';

export interface InvoicedUnit {
  /** The one that invoiced (R1). */
  readonly legalEntityId: string;
  readonly serial: string;
  readonly sku: string;
  readonly invoiceNumber: string;
  readonly invoiceDate: Day;
  readonly netPrice: Money;
  readonly taxCategory: string;
  readonly taxRate: string;
  readonly taxAmount: Money;
}

export class IssueCreditNote extends Command<{
  /** Of the legal entity; decides the series (F1). */
  readonly fiscalYear: number;
  readonly claimId: string;
  /** The partner that was invoiced (R4). */
  readonly partnerId: string;
  /** Earliest day of the note; later if the series already has a later note (F1). */
  readonly datedOn: Day;
  readonly unit: InvoicedUnit;
}> {
  readonly type = 'IssueCreditNote' as const;
}
export type CreditNoteCommand = IssueCreditNote;

export class OweReplacement extends Command<{
  readonly claimId: string;
  readonly partnerId: string;
  readonly serial: string;
  readonly sku: string;
}> {
  readonly type = 'OweReplacement' as const;
}
export type ReplacementCommand = OweReplacement;
