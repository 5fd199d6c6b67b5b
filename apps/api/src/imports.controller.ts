import type { IncomingMessage } from 'node:http';
import { Controller, Get, Headers, HttpException, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Makegood } from '#engine';
import { IMPORT_KINDS, ImportJobs, templateCsv, templateXlsx, uploadImport } from '#import';
import type { Actor } from '#kernel';
import { type Authenticator, MAKEGOOD } from '#server';
import { Budgets } from './budget.ts';
import { type Import, importView, maySee } from './imports.types.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { REFUSED_UPLOAD_LINES, send, sendAnswer, UPLOAD_LINES } from './transfers.ts';

/** Until the first row of a workbook, all that its cells share is read. */
const LOOK_LINES_A_MS = 3;

/** Tables that are imported row by row, as jobs. */
@Controller('imports')
export class ImportsController {
  readonly #jobs: ImportJobs;

  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {
    this.#jobs = new ImportJobs(makegood);
  }

  @Post()
  async upload(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { authorization } = request.headers;
    const actor = await this.#actor(authorization);
    const budget = this.budgets.of(actor, authorization);
    await budget.admit(UPLOAD_LINES);
    const answer = await uploadImport(request as IncomingMessage, actor, this.makegood, (milliseconds) =>
      budget.count(milliseconds * LOOK_LINES_A_MS),
    );
    if (answer.status !== 202) {
      budget.count(REFUSED_UPLOAD_LINES);
      sendAnswer(response, answer);
    } else response.status(202).location(`/imports/${answer.job.id}`).json(importView(answer.job));
  }

  @Get('template/:name')
  async template(
    @Headers('authorization') authorization: string | undefined,
    @Param('name') name: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.#actor(authorization);
    const [, asked, ending] = /^(\w+)\.(xlsx|csv)$/.exec(name) ?? [];
    const kind = IMPORT_KINDS.find((one) => one === asked);
    if (!kind) throw new HttpException(`The templates are ${IMPORT_KINDS.join(', ')}, as .xlsx or .csv.`, 404);
    const isWorkbook = ending === 'xlsx';
    response.set({
      'Content-Type': isWorkbook
        ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
        : 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
    });
    response.send(isWorkbook ? await templateXlsx(kind) : templateCsv(kind));
  }

  @Get(':id')
  async status(@Headers('authorization') authorization: string | undefined, @Param('id') id: string): Promise<Import> {
    return importView(await this.#own(await this.#actor(authorization), id));
  }

  @Get(':id/refused')
  async refused(
    @Headers('authorization') authorization: string | undefined,
    @Param('id') id: string,
    @Res() response: Response,
  ): Promise<void> {
    const rows = await this.#jobs.refusedRows(await this.#own(await this.#actor(authorization), id));
    if (!rows)
      throw new HttpException('No row was refused, the import has not ended, or its rows are not kept any more.', 404);
    response.set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="refused-${id}.csv"`,
      'Cache-Control': 'private, no-store',
    });
    await send(rows, response);
  }

  @Post(':id/cancel')
  async cancel(@Headers('authorization') authorization: string | undefined, @Param('id') id: string): Promise<Import> {
    const job = await this.#own(await this.#actor(authorization), id);
    await this.#jobs.cancel(job);
    return importView(job);
  }

  #actor(authorization: string | undefined): Promise<Actor> {
    return this.authenticator.actorOf(authorization);
  }

  async #own(actor: Actor, id: string) {
    const job = await this.#jobs.find(id);
    if (!job || !maySee(actor, job)) throw new HttpException('There is no import with this id.', 404);
    return job;
  }
}
