import { Readable } from 'node:stream';
import { Controller, Get, Headers, HttpException, Inject, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Day, parseDay } from '#kernel';
import { type Authenticator, MAKEGOOD } from '#server';
import { type Makegood } from '#engine';
import { CallerModels, slaReportCsv } from '#views';
import { reportZone } from './report-zone.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { send } from './transfers.ts';

@Controller('exports')
export class ExportsController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
  ) {}

  @Get('sla.csv')
  async sla(
    @Headers('authorization') authorization: string | undefined,
    @Query() { from, to, timeZone, partnerId, sku }: Readonly<Record<string, unknown>>,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    const scope = {
      from: dayOf('from', from),
      to: dayOf('to', to),
      timeZone: await reportZone(this.makegood.aggregates, textOf('timeZone', timeZone)),
      partnerId: textOf('partnerId', partnerId),
      sku: textOf('sku', sku),
    };
    const lines = await slaReportCsv(new CallerModels(actor, this.makegood.models), scope);
    response.set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="sla-${scope.from}-${scope.to}.csv"`,
      'Cache-Control': 'private, no-store',
    });
    await send(Readable.from(lines), response);
  }
}

function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new HttpException(`${name}: state it only once.`, 400);
}

function dayOf(name: string, value: unknown): Day {
  const day = parseDay(textOf(name, value) ?? '');
  if (!day) throw new HttpException(`${name}: must be a day such as 2026-03-09.`, 400);
  return day;
}
