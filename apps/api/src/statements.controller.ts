import { Controller, Get, Headers, HttpException, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Makegood, partnerStatement } from '#engine';
import { type Authenticator, MAKEGOOD } from '#server';
import { statementCsv, statementPdf } from '#views';
import { mayReadBooks } from './books.ts';
import { Budgets } from './budget.ts';
import { modelsInTurn } from './models-in-turn.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { PRINTED_LINES, sendFile } from './transfers.ts';

/** F5: what `statement` answers, as documents. */
@Controller('statements')
export class StatementsController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {}

  @Get(':partnerId/:file')
  async download(
    @Param('partnerId') partnerId: string,
    @Param('file') file: string,
    @Headers('authorization') authorization: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    if (actor.role !== 'PARTNER') mayReadBooks(actor, 'download statements');
    const [, month, format] = /^(.*)\.(csv|pdf)$/.exec(file) ?? [];
    if (month === undefined) throw new HttpException('Ask for <month>.pdf or <month>.csv, such as 2026-03.pdf.', 404);
    const budget = this.budgets.of(actor);
    if (format === 'pdf') await budget.admit(PRINTED_LINES);
    const models = modelsInTurn(actor, this.makegood.models, this.budgets);
    const statement = await partnerStatement(this.makegood, models, { partnerId, month });
    const body = format === 'pdf' ? [await statementPdf(statement, () => budget.turn())] : statementCsv(statement);
    const mediaType = format === 'pdf' ? 'application/pdf' : 'text/csv; charset=utf-8';
    await sendFile(`statement-${month}.${format}`, mediaType, body, response);
  }
}
