import { Controller, Get, Headers, HttpException, Inject, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Actor, type Day, dayOf, parseDay } from '#kernel';
import { type Authenticator, MAKEGOOD } from '#server';
import { type Makegood, reportZone, unitTermsUrls } from '#engine';
import { creditNotesCsv, type PackedOrder, packingListCsv, packingListPdf, requireOrder, slaReportCsv } from '#views';
import { mayReadBooks } from './books.ts';
import { Budgets } from './budget.ts';
import { modelsInTurn } from './models-in-turn.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { PRINTED_LINES, sendFile, textOf } from './transfers.ts';

@Controller('exports')
export class ExportsController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {}

  @Get('sla.csv')
  async sla(
    @Headers('authorization') authorization: string | undefined,
    @Query() { from, to, timeZone, partnerId, sku }: Readonly<Record<string, unknown>>,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    const scope = {
      from: parsedDay('from', from),
      to: parsedDay('to', to),
      timeZone: await reportZone(this.makegood.aggregates, textOf('timeZone', timeZone)),
      partnerId: textOf('partnerId', partnerId),
      sku: textOf('sku', sku),
    };
    const lines = await slaReportCsv(modelsInTurn(actor, this.makegood.models, this.budgets), scope);
    await sendCsv(`sla-${scope.from}-${scope.to}`, lines, response);
  }

  @Get('credit-notes.csv')
  async creditNotes(
    @Headers('authorization') authorization: string | undefined,
    @Query() { from, to }: Readonly<Record<string, unknown>>,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    mayReadBooks(actor, 'export the credit notes');
    const period = { from: parsedDay('from', from), to: parsedDay('to', to) };
    requireOrder(period, 'F5');
    const lines = creditNotesCsv(modelsInTurn(actor, this.makegood.models, this.budgets), period);
    await sendCsv(`credit-notes-${period.from}-${period.to}`, lines, response);
  }

  @Get('packing-list.csv')
  async packingList(
    @Headers('authorization') authorization: string | undefined,
    @Query() query: Readonly<Record<string, unknown>>,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    const models = modelsInTurn(actor, this.makegood.models, this.budgets);
    await sendCsv('packing-list', await packingListCsv(models, orderOf(query, actor)), response);
  }

  @Get('packing-list.pdf')
  async packingListPdf(
    @Headers('authorization') authorization: string | undefined,
    @Query() query: Readonly<Record<string, unknown>>,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    const order = orderOf(query, actor);
    const budget = this.budgets.of(actor);
    await budget.admit(PRINTED_LINES);
    const models = modelsInTurn(actor, this.makegood.models, this.budgets);
    const pdf = await packingListPdf(models, order, dayOf(this.makegood.clock.now()), {
      termsUrl: unitTermsUrls(this.makegood.settings),
      giveWay: () => budget.turn(),
    });
    await sendFile('packing-list.pdf', 'application/pdf', [pdf], response);
  }
}

/** A partner's own, unless it is named. */
function orderOf(query: Readonly<Record<string, unknown>>, { onBehalfOf }: Actor): PackedOrder {
  const orderNumber = textOf('orderNumber', query.orderNumber);
  if (!orderNumber) throw new HttpException('orderNumber: name the order.', 400);
  const partnerId = textOf('partnerId', query.partnerId) ?? onBehalfOf;
  if (!partnerId) throw new HttpException('partnerId: name the partner whose order it is.', 400);
  return { orderNumber, partnerId };
}

const sendCsv = (name: string, lines: AsyncIterable<string>, response: Response): Promise<void> =>
  sendFile(`${name}.csv`, 'text/csv; charset=utf-8', lines, response);

function parsedDay(name: string, value: unknown): Day {
  const day = parseDay(textOf(name, value) ?? '');
  if (!day) throw new HttpException(`${name}: must be a day such as 2026-03-09.`, 400);
  return day;
}
