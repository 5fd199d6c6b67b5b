import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Makegood } from '#engine';
import { canonicalJson, type Json, sha256 } from '#kernel';
import { Recent, WEB_PAGE_POLICY } from '#platform';
import { MAKEGOOD } from '#server';
import { DEFAULT_CALENDAR_ID } from '#use-cases';
import { type PolicyTerms, policyTerms, policyTermsHtml, policyTermsPdf } from '#views';
import { type Language, LANGUAGES, languageOf } from '#words';
import { Budgets } from './budget.ts';

/** Anyone may ask, and a page is set in 30 ms: it is set once. */
const MAX_PRINTED = 50;

/** R6: the terms of a policy version, as a page and as PDF. Public: those who rely on them need no account. */
@Controller('terms')
export class TermsController {
  readonly #printed = new Recent<Promise<Buffer>>(MAX_PRINTED);

  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {}

  @Get(':policyId/:file')
  async show(
    @Param('policyId') policyId: string,
    @Param('file') file: string,
    @Query('language') wanted: unknown,
    @Headers('accept-language') accepted: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const { aggregates, people } = this.makegood;
    const [, version, isPdf] = /^([1-9]\d{0,5})(\.pdf)?$/.exec(file) ?? [];
    const policy = version === undefined ? undefined : await aggregates.policy(policyId, Number(version));
    if (!policy) {
      const message = 'There are no such terms. Ask for /terms/<policy>/<version>, or the same with .pdf at the end.';
      response.status(404).json({ code: 'NOT_FOUND', message });
      return;
    }
    const productNames = new Map<string, string>();
    for (const sku of policy.skus) productNames.set(sku, (await aggregates.product(sku))?.current.name ?? sku);
    const { signOff } = policy;
    const terms = policyTerms(policy, languageFor(wanted, accepted), {
      productNames,
      calendar: (await aggregates.calendars.newest(DEFAULT_CALENDAR_ID))?.published,
      signedOffBy: signOff && (await people.find(signOff.by))?.name,
    });
    response.set({
      'Content-Language': terms.language,
      'Cache-Control': 'public, max-age=300',
      Vary: 'Accept-Language',
    });
    if (isPdf === undefined) {
      response.set({ 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': WEB_PAGE_POLICY });
      response.send(policyTermsHtml(terms));
    } else {
      response.set({ 'Content-Type': 'application/pdf', 'X-Content-Type-Options': 'nosniff' });
      response.send(await this.#pdfOf(terms));
    }
  }

  #pdfOf(terms: PolicyTerms): Promise<Buffer> {
    const key = sha256(canonicalJson(terms as unknown as Json));
    const known = this.#printed.get(key);
    if (known) return known;
    const printed = policyTermsPdf(terms, () => this.budgets.arrival(undefined));
    this.#printed.set(key, printed);
    printed.catch(() => this.#printed.delete(key));
    return printed;
  }
}

function languageFor(wanted: unknown, accepted = ''): Language {
  if (typeof wanted === 'string') return languageOf(wanted);
  const spoken = accepted.split(',').map((part) => part.split(/[-;]/, 1)[0]?.trim().toLowerCase());
  return (
    LANGUAGES.find((language) => language === spoken.find((one) => LANGUAGES.some((known) => known === one))) ?? 'en'
  );
}
