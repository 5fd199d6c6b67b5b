import { type Messages, setupI18n } from '@lingui/core';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import type { Words } from '#words';
import { capital as capitalIn } from '#kernel/capital';
import { dateFormat, deadlineText } from '#kernel/date-format';
import { MINUTE_MS } from '#kernel/time-units';
import type { texts } from './texts/en.ts';
import type { SHOWN } from './texts/shown.ts';

export type TextId = keyof typeof texts;
type Shown = (typeof SHOWN)[number];
export type Values = Readonly<Record<string, string | number>>;

interface Catalogue {
  readonly messages: Messages;
  readonly codes: Readonly<Record<string, string>>;
  readonly values: Pick<Words['values'], Shown>;
}

/** Of the screens of the office. */
interface Office {
  readonly messages: Messages;
  readonly curve: Omit<Words['curve'], 'legend'>;
}

const CATALOGUES = {
  en: () => import('virtual:language/en'),
  ko: () => import('virtual:language/ko'),
  zh: () => import('virtual:language/zh'),
  de: () => import('virtual:language/de'),
  ja: () => import('virtual:language/ja'),
};
const OFFICES = {
  en: () => import('virtual:language/en/office'),
  ko: () => import('virtual:language/ko/office'),
  zh: () => import('virtual:language/zh/office'),
  de: () => import('virtual:language/de/office'),
  ja: () => import('virtual:language/ja/office'),
};
export type Language = keyof typeof CATALOGUES;
/** Each in its own words. */
export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: 'English',
  ko: '한국어',
  zh: '简体中文',
  de: 'Deutsch',
  ja: '日本語',
};
/** As the document is marked, so that the right glyphs are taken. */
const MARKED = { en: 'en', ko: 'ko', zh: 'zh-Hans', de: 'de', ja: 'ja' } as const;
const KEPT = 'makegood-language';
const KEPT_ZONE = 'makegood-zone';

/** In which zone times are shown: that of the person, that of the device, or UTC. */
export const ZONES = ['person', 'device', 'UTC'] as const;
export type Zone = (typeof ZONES)[number];

const keptZone = (): Zone => ZONES.find((one) => one === localStorage.getItem(KEPT_ZONE)) ?? 'person';

export interface Texts {
  readonly language: Language;
  readonly t: (id: TextId, values?: Values) => string;
  /** Whether it is the id of a text. */
  readonly has: (id: string) => boolean;
  /** What a code of a refusal means; undefined for one that is not known. */
  readonly code: (code: string) => string | undefined;
  /** What a refusal or a failed check means; the engine's own words, in English, for a code that is not known. */
  readonly why: (reason: { readonly code: string; readonly message: string }) => string;
  /** The name of a value of an enumeration, such as a status. */
  readonly value: <E extends Shown>(name: E, value: string) => string;
  /** As at the beginning of a line. */
  readonly capital: (text: string) => string;
  /** The same at the beginning of a line. */
  readonly name: <E extends Shown>(name: E, value: string) => string;
  readonly time: (instant: string | number, style?: TimeStyle) => string;
  /** As a time; at midnight as the end of the day before. */
  readonly deadline: (instant: string) => string;
  readonly day: (day: string) => string;
  /** Such as 2026-03. */
  readonly month: (month: string) => string;
  /** Of each year, such as 04-01; whole, or one part of it. */
  readonly yearDay: (monthAndDay: string, part?: 'month' | 'day') => string;
  readonly duration: (ms: number) => string;
  readonly money: (money: { readonly amount: string; readonly currency: string }) => string;
  readonly number: (value: number) => string;
  /** ISO 3166. */
  readonly country: (code: string) => string;
  /** A language and its country, such as ko-KR. */
  readonly locale: (code: string) => string;
  /** With two decimals, as curves have them. */
  readonly measured: (value: number) => string;
  readonly percent: (share: number) => string;
  /** What a curve of a batch says; undefined without the texts of the office. */
  readonly curve: Office['curve'] | undefined;
  /** Asks for the texts of the office. */
  readonly openOffice: () => void;
  readonly choose: (language: Language) => void;
  readonly zone: Zone;
  /** IANA names. */
  readonly zones: Readonly<Record<Zone, string>>;
  readonly chooseZone: (zone: Zone) => void;
}
type TimeStyle = 'short' | 'clock' | 'full';

const STYLES: Readonly<Record<TimeStyle, Intl.DateTimeFormatOptions>> = {
  short: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  full: { dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' },
};
/** Lines of Chinese and Japanese may end at any character, also within a date. */
const BREAKING: readonly Language[] = ['zh', 'ja'];
const WORD_JOINER = '\u2060';
const NO_BREAK = '\u00a0';
const NO_LEAP_YEAR = 2025;

const Context = createContext<Texts | undefined>(undefined);

export function useTexts(): Texts {
  const texts = use(Context);
  if (!texts) throw new Error('no texts around this part');
  return texts;
}

function languageOf(locale: string | undefined): Language | undefined {
  const primary = locale?.split('-', 1)[0]?.toLowerCase() ?? '';
  return primary in CATALOGUES ? (primary as Language) : undefined;
}

const atFirst = (): Language =>
  languageOf(localStorage.getItem(KEPT) ?? undefined) ?? navigator.languages.map(languageOf).find(Boolean) ?? 'en';

/** `locale`, `timeZone`: of the person who is signed in. */
export function TextsProvider({
  locale,
  timeZone,
  children,
}: {
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly children: ReactNode;
}) {
  const [chosen, setChosen] = useState<Language | undefined>(() => languageOf(localStorage.getItem(KEPT) ?? undefined));
  const language = chosen ?? languageOf(locale) ?? atFirst();
  const queries = useQueryClient();
  const [zone, setZone] = useState(keptZone);
  const [isOffice, setOffice] = useState(false);
  const [texts, setTexts] = useState<Texts>();
  useEffect(() => {
    let isCurrent = true;
    const choose = (next: Language) => {
      localStorage.setItem(KEPT, next);
      setChosen(next);
    };
    const device = dateFormat(language, {}).resolvedOptions().timeZone;
    const zones = { person: timeZone ?? device, device, UTC: 'UTC' };
    const chooseZone = (next: Zone) => {
      localStorage.setItem(KEPT_ZONE, next);
      setZone(next);
    };
    const office = isOffice ? OFFICES[language]() : undefined;
    void Promise.all([CATALOGUES[language](), office]).then(([{ default: catalogue }, more]) => {
      if (!isCurrent) return;
      // Names in answers are in the language of the page.
      if (document.documentElement.lang !== MARKED[language]) void queries.invalidateQueries();
      document.documentElement.lang = MARKED[language];
      const choices = { choose, zone, zones, chooseZone, openOffice: () => setOffice(true) };
      setTexts({ ...textsOf(language, catalogue, more?.default, zones[zone]), ...choices });
    });
    return () => {
      isCurrent = false;
    };
  }, [language, timeZone, zone, isOffice, queries]);
  return texts && <Context value={texts}>{children}</Context>;
}

const yearOf = (date: Date, timeZone: string): string => dateFormat('en', { year: 'numeric', timeZone }).format(date);

function textsOf(
  language: Language,
  { codes, values, ...catalogue }: Catalogue,
  office: Office | undefined,
  timeZone: string,
): Omit<Texts, 'choose' | 'zone' | 'zones' | 'chooseZone' | 'openOffice'> {
  const messages = { ...catalogue.messages, ...office?.messages };
  const i18n = setupI18n({ locale: language, messages: { [language]: messages } });
  const durations = new Intl.DurationFormat(language, { style: 'short' });
  const noTime = new Intl.DurationFormat(language, { style: 'short', minutesDisplay: 'always' });
  const countries = new Intl.DisplayNames(language, { type: 'region' });
  const languages = new Intl.DisplayNames(language, { type: 'language' });
  const whole = (text: string) => (BREAKING.includes(language) ? text.replaceAll(/(?<=\S)(?=\S)/g, WORD_JOINER) : text);
  // Short enough for any line.
  const unbroken = (text: string) => whole(text).replaceAll(' ', NO_BREAK);
  const written = (
    instant: string | number,
    style: TimeStyle,
    by: (format: Intl.DateTimeFormat, at: number) => string,
  ): string => {
    const date = new Date(instant);
    // Of another year, it is not understood without it.
    const isOfAnother = style === 'short' && yearOf(date, timeZone) !== yearOf(new Date(), timeZone);
    const year = isOfAnother ? ({ year: 'numeric' } as const) : {};
    const text = by(dateFormat(language, { ...STYLES[style], ...year, timeZone }), date.getTime());
    return isOfAnother || style === 'full' ? whole(text) : unbroken(text);
  };
  const value: Texts['value'] = (name, one) => (values[name] as Readonly<Record<string, string>>)[one] ?? one;
  const capital = (text: string) => capitalIn(text, language);
  return {
    language,
    curve: office?.curve,
    t: (id, given) => i18n._(id, given),
    has: (id) => Object.hasOwn(messages, id),
    code: (code) => codes[code],
    why: ({ code, message }) => codes[code] ?? message,
    value,
    capital,
    name: (name, one) => capital(value(name, one)),
    time: (instant, style = 'short') => written(instant, style, (format, at) => format.format(at)),
    deadline: (instant) => written(instant, 'short', deadlineText),
    day: (day) =>
      unbroken(dateFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))),
    month: (month) =>
      whole(
        dateFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(
          new Date(`${month}-01T00:00:00Z`),
        ),
      ),
    yearDay: (monthAndDay, part) =>
      unbroken(
        dateFormat(language, {
          ...(part !== 'day' && { month: 'long' }),
          ...(part !== 'month' && { day: 'numeric' }),
          timeZone: 'UTC',
        }).format(new Date(`${NO_LEAP_YEAR}-${monthAndDay}T00:00:00Z`)),
      ),
    duration: (ms) => {
      const minutes = Math.floor(Math.abs(ms) / MINUTE_MS);
      if (minutes === 0) return whole(noTime.format({ minutes: 0 }));
      return whole(durations.format({ hours: Math.floor(minutes / 60), minutes: minutes % 60 }));
    },
    // Also as it is being typed.
    money: ({ amount, currency }) =>
      /^[A-Z]{3}$/i.test(currency)
        ? new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'code' }).format(
            amount as never,
          )
        : `${amount} ${currency}`,
    // Also as it is being typed.
    country: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
    locale: (code) => languages.of(code) ?? code,
    number: (value) => new Intl.NumberFormat(language).format(value),
    measured: (value) =>
      new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value),
    percent: (share) => new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 }).format(share),
  };
}
