import {
  amountText,
  dateFormat,
  deadlineText,
  type Day,
  epochMilliseconds,
  fill,
  type Instant,
  minorDigits,
  type Money,
  withoutActive,
} from '#kernel';
import { type NoticeLanguage, noticeWords, words } from '#words';
import type { NoticeFacts, NoticeKind } from './notice-kinds.events.ts';

export interface Reader {
  readonly language: NoticeLanguage;
  /** IANA. */
  readonly zone: string;
  /** BCP 47: how times and amounts are written, where it is one of the language. */
  readonly locale: string;
}

type Remedy = keyof (typeof words)['en']['values']['Remedy'];

/** Names of facts of one type, of whatever kind of notice. */
type Named<V> = {
  [K in NoticeKind]: {
    [F in keyof NoticeFacts[K]]-?: NonNullable<NoticeFacts[K][F]> extends V ? F : never;
  }[keyof NoticeFacts[K]];
}[NoticeKind];

/** Complete by type: a new fact that is a time, a day, an amount or a remedy is named here. */
const FORMATS: Record<Named<Instant>, 'time' | 'deadline'> &
  Record<Named<Day>, 'day'> &
  Record<Named<Money>, 'amount'> &
  Record<Named<Remedy>, 'remedy'> = {
  receivedAt: 'time',
  startsAt: 'time',
  dueAt: 'deadline',
  answerBy: 'deadline',
  chooseBy: 'deadline',
  from: 'deadline',
  to: 'deadline',
  newDueAt: 'deadline',
  since: 'time',
  requestedAt: 'time',
  expiresOn: 'day',
  issuedOn: 'day',
  shippedOn: 'day',
  collectOn: 'day',
  amount: 'amount',
  net: 'amount',
  payable: 'amount',
  remedy: 'remedy',
  otherwise: 'remedy',
};

/** Each fact that is there, as it is to be shown: on one line, and with nothing that turns the direction of the text around it. */
export function shownFacts(facts: object, reader: Reader): Readonly<Record<string, string>> {
  const formats = formatsFor(reader);
  const shown = (name: string, value: unknown): string => {
    if (Object.hasOwn(FORMATS, name)) return formats[FORMATS[name as keyof typeof FORMATS]](value as never);
    return typeof value === 'string' || typeof value === 'number' ? oneLine(String(value)) : '';
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]: [string, unknown]) =>
      value === undefined ? [] : [[name, shown(name, value)]],
    ),
  );
}

/** N2. Times in the reader's zone, with its name; amounts with all digits of their currency. */
function formatsFor({ language, zone, locale }: Reader) {
  const written = locale.split('-', 1)[0]?.toLowerCase() === language ? locale : language;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' } as const;
  const times = dateFormat(written, { timeZone: zone, ...date, ...clock });
  const inZone = (time: string, at: number) =>
    fill(noticeWords[language].time, { time, zone: zoneName(written, zone, at) }, language);
  return {
    time: (instant: Instant) => inZone(times.format(epochMilliseconds(instant)), epochMilliseconds(instant)),
    deadline: (instant: Instant) => inZone(deadlineText(times, epochMilliseconds(instant)), epochMilliseconds(instant)),
    day: (day: Day) =>
      dateFormat(written, { timeZone: 'UTC', dateStyle: 'long' }).format(Date.parse(`${day}T00:00:00Z`)),
    amount: (money: Money) => {
      const digits = minorDigits(money.currency);
      const format = new Intl.NumberFormat(written, {
        style: 'currency',
        currency: money.currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
      return format.format(amountText(money) as Intl.StringNumericLiteral);
    },
    remedy: (remedy: Remedy) => words[language].values.Remedy[remedy],
  };
}

function zoneName(locale: string, timeZone: string, at: number): string {
  const parts = dateFormat(locale, { timeZone, timeZoneName: 'long' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

export const oneLine = (text: string): string => withoutActive(text).replace(/\s+/gu, ' ').trim();
