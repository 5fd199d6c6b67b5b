/** The form in which names are searched: full and half width, upper and lower case, and blanks in a row are one. */
export const foldedName = (name: string): string =>
  name.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase().normalize('NFKC');

const graphemes = new Intl.Segmenter();

/** The beginning of a text, at most `length` UTF-16 units of it, cut between two characters as people see them. */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, length + 64))) {
    if (index + segment.length > length) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
