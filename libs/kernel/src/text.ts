import { z } from 'zod';

/** NFKC, lower case, single blanks. */
export const foldedName = (name: string): string =>
  name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase().normalize('NFKC');

const graphemes = new Intl.Segmenter();

/** At most `length` UTF-16 units, cut between grapheme clusters. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, length + 64))) {
    if (index + segment.length > length) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** Controls but tab and line feed, and marks that turn the direction of text: a terminal acts on them instead of showing them. */
const ACTIVE = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/** Text for a terminal: what is active is written as JSON escapes it, so that JSON stays the same JSON. */
export const inert = (text: string): string =>
  text.replace(ACTIVE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Text for a mail or a page: what is active is left out. */
export const withoutActive = (text: string): string => text.replace(ACTIVE, '');

/** A4: what a mail server said, without the addresses in it; at most 500 characters. */
export const withoutAddresses = (text: string): string =>
  truncate(text.replace(/<?[^\s<>@]+@[^\s<>]+>?/gu, '<address>'), 500);

/**
 * `{name}` is replaced by the value of that name, in one pass: places in a value are text.
 * `{name, plural, one {# day} other {# days}}`, as ICU has it, by the form that a number takes in the language, with the value in place of #.
 */
export const fill = (template: string, values: Readonly<Record<string, string>>, language: string): string =>
  template.replace(PLACE, (place, name: string, forms?: string) => {
    const value = values[name];
    if (value === undefined || forms === undefined) return value ?? place;
    const form = new Map([...forms.matchAll(FORM)].map(([, category = '', text = '']) => [category, text]));
    const category = new Intl.PluralRules(language).select(Number(value));
    return (form.get(category) ?? form.get('other') ?? place).replaceAll('#', () => value);
  });

const PLACE = /\{(\w+)(?:, plural,((?: \w+ \{[^{}]*\})+))?\}/g;
const FORM = /(\w+) \{([^{}]*)\}/g;

/** What an id means, and the id: `Light flickers (LED-FLICKER)`. */
export const named = (id: string, name = id): string => (name === id ? id : `${name} (${id})`);

/** Characters of Unicode, not UTF-16 units. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export const fits = (text: string, most: number): boolean => text.length <= most || characters(text) <= most;

/** Undefined when it fits. */
export const tooLong = (length: number, most: number, unit: string): string | undefined =>
  length > most ? `is too long: ${length} ${unit}, ${length - most} over the limit of ${most}` : undefined;

const VISIBLE = /[^\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** Empty, or only blanks, controls and zero-width characters. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);

export const zEmail = z.email({ error: 'must be an e-mail address' }).max(320);

export const zText = (most: number) =>
  z
    .string()
    .refine((text) => !isBlank(text), { error: 'must not be empty' })
    .refine((text) => fits(text, most), {
      error: ({ input }) => tooLong(characters(input as string), most, 'characters'),
    });
