import { addDays, dateFormat, type Day, fill, named, type Serial } from '#kernel';
import { escapeHtml, toPagedPdf, webPage } from '#platform';
import type { PublishedCalendar, Weekday } from '#sla';
import { defectName, type ProductFact, type PublishedPolicy } from '#warranty';
import { type Language, words } from '#words';

/** What the terms of a policy version name besides its own data. */
export interface TermsContext {
  /** By stock keeping unit. */
  readonly products: ReadonlyMap<string, Pick<ProductFact<'ProductListed'>, 'name' | 'defectGroups'>>;
  /** Of partners that have no calendar of their own. */
  readonly calendar: PublishedCalendar | undefined;
  readonly signedOffBy: string | undefined;
  /** For the terms of one unit. */
  readonly unit?: TermsUnit | undefined;
}

/** What anyone who has its code may know of a unit: neither whose it is nor what was paid or claimed. */
export interface TermsUnit {
  readonly serial: Serial;
  readonly sku: string;
  /** Undefined while the start of its term is not known. */
  readonly expiresOn: Day | undefined;
}

interface Section {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly items?: readonly string[];
}

/** R6: the terms of one version for those who rely on them. Neither prices nor limits of the manufacturer's own are in them. */
export interface PolicyTerms {
  readonly language: Language;
  readonly policyId: string;
  readonly effectiveFrom: Day;
  readonly title: string;
  readonly sections: readonly Section[];
  readonly signOff: Section;
}

export function policyTerms(policy: PublishedPolicy, language: Language, context: TermsContext): PolicyTerms {
  const said = words[language].terms;
  const day = dayFormat(language);
  const { policyId, version, effectiveFrom, months, kind, signOff, text } = policy;
  const { coveredDefects, excludedDefects, latestStartMonths, claimWindowDays, evidenceDemanded } = policy;
  const filled = filledIn(language);
  const ofDays = (sentence: string, days: number) => filled(sentence, { days: String(days) });
  const covered = kind === 'LIMITED' && coveredDefects === undefined ? said.LIMITED_ALL : said[kind];
  const signed = signOff && { name: context.signedOffBy ?? signOff.by, day: day(signOff.on) };
  const productName = (sku: string) => named(sku, context.products.get(sku)?.name);
  const defectGroups = policy.skus.flatMap((sku) => context.products.get(sku)?.defectGroups ?? []);
  const defect = (code: string) => named(code, defectName({ defectGroups }, code, language));
  const { unit } = context;
  const sections: readonly (Section | undefined)[] = [
    unit && {
      heading: said.unit,
      paragraphs: [
        productName(unit.sku),
        filled(said.serial, { serial: unit.serial }),
        unit.expiresOn === undefined ? said.noStart : filled(said.expires, { day: day(unit.expiresOn) }),
      ],
    },
    {
      heading: filled(said.version, { version: String(version) }),
      paragraphs: [filled(said.effective, { day: day(effectiveFrom) })],
    },
    {
      heading: said.products,
      paragraphs: [],
      items: policy.skus.map(productName),
    },
    {
      heading: said.covered,
      paragraphs: [covered],
      items: kind === 'LIMITED' ? (coveredDefects ?? []).map(defect) : [],
    },
    {
      heading: said.notCovered,
      paragraphs: [excludedDefects.length > 0 ? said.excluded : said.nothingExcluded],
      items: excludedDefects.map(defect),
    },
    {
      heading: said.length,
      paragraphs: [
        filled(said[policy.startAnchor], { months: String(months) }),
        ...(latestStartMonths === undefined ? [] : [filled(said.latestStart, { months: String(latestStartMonths) })]),
        claimWindowDays === undefined ? said.anyTime : ofDays(said.claimWindow, claimWindowDays),
        ofDays(said.replacement, policy.replacementDays),
      ],
    },
    {
      heading: said.steps,
      paragraphs: [],
      items: [
        said.report,
        said.files,
        ...evidenceDemanded.map(({ defectCode, kind: file, atLeast }) =>
          filled(defectCode === undefined ? said.demandAny : said.demand, {
            defect: defectCode === undefined ? '' : defect(defectCode),
            count: String(atLeast),
            kind: said[file],
          }),
        ),
        ofDays(said.evidence, policy.evidenceDays),
        ofDays(said.choice, policy.choiceDays),
        said.keep,
      ],
    },
    { heading: said.remedy, paragraphs: [said.options, said.free, ofDays(said.owed, policy.owedDays)] },
    promise(policy, language, context.calendar),
    { heading: said.contact, paragraphs: [said.contactText] },
    text === undefined
      ? undefined
      : { heading: said.wording, paragraphs: text.split(/\n+/).filter((line) => line.trim() !== '') },
  ];
  return {
    language,
    policyId,
    effectiveFrom,
    title: `${said.title} ${policyId}`,
    sections: sections.filter((section) => section !== undefined),
    signOff: { heading: said.signOff, paragraphs: [signed ? filled(said.signed, signed) : said.unsigned] },
  };
}

/** S1–S4. */
function promise(policy: PublishedPolicy, language: Language, calendar: PublishedCalendar | undefined): Section {
  const said = words[language].terms;
  const filled = filledIn(language);
  const [hours, review] = [policy.resolutionTarget, policy.firstReviewTarget].map((target) =>
    target.replace(/\D/g, ''),
  );
  const paragraphs = [filled(said.hours, { hours: hours ?? '', review: review ?? '' }), said.pauses];
  if (!calendar) return { heading: said.promise, paragraphs };
  const { calendarId, version, timeZone, weekly, exceptions, publishedUntil } = calendar;
  const day = dayFormat(language);
  // S3: what was entered by hand overrides what was imported.
  const byDate = new Map(
    [...exceptions]
      .sort((one, other) => Number(one.source === 'MANUAL') - Number(other.source === 'MANUAL'))
      .map((exception) => [exception.date, exception]),
  );
  const days = [...byDate.values()].sort((one, other) => (one.date < other.date ? -1 : 1));
  const listed = (isClosed: boolean, sentence: string) => {
    const dates = days.filter(({ kind }) => (kind === 'CLOSED') === isClosed).map(({ date }) => day(date));
    return dates.length > 0 ? [filled(sentence, { days: dates.join(', ') })] : [];
  };
  return {
    heading: said.promise,
    paragraphs: [
      ...paragraphs,
      filled(said.calendar, { calendar: calendarId, version: String(version), zone: timeZone }),
    ],
    items: [
      ...weekly.map(({ days: weekdays, open, close }) =>
        filled(said.week, { days: weekdays.map((weekday) => weekdayName(weekday, language)).join(', '), open, close }),
      ),
      ...listed(true, said.closed),
      ...listed(false, said.opened),
      ...(publishedUntil === undefined ? [] : [filled(said.published, { day: day(publishedUntil) })]),
    ],
  };
}

const filledIn =
  (language: Language) =>
  (template: string, values: Readonly<Record<string, string>>): string =>
    fill(template, values, language);

const dayFormat = (language: Language) => {
  const format = dateFormat(language, { timeZone: 'UTC', dateStyle: 'long' });
  return (day: Day): string => format.format(Date.parse(`${day}T00:00:00Z`));
};

const A_MONDAY = '2024-01-01' as Day;
const WEEKDAYS: readonly Weekday[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
const weekdayName = (weekday: Weekday, language: Language): string =>
  dateFormat(language, { timeZone: 'UTC', weekday: 'short' }).format(
    Date.parse(`${addDays(A_MONDAY, WEEKDAYS.indexOf(weekday))}T00:00:00Z`),
  );

export const policyTermsHtml = ({ language, title, sections, signOff }: PolicyTerms): string =>
  webPage(language, title, [
    ...[...sections, signOff].flatMap(({ heading, paragraphs, items = [] }) => [
      `<h2>${escapeHtml(heading)}</h2>`,
      ...paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`),
      ...(items.length > 0 ? [`<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`] : []),
    ]),
  ]);

export const policyTermsPdf = (
  { language, title, sections, signOff, policyId, effectiveFrom }: PolicyTerms,
  giveWay: () => Promise<void>,
): Promise<Buffer> =>
  toPagedPdf(
    {
      language,
      title: words[language].terms.title,
      number: policyId,
      issuedOn: effectiveFrom,
      parties: [],
      facts: [],
      tables: [],
      totals: [],
      notes: [...sections, signOff].map(({ heading, paragraphs, items = [] }) => ({
        heading,
        paragraphs: [...paragraphs, ...items.map((item) => `• ${item}`)],
      })),
      footer: [title],
    },
    giveWay,
  );
