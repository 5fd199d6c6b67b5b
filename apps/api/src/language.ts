import { type Language, LANGUAGES, languageOf } from '#words';

/** Of an answer: as asked for by name, else the first that the reader speaks (Accept-Language). */
export function languageFor(wanted: unknown, accepted = ''): Language {
  if (typeof wanted === 'string') return languageOf(wanted);
  const spoken = accepted.split(',').map((part) => part.split(/[-;]/, 1)[0]?.trim().toLowerCase());
  return (
    LANGUAGES.find((language) => language === spoken.find((one) => LANGUAGES.some((known) => known === one))) ?? 'en'
  );
}
