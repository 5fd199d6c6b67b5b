import { fill } from '#kernel';
import { type BillingParty, type PrintedDocument, unprintable } from '#platform';
import { languageOf, words } from '#words';

/** `1,234.50`, in German `1.234,50`. */
export function shown(amount: string, language: string): string {
  const [whole = '', decimals] = amount.split('.');
  const [thousands, point] = language === 'de' ? ['.', ','] : [',', '.'];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return decimals === undefined ? grouped : `${grouped}${point}${decimals}`;
}

export function addressLines({ lines, postalCode, city, country }: BillingParty['address']): readonly string[] {
  const place = [postalCode, city].filter(Boolean).join(' ');
  return [...lines, `${place}, ${country}`];
}

/** F5: the document, which says what its squares stand for, by code point. */
export async function squaresExplained(document: PrintedDocument): Promise<PrintedDocument> {
  const missing = await unprintable(JSON.stringify(document));
  if (missing === '') return document;
  const language = languageOf(document.language);
  const { notes: heading, notPrintable } = words[language].document;
  const characters = [...missing].map(codePoint).join(', ');
  const others = document.notes.filter((note) => note.heading !== heading);
  const own = document.notes.filter((note) => note.heading === heading).flatMap(({ paragraphs }) => paragraphs);
  return {
    ...document,
    notes: [...others, { heading, paragraphs: [...own, fill(notPrintable, { characters }, language)] }],
  };
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
