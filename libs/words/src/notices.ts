import { notices as en } from './en.notices.ts';
import { notices as ko } from './ko.notices.ts';
import type { NoticeWords } from './words.ts';
import { notices as zh } from './zh.notices.ts';

/** Another language is a file more and its name here. */
export const noticeWords = { en, ko, zh } satisfies Record<string, NoticeWords>;
export type NoticeLanguage = keyof typeof noticeWords;

/** BCP 47; English where there are no words in it. */
export const noticeLanguageOf = (locale: string): NoticeLanguage => {
  const language = locale.split('-', 1)[0]?.toLowerCase() ?? '';
  return Object.hasOwn(noticeWords, language) ? (language as NoticeLanguage) : 'en';
};
