import { Readable } from 'node:stream';
import { Controller, Get, Headers, HttpException, Inject, type OnModuleDestroy, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { BEGINNING, parsePosition, type Position } from '#platform';
import { type Authenticator, MAKEGOOD } from '#server';
import { type Makegood } from '#engine';
import { creditFeed } from '#views';
import { mayReadBooks } from './books.ts';
import { Budgets } from './budget.ts';
import { modelsInTurn } from './models-in-turn.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { send } from './transfers.ts';

const MAX_WAIT_S = 60;

@Controller('feeds')
export class FeedsController implements OnModuleDestroy {
  readonly #closing = new AbortController();

  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {}

  onModuleDestroy(): void {
    this.#closing.abort();
  }

  /** JSON lines. A reader goes on after the position of the last line it has kept; without news the answer waits for some. */
  @Get('credit-notes')
  async creditNotes(
    @Headers('authorization') authorization: string | undefined,
    @Query() { after, wait }: Readonly<Record<string, unknown>>,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    mayReadBooks(actor, 'follow the credit notes');
    const { models } = this.makegood;
    const left = new AbortController();
    response.once('close', () => left.abort());
    const lines = creditFeed(models, modelsInTurn(actor, models, this.budgets), {
      after: positionOf(after),
      waitMs: secondsOf(wait) * 1_000,
      signal: AbortSignal.any([left.signal, this.#closing.signal]),
    });
    response.set({ 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'private, no-store' });
    await send(Readable.from(lines), response);
  }
}

function positionOf(after: unknown): Position {
  if (after === undefined) return BEGINNING;
  const position = typeof after === 'string' ? parsePosition(after) : undefined;
  if (!position) throw new HttpException('after: must be the position of a line of this feed.', 400);
  return position;
}

function secondsOf(wait: unknown): number {
  if (wait === undefined) return 0;
  const seconds = typeof wait === 'string' && /^\d{1,2}$/.test(wait) ? Number(wait) : Number.NaN;
  if (!(seconds <= MAX_WAIT_S))
    throw new HttpException(`wait: must be a whole number of seconds up to ${MAX_WAIT_S}.`, 400);
  return seconds;
}
