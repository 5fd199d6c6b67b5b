import { createHash } from 'node:crypto';
import { Controller, Get, Headers, HttpException, Inject, Param, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { curve, DARK_PAPER } from '#batches';
import type { Makegood } from '#engine';
import { dayOf } from '#kernel';
import { Forbidden } from '#requests';
import { type Authenticator, MAKEGOOD } from '#server';
import { chosenCurve, curveTexts } from '#use-cases';
import { batchesModel, CallerModels } from '#views';
import { Budgets } from './budget.ts';
import { languageFor } from '#words';
import { AUTHENTICATOR } from './tokens.ts';
import { PRINTED_LINES, textOf } from './transfers.ts';

const STYLE = `sha256-${createHash('sha256').update(DARK_PAPER).digest('base64')}`;

/** B5: the curve of an alarm as a picture. */
@Controller('batches')
export class BatchesController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {}

  @Get(':batchId/curve.svg')
  async curve(
    @Param('batchId') batchId: string,
    @Query() { defectGroup, method, language: wanted }: Readonly<Record<string, unknown>>,
    @Headers('authorization') authorization: string | undefined,
    @Headers('accept-language') accepted: string | undefined,
    @Headers('if-none-match') known: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    if (actor.role === 'PARTNER') throw new Forbidden(actor.role, 'see the claims of a batch');
    const budget = this.budgets.of(actor);
    await budget.admit(PRINTED_LINES);
    const { models, sentinel, clock } = this.makegood;
    const found = (await new CallerModels(actor, models).get(batchesModel, [batchId])).get(batchId);
    const replayed = found && (await sentinel.replayed(batchId, dayOf(clock.now())));
    const asked = { defectGroup: textOf('defectGroup', defectGroup), method: textOf('method', method) };
    const drawn = replayed && chosenCurve(replayed.curves, asked);
    // Before the first week is over there is a picture, which says so; but not of a group that there is not.
    if (!found || (!drawn && (asked.defectGroup ?? asked.method) !== undefined)) {
      const message =
        'There is no such curve: no such batch, or its product has no such group of defects, or no week is over.';
      throw new HttpException(message, 404);
    }
    const language = languageFor(wanted, accepted);
    const svg = curve(drawn?.points ?? [], curveTexts(batchId, drawn, language), { paper: true });
    const etag = `"${createHash('sha256').update(svg).digest('hex')}"`;
    response.set({
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Content-Language': language,
      'Content-Disposition': 'inline; filename="curve.svg"',
      // Browsers must neither guess another type, nor run the content, nor show it in the page of another site.
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': `default-src 'none'; style-src '${STYLE}'; sandbox`,
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cache-Control': 'private, no-cache',
      Vary: 'Accept-Language',
      ETag: etag,
    });
    if (known?.includes(etag)) response.status(304).end();
    else response.send(svg);
  }
}
