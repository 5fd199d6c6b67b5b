import type { FinanceDocument } from '#finance';
import { amountText, claimNumber, csvLine, type Day, type Money } from '#kernel';
import type { CallerModels } from './caller-models.ts';
import { creditJournalModel } from './credit-journal.projection.ts';
import { withinDays } from './report-periods.ts';

const COLUMNS = [
  'number',
  'document',
  'reverses',
  'issued_on',
  'legal_entity',
  'partner',
  'partner_name',
  'claim',
  'claim_number',
  'serial',
  'sku',
  'product',
  'invoice',
  'invoice_date',
  'currency',
  'net',
  'tax_category',
  'tax_rate',
  'tax',
  'payable',
  'reason',
];

/** F5: RFC 4180, a line for each document, by day of issue. Reversals are negative (F4). Both days included. */
export async function* creditNotesCsv(
  models: CallerModels,
  period: { readonly from: Day; readonly to: Day },
): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  const orderBy = { field: 'issuedOn', direction: 'asc' } as const;
  for await (const entries of models.pages(creditJournalModel, {
    where: withinDays('issuedOn', period),
    orderBy,
    limit: 1_000,
  }))
    yield entries.map(({ data }) => csvLine(cellsOf(data as FinanceDocument & { creditNoteNumber?: string }))).join('');
}

function cellsOf(document: FinanceDocument & { readonly creditNoteNumber?: string }): readonly string[] {
  const { creditNoteNumber: reverses, amount, tax, payable, buyer } = document;
  const signed = (money: Money) => amountText(reverses === undefined ? money : { ...money, minor: -money.minor });
  return [
    document.number,
    reverses === undefined ? 'CREDIT_NOTE' : 'REVERSAL',
    reverses ?? '',
    document.issuedOn,
    document.legalEntityId,
    document.partnerId,
    buyer.name,
    document.claimId,
    claimNumber(document.claimId),
    document.serial,
    document.sku,
    document.productName,
    document.invoiceNumber,
    document.invoiceDate,
    amount.currency,
    signed(amount),
    tax.category,
    tax.rate,
    signed(tax.amount),
    signed(payable),
    document.reason,
  ];
}
