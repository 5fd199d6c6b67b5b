import { policy } from '#warranty/facts';
import { LANGUAGES, type Language } from '#words';
import { policyTerms } from './policy-terms.ts';

/** What the terms say with a number in it, where every number is this one. */
function saidWith(number: number, language: Language): readonly string[] {
  const target = `PT${number}H`;
  const days = { replacementDays: number, evidenceDays: number, choiceDays: number, owedDays: number };
  const months = { months: number, latestStartMonths: number, claimWindowDays: number };
  const targets = { resolutionTarget: target, firstReviewTarget: target };
  return (['SHIPPED', 'SOLD', 'SOLD_ELSE_SHIPPED'] as const).flatMap((startAnchor) => {
    const version = policy({ version: 9, skus: [], startAnchor, ...days, ...months, ...targets });
    const { sections } = policyTerms(version, language, {
      products: new Map(),
      calendar: undefined,
      signedOffBy: undefined,
    });
    return sections
      .flatMap(({ paragraphs, items = [] }) => [...paragraphs, ...items])
      .filter((text) => new RegExp(`\\b${number}(?!\\d)`).test(text) && !text.includes('2025'));
  });
}

describe('R6 the terms of a policy', () => {
  it.each([
    ['en', /\b1 (?:month|day|business day|business hour)(?!s)\b/, /\b2 (?:months|days|business days|business hours)\b/],
    [
      'de',
      /\b1 (?:Monat|Tag|Geschäftstag|Geschäftsstunde)\b/,
      /\b2 (?:Monate|Tagen?|Geschäftstage|Geschäftsstunden)\b/,
    ],
  ] as const)('say in %s one month, day or hour as one, and more of them as more', (language, one, more) => {
    const texts = saidWith(1, language);
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter((text) => !one.test(text))).toEqual([]);
    expect(saidWith(2, language).filter((text) => !more.test(text))).toEqual([]);
  });

  it.each(LANGUAGES.filter((language) => language !== 'en' && language !== 'de'))(
    'say in %s any number of them in the same words',
    (language) => {
      expect(saidWith(2, language).map((text) => text.replaceAll('2', '7'))).toEqual(saidWith(7, language));
    },
  );
});
