import { de } from './de.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';
import { ko } from './ko.ts';
import type { NoticeWords, Words } from './words.ts';
import { zh } from './zh.ts';

export * from './notices.ts';
export type { NoticeWords, Words };

export const LANGUAGES = ['en', 'ko', 'zh', 'de', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

export const words: Readonly<Record<Language, Words>> = { en, ko, zh, de, ja };

/** The language of a locale (BCP 47, `ko-KR`); English where there are no words in it. */
export const languageOf = (locale: string): Language =>
  LANGUAGES.find((language) => language === locale.split('-', 1)[0]?.toLowerCase()) ?? 'en';

/** Of an answer: as asked for by name, else the first that the reader speaks (Accept-Language). */
export function languageFor(wanted: unknown, accepted = ''): Language {
  if (typeof wanted === 'string') return languageOf(wanted);
  const spoken = accepted.split(',').map((part) => part.split(/[-;]/, 1)[0]?.trim().toLowerCase());
  return (
    LANGUAGES.find((language) => language === spoken.find((one) => LANGUAGES.some((known) => known === one))) ?? 'en'
  );
}
