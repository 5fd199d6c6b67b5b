import { addressLines, shown, squaresExplained } from '#finance';
import { claimNumber, amountText, csvLine, type Money } from '#kernel';
import { type PrintedDocument, type PrintedTable, QueryError, toPagedPdf } from '#platform';
import { languageOf, words } from '#words';
import type { Statement } from './statement.ts';

/** Over 100 pages; what is longer is read by programs. */
const MAX_PRINTED_LINES = 3_000;

const COLUMNS = [
  'partner',
  'month',
  'day',
  'entry',
  'number',
  'reference',
  'claim',
  'claim_number',
  'serial',
  'product',
  'new_serial',
  'currency',
  'amount',
  'units',
];
type Column = (typeof COLUMNS)[number];

/** RFC 4180: what was brought forward, each entry, and what was open at the end, of money and of units. Amounts are payable and signed. */
export function* statementCsv(statement: Statement): Generator<string> {
  const { partner, month, from, to, balances, entries, replacements } = statement;
  const line = (cells: Readonly<Record<Column, string | undefined>>) => {
    const all: typeof cells = { partner: partner.id, month, ...cells };
    return csvLine(COLUMNS.map((column) => all[column] ?? ''));
  };
  const balance = (day: string, entry: string, of: 'opening' | 'closing') =>
    balances.map(({ currency, [of]: amount }) => line({ day, entry, currency, amount: amountText(amount) }));
  yield csvLine(COLUMNS);
  yield* balance(from, 'OPENING', 'opening');
  yield line({ day: from, entry: 'OPENING', units: String(replacements.opening) });
  for (const { day, kind, number, reference, claimId, serial, amount } of entries)
    yield line({
      day,
      entry: kind,
      number,
      reference,
      claim: claimId,
      claim_number: claimNumber(claimId),
      serial,
      currency: amount.currency,
      amount: amountText(amount),
    });
  for (const { day, kind, claimId, serial, sku, newSerial } of replacements.entries)
    yield line({
      day,
      entry: kind,
      claim: claimId,
      claim_number: claimNumber(claimId),
      serial,
      product: sku,
      new_serial: newSerial,
      units: kind === 'OWED' ? '1' : '-1',
    });
  yield* balance(to, 'CLOSING', 'closing');
  yield line({ day: to, entry: 'CLOSING', units: String(replacements.closing) });
}

/** In the language of the partner. @throws QueryError when it is too long for a page */
export async function statementPdf(statement: Statement, giveWay: () => Promise<void>): Promise<Buffer> {
  const { entries, openItems, replacements } = statement;
  const lines = entries.length + openItems.length + replacements.entries.length;
  if (lines > MAX_PRINTED_LINES)
    throw new QueryError(`The statement has ${lines} lines; a PDF has at most ${MAX_PRINTED_LINES}. Ask for the CSV.`);
  return toPagedPdf(await squaresExplained(printedStatement(statement)), giveWay);
}

/** The page for people, with the figures of the CSV. */
function printedStatement(statement: Statement): PrintedDocument {
  const { partner, month, to, balances, entries, openItems, replacements } = statement;
  const { name, locale, billTo, shipTo, vatId } = partner.terms;
  const language = languageOf(locale);
  const { statement: texts, document: ofDocuments, values } = words[language];
  const money = (amount: Money) => shown(amountText(amount), language);
  const address = billTo ?? shipTo;
  const left = (label: string, share: number) => ({ label, share, align: 'left' as const });
  const right = (label: string, share: number) => ({ label, share, align: 'right' as const });
  const amountColumns = [left(texts.currency, 1.3), right(texts.amount, 1.7)];
  const tables: readonly PrintedTable[] = [
    {
      columns: [
        left(texts.currency, 1),
        right(texts.opening, 2),
        right(texts.creditedSum, 2),
        right(texts.reversedSum, 2),
        right(texts.settledSum, 2),
        right(texts.closing, 2),
      ],
      rows: balances.map(({ currency, opening, credited, reversed, settled, closing }) => [
        currency,
        money(opening),
        money(credited),
        money(minus(reversed)),
        money(minus(settled)),
        money(closing),
      ]),
    },
    {
      heading: texts.entries,
      columns: [
        left(texts.day, 1.5),
        left(texts.entry, 1.7),
        left(texts.document, 2.3),
        left(texts.reference, 2.1),
        left(ofDocuments.serial, 2.3),
        ...amountColumns,
      ],
      rows: entries.map(({ day, kind, number, reference, serial, amount }) => [
        day,
        values.StatementEntryKind[kind],
        number,
        reference,
        serial,
        amount.currency,
        money(amount),
      ]),
    },
    {
      heading: `${texts.openItems} (${to})`,
      columns: [left(texts.day, 1.5), left(texts.document, 2.3), left(ofDocuments.serial, 2.3), ...amountColumns],
      rows: openItems.map(({ day, number, serial, amount }) => [day, number, serial, amount.currency, money(amount)]),
    },
    {
      heading: texts.replacements,
      columns: [
        right(texts.opening, 1),
        right(texts.owed, 1),
        right(texts.shipped, 1),
        right(texts.converted, 1.6),
        right(texts.stillOwed, 1),
      ],
      rows: [
        [
          replacements.opening,
          replacements.owed,
          -replacements.shipped || 0,
          -replacements.converted || 0,
          replacements.closing,
        ].map(String),
      ],
    },
    {
      columns: [
        left(texts.day, 1.3),
        left(texts.entry, 2),
        left(texts.product, 2),
        left(texts.defective, 2.3),
        left(texts.newUnit, 2.3),
      ],
      rows: replacements.entries.map(({ day, kind, sku, serial, newSerial }) => [
        day,
        values.ReplacementStatus[kind],
        sku,
        serial,
        newSerial ?? '',
      ]),
    },
  ];
  return {
    language,
    title: texts.statement,
    number: month,
    issuedOn: to,
    parties: [
      {
        heading: texts.partner,
        name,
        lines: [
          ...(address ? addressLines(address) : []),
          ...(vatId === undefined ? [] : [`${ofDocuments.vatId} ${vatId}`]),
        ],
      },
    ],
    facts: [
      { label: texts.through, text: to },
      { label: texts.partner, text: partner.id },
    ],
    tables: tables.filter(({ rows }) => rows.length > 0),
    totals: [],
    notes: [{ heading: ofDocuments.notes, paragraphs: [balances.length > 0 ? texts.balanceText : texts.nothing] }],
    footer: [`${texts.statement} · ${partner.id} · ${month}`],
  };
}

const minus = ({ minor, currency }: Money): Money => ({ minor: minor === 0 ? 0 : -minor, currency });
