import type { Doubt, DoubtKind } from './holiday-source.ts';

// S3: public feeds mix holidays with observances; company lists contain half days and worked Saturdays.

interface Words {
  readonly kind: DoubtKind;
  readonly pattern: RegExp;
  readonly meaning: string;
  /** Names of real holidays contain these words, so only description and categories are searched. */
  readonly notInName?: true;
}

const WORDS: readonly Words[] = [
  {
    kind: 'worked',
    pattern:
      /(?<!\b(?:non?|not a)[-\s]?)\bwork(?:ing|ed)?[-\s]?(?:day|saturday|sunday)|\bmake-?up (?:work|day(?! off))|补班|補班|上班|调班|調班|补课|[（(]班[）)]|출근|근무일|대체 ?근무|出勤日|振替出勤|munkanap|(?<!не)рабоч(?:ий день|ая суббота)|(?<!не)робочий день|(?<!nicht)arbeitstag|jour (?:ouvré|travaillé)|d[ií]a (?:laborable|hábil)|dia útil|giorno lavorativo|dzień (?:roboczy|pracujący)|pracovní den/iu,
    meaning: 'a working day',
  },
  {
    kind: 'half-day',
    pattern:
      /\bhalf[-\s]?(?:day|holiday)|½|\b(?:morning|afternoon|a\.?m\.?|p\.?m\.?) (?:only|off)\b|\b(?:from|until|till?|after) (?:noon|midday|\d{1,2}(?::\d\d|\s?(?:am|pm|h|uhr)\b))|\bearly clos|\bhalb(?:er (?:tag|feiertag)|tag|tägig)|demi-journée|media jornada|medio día|meio[-\s]dia|mezza giornata|半天|半日|半休|반일|반차/iu,
    meaning: 'part of a day',
  },
  {
    kind: 'observance',
    pattern:
      /\bobservance\b|\b(?:optional|restricted) holiday|\bnot a (?:public )?holiday|\bschool (?:holiday|vacation|break)|\bdaylight saving|\bclock change/iu,
    meaning: 'an observance, not a day off',
  },
  {
    kind: 'observance',
    pattern:
      /gedenktag|기념일|纪念日|紀念日|célébration|conmemoración|celebración|celebrazione|commemorazione|^season$/imu,
    meaning: 'an observance, not a day off',
    notInName: true,
  },
  {
    kind: 'regional',
    pattern: /\bregional\b|\blocal holiday|\bpublic holiday in\b|\b(?:some|certain) (?:states|regions|provinces)/iu,
    meaning: 'a holiday in part of the country',
  },
];

export function doubtInWords(name: string, more: readonly string[]): Doubt | undefined {
  const beside = more.join('\n');
  for (const { kind, pattern, meaning, notInName } of WORDS) {
    const found = pattern.exec(notInName ? beside : `${name}\n${beside}`);
    if (found) return { kind, reason: `"${found[0]}" suggests ${meaning}` };
  }
  return undefined;
}
