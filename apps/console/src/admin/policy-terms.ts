import { durationMs } from '../clock.ts';
import { cellsOf, linesOf } from '../controls/lines.ts';
import type { Named } from '../controls/codes.ts';
import type { Cell, FieldForm } from '../controls/field-form.ts';
import type { TextId, Texts } from '../texts.tsx';
import type { PolicyInput } from './admin.graphql.ts';

/** A version in full, as it is published. */
export type Terms = PolicyInput;

interface Edit extends Pick<FieldForm, 'kind' | 'options' | 'hint' | 'isRequired' | 'cells' | 'isOne'> {
  readonly typed: (terms: Terms) => string;
  readonly change: (typed: string) => Partial<Terms>;
}

/** What the ids of a version are called. */
export interface Names {
  readonly product: (sku: string) => string | undefined;
  readonly defect: (code: string) => string | undefined;
  readonly staff: (id: string) => string | undefined;
}

export function namesIn(
  ...lists: readonly [product: readonly Named[], defect: readonly Named[], staff: readonly Named[]]
): Names {
  const [product, defect, staff] = lists.map((list) => {
    const names = new Map(list.map(({ id, name }) => [id, name]));
    return (id: string) => names.get(id);
  }) as [Names['product'], Names['defect'], Names['staff']];
  return { product, defect, staff };
}

interface Term {
  /** What a version says; the same words are the same terms. */
  readonly words: (terms: Terms, texts: Texts, names: Names) => string;
  /** Without it, the next version has what this one has. */
  readonly edit?: Edit;
}

const NONE = '–';
/** A name with its id, by which it is typed; the id alone where it has no name. */
const named = (name: string | undefined, id: string): string =>
  name === undefined || name === id ? unbroken(id) : `${name}\u00a0· ${unbroken(id)}`;
/** No line ends at its hyphens. */
const unbroken = (id: string): string => id.replaceAll('-', '-\u2060');
const YES = 'true';

const stated = <T>(value: T | null | undefined, words: (value: T) => string): string =>
  value === null || value === undefined ? NONE : words(value);

type NumberName = {
  [K in keyof Terms]-?: NonNullable<Terms[K]> extends number ? K : never;
}[keyof Terms];

const asNumber = (name: NumberName, isRequired = false): Edit => ({
  kind: 'number',
  isRequired,
  typed: (terms) => String(terms[name] ?? ''),
  change: (typed) => ({ [name]: typed === '' ? undefined : Number(typed) }),
});
const count = (name: NumberName, isRequired = false): Term => ({
  words: (terms, { number }) => stated(terms[name], number),
  edit: asNumber(name, isRequired),
});
/** Typed as a part of one, such as 0.99. */
const share = (name: NumberName): Term => ({
  words: (terms, { percent }) => stated(terms[name], percent),
  edit: { ...asNumber(name), kind: 'text' },
});
const several = (name: 'skus' | 'coveredDefects' | 'excludedDefects', cell: Cell, isRequired = false): Edit => ({
  kind: 'lines',
  cells: [cell],
  isRequired,
  typed: (terms) => terms[name]?.join('\n') ?? '',
  change: (typed) => {
    const all = cellsOf(typed).flat().filter(Boolean);
    return { [name]: name === 'coveredDefects' && all.length === 0 ? undefined : all };
  },
});
const PRODUCT: Cell = { name: 'sku', label: 'facts.product', kind: 'code', from: 'products', isRequired: true };
const DEFECT: Cell = { name: 'defectCode', label: 'facts.defect', kind: 'code', from: 'defects' };
const MONEY: readonly Cell[] = [
  { name: 'amount', label: 'cell.amount', kind: 'text', isRequired: true },
  { name: 'currency', label: 'statement.currency', kind: 'code', from: 'currencies', isRequired: true },
];
const hours = (name: 'firstReviewTarget' | 'resolutionTarget'): Term => ({
  words: (terms, { duration }) => stated(terms[name], (target) => duration(durationMs(target))),
  edit: {
    kind: 'text',
    hint: 'term.hours.hint',
    typed: (terms) => /^PT(\d+)H$/.exec(terms[name] ?? '')?.[1] ?? terms[name] ?? '',
    change: (typed) => ({ [name]: /^\d+$/.test(typed.trim()) ? `PT${typed.trim()}H` : typed.trim() || undefined }),
  },
});
const limit = (name: 'goodwillLimit' | 'releaseLimit'): Term => ({
  words: (terms, { money }) => stated(terms[name], money),
  edit: {
    kind: 'lines',
    isOne: true,
    cells: MONEY,
    hint: 'term.limit.hint',
    typed: ({ [name]: money }) => (money ? linesOf([[money.amount, money.currency]]) : ''),
    change: (typed) => {
      const [line] = cellsOf(typed);
      return { [name]: line && { amount: line[0] ?? '', currency: line[1] ?? '' } };
    },
  },
});
const choice = (name: 'kind' | 'startAnchor', of: 'PolicyKind' | 'StartAnchor', values: readonly string[]): Term => ({
  words: (terms, texts) => texts.name(of, terms[name]),
  edit: {
    kind: 'list',
    isRequired: true,
    options: values.map((value) => ({ value, of })),
    typed: (terms) => terms[name],
    change: (typed) => ({ [name]: typed }),
  },
});
const written = (name: 'text' | 'retroactiveReason'): Term => ({
  words: (terms) => terms[name] ?? NONE,
  edit: {
    kind: 'long',
    typed: (terms) => terms[name] ?? '',
    change: (typed) => ({ [name]: typed.trim() || undefined }),
  },
});

/** A code of what a return costs, as it is; or as it was typed. */
const costWord = (code: string, { has, t }: Texts): string =>
  has(`cost.${code}`) ? t(`cost.${code}` as TextId) : code;

/** One of each line; an amount and its currency are what `rate` says. */
function tabular(
  name: 'evidenceDemanded' | 'epidemicTriggers' | 'costRates' | 'costShares',
  cells: readonly Cell[],
): Edit {
  const typed = (one: Readonly<Record<string, unknown>>) => {
    const { rate, ...more } = one;
    const stated = { ...more, ...(rate as object | undefined) } as Readonly<Record<string, unknown>>;
    return cells.map((cell) => stated[cell.name]);
  };
  const parsed = (line: readonly string[]) => {
    const said = Object.fromEntries(
      cells.map(({ name: cell, kind, isRequired }, at) => {
        const text = line[at] ?? '';
        if (text === '' && !isRequired) return [cell, undefined];
        // What is missing is for the engine to refuse.
        return [cell, kind === 'number' && text !== '' ? Number(text) : text];
      }),
    );
    const { amount, currency, ...more } = said;
    return amount === undefined ? said : { ...more, rate: { amount, currency } };
  };
  return {
    kind: 'lines',
    cells,
    typed: (terms) => linesOf((terms[name] ?? []).map((one) => typed({ ...one }))),
    change: (text) => {
      const all = cellsOf(text).map(parsed);
      return { [name]: all.length === 0 ? undefined : all };
    },
  };
}

const costOptions = (...codes: readonly string[]) => codes.map((value) => ({ value, text: `cost.${value}` as TextId }));
const COMPONENT: Cell = {
  name: 'component',
  label: 'cell.component',
  kind: 'list',
  options: costOptions('FREIGHT', 'DUTY', 'STORAGE', 'STAFF', 'CAPITAL', 'REPLACEMENT_FREIGHT'),
  isRequired: true,
};
const COUNTRY: Cell = { name: 'country', label: 'address.country', kind: 'code', from: 'countries' };
const SOURCE: Cell = { name: 'source', label: 'cell.source', kind: 'text', isRequired: true };

export const TERMS = {
  effectiveFrom: {
    words: ({ effectiveFrom }, { day }) => (effectiveFrom ? day(effectiveFrom) : NONE),
    edit: {
      kind: 'day',
      isRequired: true,
      typed: ({ effectiveFrom }) => effectiveFrom,
      change: (effectiveFrom) => ({ effectiveFrom }),
    },
  },
  retroactiveReason: written('retroactiveReason'),
  kind: choice('kind', 'PolicyKind', ['FULL', 'LIMITED']),
  months: count('months', true),
  startAnchor: choice('startAnchor', 'StartAnchor', ['SHIPPED', 'SOLD', 'SOLD_ELSE_SHIPPED']),
  latestStartMonths: count('latestStartMonths'),
  skus: {
    words: ({ skus }, { t }, { product }) => skus.map((sku) => named(product(sku), sku)).join(t('comma')),
    edit: several('skus', PRODUCT, true),
  },
  claimWindowDays: count('claimWindowDays'),
  coveredDefects: {
    words: ({ coveredDefects }, { t }, { defect }) =>
      coveredDefects?.map((code) => named(defect(code), code)).join(t('comma')) ?? t('claims.all'),
    edit: several('coveredDefects', DEFECT),
  },
  excludedDefects: {
    words: ({ excludedDefects }, { t }, { defect }) =>
      excludedDefects?.map((code) => named(defect(code), code)).join(t('comma')) || NONE,
    edit: several('excludedDefects', DEFECT),
  },
  evidenceDemanded: {
    words: ({ evidenceDemanded }, { t, value }, { defect }) =>
      evidenceDemanded
        ?.map(
          ({ kind, atLeast, defectCode }) =>
            `${defectCode ? named(defect(defectCode), defectCode) + t('colon') : ''}${atLeast} × ${value('EvidenceKind', kind)}`,
        )
        .join(t('comma')) || NONE,
    edit: tabular('evidenceDemanded', [
      { name: 'atLeast', label: 'cell.atLeast', kind: 'number', isRequired: true },
      {
        name: 'kind',
        label: 'term.kind',
        kind: 'list',
        options: (['PHOTO', 'VIDEO', 'PROOF_OF_PURCHASE', 'OTHER'] as const).map((value) => ({
          value,
          of: 'EvidenceKind' as const,
        })),
        isRequired: true,
      },
      DEFECT,
    ]),
  },
  firstReviewTarget: hours('firstReviewTarget'),
  resolutionTarget: hours('resolutionTarget'),
  evidenceDays: count('evidenceDays'),
  choiceDays: count('choiceDays'),
  pauseForSamples: {
    words: ({ pauseForSamples }, { t }) => t(pauseForSamples ? 'term.yes' : 'term.no'),
    edit: {
      kind: 'list',
      options: [
        { value: YES, text: 'term.yes' },
        { value: 'false', text: 'term.no' },
      ],
      typed: ({ pauseForSamples }) => String(pauseForSamples ?? false),
      change: (typed) => ({ pauseForSamples: typed === YES }),
    },
  },
  firstContactGoal: share('firstContactGoal'),
  replacementDays: count('replacementDays'),
  owedDays: count('owedDays'),
  goodwillLimit: limit('goodwillLimit'),
  releaseLimit: limit('releaseLimit'),
  falseAlarmShare: share('falseAlarmShare'),
  initialMonthlyRate: share('initialMonthlyRate'),
  epidemicTriggers: {
    words: ({ epidemicTriggers }, { t, percent }) =>
      epidemicTriggers
        ?.map(({ share, windowDays, of }) =>
          t(of === 'PRODUCED' ? 'term.triggerOfLot' : 'term.trigger', {
            share: percent(share),
            days: windowDays,
          }),
        )
        .join(', ') || NONE,
    edit: tabular('epidemicTriggers', [
      { name: 'share', label: 'cell.share', kind: 'number', isRequired: true },
      { name: 'windowDays', label: 'cell.days', kind: 'number', isRequired: true },
      {
        name: 'of',
        label: 'cell.of',
        kind: 'list',
        options: [
          { value: '', text: 'cell.ofShipped' },
          { value: 'PRODUCED', text: 'cell.ofLot' },
        ],
      },
    ]),
  },
  costRates: {
    words: ({ costRates }, texts) =>
      costRates
        ?.map(({ component, country, rate, per, quantity, source }) =>
          [
            costWord(component, texts),
            country && texts.country(country),
            texts.money(rate),
            '/',
            quantity && texts.number(quantity),
            costWord(per, texts),
            `(${source})`,
          ]
            .filter(Boolean)
            .join(' '),
        )
        .join('\n') || NONE,
    edit: tabular('costRates', [
      COMPONENT,
      COUNTRY,
      ...MONEY,
      { name: 'quantity', label: 'cell.quantity', kind: 'number' },
      {
        name: 'per',
        label: 'cell.per',
        kind: 'list',
        options: costOptions('UNIT', 'KG', 'DAY', 'MINUTE'),
        isRequired: true,
      },
      SOURCE,
    ]),
  },
  costShares: {
    words: ({ costShares }, texts) =>
      costShares
        ?.map(({ component, country, percent, days, source }) =>
          [
            costWord(component, texts),
            country && texts.country(country),
            texts.percent(percent / 100),
            days && `× ${texts.number(days)} / 365`,
            `(${source})`,
          ]
            .filter(Boolean)
            .join(' '),
        )
        .join('\n') || NONE,
    edit: tabular('costShares', [
      COMPONENT,
      COUNTRY,
      { name: 'percent', label: 'cell.percent', kind: 'number', isRequired: true },
      { name: 'days', label: 'cell.interestDays', kind: 'number' },
      SOURCE,
    ]),
  },
  text: written('text'),
  signOff: {
    words: ({ signOff }, { day, t }, { staff }) =>
      signOff ? [staff(String(signOff.by)) ?? signOff.by, day(signOff.on)].join(t('comma')) : NONE,
    edit: {
      kind: 'lines',
      isOne: true,
      cells: [
        { name: 'by', label: 'records.name', kind: 'code', from: 'staff', isRequired: true },
        { name: 'on', label: 'calendar.day', kind: 'day', isRequired: true },
      ],
      typed: ({ signOff }) => (signOff ? linesOf([[signOff.by, signOff.on]]) : ''),
      change: (typed) => {
        const [line] = cellsOf(typed);
        return { signOff: line && { by: line[0] ?? '', on: line[1] ?? '' } };
      },
    },
  },
} as const satisfies Readonly<Record<string, Term>>;

export type TermName = keyof typeof TERMS;
export const TERM_NAMES = Object.keys(TERMS) as TermName[];

/** Those that are edited, as typed. */
export type Typed = Readonly<Partial<Record<TermName, string>>>;

const editOf = (name: TermName): Edit | undefined => TERMS[name].edit;
export const EDITED = TERM_NAMES.flatMap((name) => {
  const edit = editOf(name);
  return edit ? [{ name, edit }] : [];
});

/** A next version begins like this one, from today; who has signed that one off has not signed this one. */
export const typedOf = (terms: Terms, today: string): Typed => ({
  ...Object.fromEntries(EDITED.map(({ name, edit }) => [name, edit.typed(terms)])),
  effectiveFrom: today,
  retroactiveReason: '',
  signOff: '',
});

/** What the first version of a policy begins with. */
export const firstTerms = (id: string): Terms => ({
  id,
  skus: [],
  effectiveFrom: '',
  kind: 'FULL',
  months: 24,
  startAnchor: 'SOLD_ELSE_SHIPPED',
});

/** What is typed, on top of what the page does not edit. */
export const termsOf = (newest: Terms, typed: Typed): Terms =>
  Object.assign({ ...newest }, ...EDITED.map(({ name, edit }) => edit.change(typed[name] ?? '')));
