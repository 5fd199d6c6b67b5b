import { normalizeCode, parseSerial, type Serial } from '#kernel';

/** Words that are looked up, of one mail. */
const MAX_WORDS = 200;
const MIN_CHARACTERS = 4;

/**
 * Everything in a text or a file name that may be a serial, as it would be looked up, in the order of the text. A serial has a digit;
 * words are also taken apart (`LB2-000481_front.jpg`) and joined (`LB2 000481`).
 */
export function wordsLikeSerials(texts: readonly string[]): readonly Serial[] {
  const found = new Set<Serial>();
  const add = (word: string) => {
    if (found.size >= MAX_WORDS || word.length < MIN_CHARACTERS || !/\d/.test(word)) return;
    const serial = parseSerial(word);
    if (serial) found.add(serial);
  };
  for (const text of texts) {
    const words = text.normalize('NFKC').match(/[\p{Script=Latin}\p{Nd}\p{Dash}ー._/+]+/gu) ?? [];
    for (const [index, written] of words.entries()) {
      const word = normalizeCode(written).replace(/^[-._/+]+|[-._/+]+$/g, '');
      add(word);
      const parts = word.split(/[._/+]+/);
      if (parts.length > 1) for (const part of parts) addWithPrefixes(part, add);
      else addWithPrefixes(word, add);
      const next = words[index + 1];
      if (next !== undefined && /^\d{3,}$/.test(next)) add(normalizeCode(written + next));
    }
  }
  return [...found];
}

function addWithPrefixes(word: string, add: (word: string) => void): void {
  add(word);
  for (let end = word.lastIndexOf('-'); end > 0; end = word.lastIndexOf('-', end - 1)) add(word.slice(0, end));
}

/** Characters that are taken for each other, as one of them. */
const CONFUSED: Readonly<Record<string, string>> = { O: '0', Q: '0', D: '0', I: '1', L: '1', S: '5', B: '8', Z: '2' };
const looksOf = (serial: string): string =>
  serial.replace(/[^A-Z0-9]/g, '').replace(/[OQDILSBZ]/g, (character) => CONFUSED[character] as string);

const SHORT = 8;
const MAX_NEAREST = 5;

/** Those that somebody may have mistyped as this: of the same look, or with the fewest slips: one, or two in long ones. */
export function nearestSerials(written: string, serials: readonly string[]): readonly string[] {
  const look = looksOf(written);
  const near = serials.flatMap((serial) => {
    const other = looksOf(serial);
    const most = Math.min(look.length, other.length) < SHORT ? 1 : 2;
    const many = Math.abs(look.length - other.length) > most ? Infinity : slips(look, other);
    return many <= most ? [{ serial, many }] : [];
  });
  const fewest = Math.min(...near.map(({ many }) => many));
  return near
    .filter(({ many }) => many === fewest)
    .slice(0, MAX_NEAREST)
    .map(({ serial }) => serial);
}

/** Characters changed, added, left out or swapped with their neighbour (Damerau–Levenshtein, restricted). */
function slips(one: string, other: string): number {
  let [before, above]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let least = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, (above[j - 1] as number) + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    [before, above] = [above, row];
  }
  return above[other.length] as number;
}
