import { Controller, Get, Headers, HttpException, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { keptKey, type Makegood } from '#engine';
import { canonicalJson, dayIn, type Json, sha256 } from '#kernel';
import { escapeHtml, Recent, WEB_PAGE_POLICY, webPage } from '#platform';
import { MAKEGOOD } from '#server';
import { DEFAULT_CALENDAR_ID, placeOfPartner } from '#use-cases';
import { type PolicyTerms, policyTerms, policyTermsHtml, policyTermsPdf, type TermsUnit } from '#views';
import { coverageOf, type ProductFact, type PublishedPolicy, serialInCode } from '#warranty';
import { type Language, languageFor, words } from '#words';
import { Budgets } from './budget.ts';

/** Anyone may ask, and a page is set in 30 ms: it is set once. */
const MAX_PRINTED = 50;

/** A policy may have the same id: what follows it is a version, which no code is. */
const OF_A_UNIT = 'unit';

/** R6: the terms of a policy version, or those of a unit by its code, as a page and as PDF. Public: those who rely on them need no account. */
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
    const isPdf = file.endsWith('.pdf');
    const name = isPdf ? file.slice(0, -4) : file;
    const language = languageFor(wanted, accepted);
    const version = /^[1-9]\d{0,5}$/.test(name) ? Number(name) : undefined;
    if (version === undefined && policyId === OF_A_UNIT) return this.#ofUnit(name, { language, isPdf }, response);
    const policy = version === undefined ? undefined : await this.makegood.aggregates.policy(policyId, version);
    if (policy) return this.#send(policy, undefined, { language, isPdf }, response);
    const message = 'There are no such terms. Ask for /terms/<policy>/<version>, or the same with .pdf at the end.';
    throw new HttpException(message, 404);
  }

  /** The same answer to every code that is not valid: it does not tell which serials exist. */
  async #ofUnit(code: string, how: Shown, response: Response): Promise<void> {
    const { aggregates, clock, settings } = this.makegood;
    const said = words[how.language].terms;
    const serial = serialInCode(code, await keptKey(settings.MAKEGOOD_DATA, 'terms'));
    if (serial === undefined) return sendPage(404, how.language, said.wrongCode, said.wrongCodeText, response);
    const known = await aggregates.unit(serial);
    // R5: a mistyped serial may be on its packing.
    const unit = known?.newSerial === undefined ? known : await aggregates.unit(known.newSerial);
    const policies = unit ? await aggregates.policiesFor(unit.sku) : [];
    const on = dayIn(await placeOfPartner(unit?.holder, aggregates), clock.now());
    const { policyId, policyVersion, expiresOn } = unit ? coverageOf(unit, policies, { on }) : {};
    const policy = policies.find((one) => one.policyId === policyId && one.version === policyVersion);
    if (!unit || !policy) return sendPage(404, how.language, said.title, said.noTerms, response);
    const { sku, shipment } = unit;
    return this.#send(policy, { sku, serial: shipment.serial, expiresOn }, how, response);
  }

  async #send(
    policy: PublishedPolicy,
    unit: TermsUnit | undefined,
    { language, isPdf }: Shown,
    response: Response,
  ): Promise<void> {
    const { aggregates, people } = this.makegood;
    const products = new Map<string, ProductFact<'ProductListed'>>();
    for (const sku of policy.skus) {
      const product = await aggregates.product(sku);
      if (product) products.set(sku, product.current);
    }
    const { signOff } = policy;
    const terms = policyTerms(policy, language, {
      products,
      calendar: (await aggregates.calendars.newest(DEFAULT_CALENDAR_ID))?.published,
      signedOffBy: signOff && (await people.find(signOff.by))?.name,
      unit,
    });
    response.set({ 'Cache-Control': 'public, max-age=300', Vary: 'Accept-Language' });
    if (isPdf) {
      const type = { 'Content-Type': 'application/pdf', 'X-Content-Type-Options': 'nosniff' };
      response.set({ ...type, 'Content-Language': language }).send(await this.#pdfOf(terms));
    } else sendHtml(200, language, policyTermsHtml(terms), response);
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

interface Shown {
  readonly language: Language;
  readonly isPdf: boolean;
}

const sendPage = (status: number, language: Language, title: string, text: string, response: Response): void =>
  sendHtml(status, language, webPage(language, title, [`<p>${escapeHtml(text)}</p>`]), response);

const sendHtml = (status: number, language: Language, html: string, response: Response): void =>
  void response
    .status(status)
    .set({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': language,
      'Content-Security-Policy': WEB_PAGE_POLICY,
    })
    .send(html);
