import { isBlank, normalizeCode, truncate } from '#kernel';
import { wordsLikeSerials } from './serials-in-text.policies.ts';

const MAX_DESCRIPTION = 4000;

/** Lines above a quoted mail, as mail programs write them in the languages of partners. */
const QUOTE_HEADS = [
  /^-{2,}\s*(?:original message|원본\s*메(?:일|시지)|원본메일|原始邮件|原始郵件|urspr[üu]ngliche nachricht|元のメッセージ)/i,
  /^_{10,}$/,
  /^(?:from|보낸\s*사람|发件人|寄件者|von|差出人)\s*[::]\s.*@/i,
  /^(?:on|am|在)\s.+(?:wrote|schrieb|写道|寫道)(?:\s.*)?[::]\s*$/i,
  /^.+(?:작성|님이 작성|のメール|写道|寫道)\s*[::]\s*$/,
];

/** Without the mail that it answers, and without a signature ("-- "). */
export function writtenAnew(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const end = lines.findIndex((line) => line === '-- ' || QUOTE_HEADS.some((head) => head.test(line.trim())));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .trim();
}

/** What is wrong, in the sender's words: the text, else the subject; undefined where there is nothing but serials. */
export function describedDefect(subject: string, text: string, serials: readonly string[]): string | undefined {
  const named = new Set(serials);
  const says = (words: string) =>
    !isBlank(words.replace(/[^\s]+/g, (word) => (wordsLikeSerials([word]).some((one) => named.has(one)) ? '' : word)));
  const anew = writtenAnew(text);
  const said = [anew, subject.replace(/^(?:\s*(?:re|fw|fwd|aw|wg|答复|回复|转发|회신|전달)\s*[::])+/i, '').trim()].find(
    says,
  );
  return said === undefined ? undefined : truncate(said, MAX_DESCRIPTION);
}

/** Codes of the product that stand in the text as words of their own. */
export function defectsNamed(text: string, codes: readonly string[]): readonly string[] {
  const words = ` ${normalizeWords(text)} `;
  return codes.filter((code) => words.includes(` ${normalizeWords(code)} `));
}

const normalizeWords = (text: string): string =>
  text
    .split(/[\s,;:!?()"'<>[\]{}。、,;:!?()]+/u)
    .map((word) => normalizeCode(word).replace(/^[.]+|[.]+$/g, ''))
    .filter((word) => word !== '')
    .join(' ');

const REMEDY_WORDS: Readonly<Record<'CREDIT' | 'REPLACEMENT', RegExp>> = {
  CREDIT:
    /\bcredit(?: ?note)?\b|\brefund\b|\bgutschrift\b|\berstattung\b|크레딧|환불|대금\s*공제|贷记|貸記|退款|返金|クレジット/iu,
  REPLACEMENT:
    /\breplacement\b|\breplace\b|\bersatz(?:lieferung|ger[äa]t)?\b|\bumtausch\b|교환|교체|대체품|换货|換貨|更换|更換|交換|代替品/iu,
};

/** A choice is plain where it is one short statement. */
const MAX_CHOICE = 300;
const NOT_PLAIN = /[??]|\b(?:not|no|don't|nicht|kein\w*|instead)\b|않|말고|말아|不|别|別|ない|ません/iu;

/** C7: the remedy that a reply plainly chooses: it names one, not the other, and neither asks nor denies. */
export function remedyNamed(text: string): 'CREDIT' | 'REPLACEMENT' | undefined {
  const anew = writtenAnew(text);
  if (anew.length > MAX_CHOICE || NOT_PLAIN.test(anew)) return undefined;
  const named = (['CREDIT', 'REPLACEMENT'] as const).filter((remedy) => REMEDY_WORDS[remedy].test(anew));
  return named.length === 1 ? named[0] : undefined;
}
