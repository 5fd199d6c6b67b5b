import type { IncomingMessage } from 'node:http';
import { Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { keptKey, type Makegood } from '#engine';
import { EVIDENCE_LIMITS, MAX_FORM_FILES, receiveForm } from '#evidence';
import { type Actor, MINUTE_MS } from '#kernel';
import { type AnswerLink, answerLinkIn, type AnswerPage, answerPage, type Notice } from '#notices';
import { Recent, WEB_PAGE_POLICY } from '#platform';
import { answererOf, type AnswerOutcome, type AnswerState, NoticeAnswers } from '#requests';
import { MAKEGOOD } from '#server';
import { placeOfPartner } from '#use-cases';
import { noticeLanguageOf, type NoticeLanguage, noticeWords, words } from '#words';
import { Budgets } from './budget.ts';

const LOOK_LINES = 20;
const ANSWER_LINES = 50;

const MIB = 1024 * 1024;
const LIMITS = {
  files: MAX_FORM_FILES,
  megabytes: EVIDENCE_LIMITS.picture / MIB,
  videoMegabytes: EVIDENCE_LIMITS.video / MIB,
};

/** Of one address. Valid links are neither counted nor refused: several people may share an address. */
const GUESSES_A_MINUTE = 30;
const MAX_ADDRESSES = 10_000;

const STATUS: Readonly<Record<AnswerPage['kind'], number>> = {
  FORM: 200,
  DONE: 200,
  NOT_DONE: 422,
  USED: 410,
  EXPIRED: 410,
  CLOSED: 410,
  UNKNOWN: 404,
  BUSY: 429,
};

/**
 * N5: the page behind the link of a notice. GET shows, POST acts. The link itself is the authority, which a browser sends of its own
 * accord to nobody: a page of another site could act only if it knew the link.
 */
@Controller('answer')
export class AnswersController {
  readonly #answers: NoticeAnswers;
  readonly #guesses = new Recent<{ readonly minute: number; count: number }>(MAX_ADDRESSES);

  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {
    const { aggregates, dispatcher, clock } = makegood;
    this.#answers = new NoticeAnswers({ aggregates, dispatcher, dryRun: () => makegood.dryRun(), clock });
  }

  @Get(':token')
  async show(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const link = await this.#linkOf(token, request, response);
    if (!link) return;
    const state = await this.#answers.look(link);
    await this.#budgetOf(state)?.admit(LOOK_LINES);
    await this.#send(await this.#pageOf(state, link), languageOf(state, request), response);
  }

  @Post(':token')
  async act(@Param('token') token: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const link = await this.#linkOf(token, request, response);
    if (!link) return;
    // Before the files are read.
    const state = await this.#answers.look(link);
    const language = languageOf(state, request);
    if (state.kind !== 'OPEN') return this.#send(await this.#pageOf(state, link), language, response);
    await this.#budgetOf(state)?.admit(ANSWER_LINES);
    const form = await receiveForm(request as IncomingMessage, answererOf(state.notice) as Actor, this.makegood);
    const outcome =
      form.kind === 'form' ? await this.#answers.answer(link, form) : ({ ...form, kind: 'REFUSED' } as const);
    const remedy = form.kind === 'form' ? form.fields.remedy : undefined;
    await this.#send(await this.#pageOf(outcome, link, { language, remedy }), language, response);
  }

  /** The same answer to every link that is not valid, whatever is wrong with it. */
  async #linkOf(token: string, request: Request, response: Response): Promise<AnswerLink | undefined> {
    const link = answerLinkIn(token, await keptKey(this.makegood.settings.MAKEGOOD_DATA, 'answer'));
    if (link) return link;
    const kind = this.#isGuessing(request.socket.remoteAddress ?? '') ? 'BUSY' : 'UNKNOWN';
    if (kind === 'BUSY') response.set('Retry-After', '60');
    await this.#send({ kind }, languageOf({ kind: 'UNKNOWN' }, request), response);
    return undefined;
  }

  #isGuessing(address: string): boolean {
    const minute = Math.floor(performance.now() / MINUTE_MS);
    const known = this.#guesses.get(address);
    const guesses = known?.minute === minute ? known : { minute, count: 0 };
    guesses.count++;
    this.#guesses.set(address, guesses);
    return guesses.count > GUESSES_A_MINUTE;
  }

  #budgetOf(state: AnswerState) {
    const actor = 'notice' in state ? answererOf(state.notice) : undefined;
    return actor && this.budgets.of(actor);
  }

  async #pageOf(
    outcome: AnswerOutcome,
    { act, expiresAt }: AnswerLink,
    answered: { readonly language?: NoticeLanguage; readonly remedy?: string | undefined } = {},
  ): Promise<AnswerPage> {
    switch (outcome.kind) {
      case 'OPEN':
        return { kind: 'FORM', act, notice: outcome.notice, limits: LIMITS };
      case 'EXPIRED':
        return { kind: 'EXPIRED', until: expiresAt, zone: await this.#zoneOf(outcome.notice) };
      case 'DONE':
        return { kind: 'DONE', act, isNote: outcome.isNote, remedy: answered.remedy };
      case 'REFUSED': {
        const { code, message } = outcome.refusal;
        const codes: Readonly<Record<string, string>> = words[answered.language ?? 'en'].codes;
        return { kind: 'NOT_DONE', reason: Object.hasOwn(codes, code) ? (codes[code] as string) : message };
      }
      default:
        return { kind: outcome.kind };
    }
  }

  #zoneOf = ({ recipient }: Notice): Promise<string> =>
    placeOfPartner('partnerId' in recipient ? recipient.partnerId : undefined, this.makegood.aggregates);

  async #send(page: AnswerPage, language: NoticeLanguage, response: Response): Promise<void> {
    response
      .status(STATUS[page.kind])
      .set({
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Language': language,
        'Content-Security-Policy': WEB_PAGE_POLICY,
        'Cache-Control': 'no-store',
        'X-Robots-Tag': 'noindex',
      })
      .send(answerPage(page, language));
  }
}

/** That of the notice; of a link that names none, that of the browser. */
function languageOf(state: AnswerState | AnswerOutcome, { headers }: Request): NoticeLanguage {
  if ('notice' in state) return noticeLanguageOf(state.notice.language);
  const wanted = (headers['accept-language'] ?? '').split(',').map((part) => part.split('-', 1)[0]?.trim() ?? '');
  return noticeLanguageOf(wanted.find((language) => Object.hasOwn(noticeWords, language)) ?? 'en');
}
