import { addressLines, shown, squaresExplained } from '#finance';
import { claimNumber, amountText, type Day, type Serial } from '#kernel';
import { QueryError, toPagedPdf } from '#platform';
import { languageOf, words } from '#words';
import type { SeenOf } from './access.ts';
import type { CallerModels } from './caller-models.ts';
import { type PackedOrder, packedUnits, partnerOf } from './packing-list.csv.ts';
import type { replacementsModel } from './replacements.projection.ts';

const MAX_PRINTED_LINES = 3_000;

/** Where the terms of a unit can be read (R6); undefined if nowhere. */
export type TermsUrl = (serial: Serial) => Promise<string | undefined>;

/** F6: with the units of the CSV, in the language of the partner. @throws QueryError for an unknown partner, or a list too long to print */
export async function packingListPdf(
  models: CallerModels,
  order: PackedOrder,
  today: Day,
  { termsUrl, giveWay }: { readonly termsUrl: TermsUrl; readonly giveWay: () => Promise<void> },
): Promise<Buffer> {
  const partner = await partnerOf(models, order);
  const { name, locale, shipTo, billTo } = partner.terms;
  const language = languageOf(locale);
  const { packingList: texts, document: ofDocuments } = words[language];
  const units: SeenOf<typeof replacementsModel>[] = [];
  for await (const page of packedUnits(models, order)) {
    units.push(...page);
    if (units.length > MAX_PRINTED_LINES)
      throw new QueryError(`The order has over ${MAX_PRINTED_LINES} replacements. Ask for the CSV.`);
  }
  const fact = (label: string, values: readonly (string | undefined)[]) => {
    const text = [...new Set(values.filter((value) => value !== undefined))].join(', ');
    return text === '' ? [] : [{ label, text }];
  };
  const address = shipTo ?? billTo;
  const left = (label: string, share: number) => ({ label, share, align: 'left' as const });
  const rows = units.map(({ id, sku, newSerial, serial, customsValue }) => [
    sku,
    newSerial ?? texts.toBePicked,
    serial,
    claimNumber(id),
    customsValue ? `${shown(amountText(customsValue), language)} ${customsValue.currency}` : '',
  ]);
  const codes: { readonly content: string; readonly label: string }[] = [];
  for (const { newSerial } of units) {
    const content = newSerial === undefined ? undefined : await termsUrl(newSerial);
    if (content !== undefined) codes.push({ content, label: newSerial as string });
  }
  const columns = [
    left(texts.product, 1.8),
    left(texts.newUnit, 2.3),
    left(texts.defective, 2.3),
    left(texts.claim, 2.4),
    { label: texts.customsValue, share: 1.8, align: 'right' as const },
  ];
  return toPagedPdf(
    await squaresExplained({
      language,
      title: texts.packingList,
      number: order.orderNumber,
      issuedOn: today,
      parties: [{ heading: ofDocuments.buyer, name, lines: address ? addressLines(address) : [] }],
      facts: [
        ...fact(texts.order, [order.orderNumber]),
        ...fact(
          texts.shipped,
          units.map(({ shippedOn }) => shippedOn),
        ),
        ...fact(
          texts.carrier,
          units.map(({ delivery, carrier }) => delivery?.carrier ?? carrier),
        ),
        ...fact(
          texts.trackingNumber,
          units.map(({ delivery, trackingNumber }) => delivery?.trackingNumber ?? trackingNumber),
        ),
      ],
      tables: rows.length > 0 ? [{ columns, rows }] : [],
      ...(codes.length > 0 && { codes: { heading: texts.codes, text: texts.codesText, codes } }),
      totals: [],
      notes: [{ heading: ofDocuments.notes, paragraphs: [rows.length > 0 ? texts.freightText : texts.nothing] }],
      footer: [`${texts.packingList} · ${partner.id} · ${order.orderNumber}`],
    }),
    giveWay,
  );
}
