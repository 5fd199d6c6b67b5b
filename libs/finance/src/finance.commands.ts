import { Command, type Day, type Money } from '#kernel';

/** What the original invoice says of one unit: the whole basis of a credit note. */
export interface InvoicedUnit {
  readonly serial: string;
  readonly sku: string;
  readonly invoiceNumber: string;
  readonly invoiceDate: Day;
  readonly netPrice: Money;
  readonly taxCategory: string;
  /** Per cent as text, e.g. `19.00`. */
  readonly taxRate: string;
}

export class IssueCreditNote extends Command<{
  readonly series: string;
  readonly claimId: string;
  readonly partnerId: string;
  /** Day of the decision; the note is dated later when the series has a later note already (F1). */
  readonly decidedOn: Day;
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
