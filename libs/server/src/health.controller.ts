import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import { DocumentStoreError, EventStoreError } from '#platform';
import type { EngineStatus, Makegood, ReaderStatus } from '#engine';
import { MAKEGOOD } from './makegood.module.ts';

const MAX_LAG_SECONDS = 30;

@Controller()
export class HealthController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(Registry) private readonly registry: Registry,
  ) {}

  @Get('health/live')
  live(): { status: string } {
    return { status: 'live' };
  }

  /** Ready when every read model follows the log. `degraded` (one has stopped) is still 200, because the rest works. */
  @Get('health/ready')
  async ready(@Res() response: Response): Promise<void> {
    let status: EngineStatus;
    try {
      status = await this.makegood.status();
    } catch (error) {
      this.makegood.logger.warn({ error: String(error) }, 'not ready');
      const what =
        error instanceof DocumentStoreError ? 'read models' : error instanceof EventStoreError ? 'events' : 'stores';
      response.status(503).json({ status: 'unavailable', message: `The ${what} cannot be read at the moment.` });
      return;
    }
    const overall = readiness(status);
    const parts = [...status.readModels, ...status.processes].map(partOf);
    response.status(overall === 'behind' ? 503 : 200).json({ status: overall, parts });
  }

  @Get('metrics')
  async metrics(@Res() response: Response): Promise<void> {
    response.set('Content-Type', this.registry.contentType).send(await this.registry.metrics());
  }
}

function readiness({ readModels, processes }: EngineStatus): 'ready' | 'degraded' | 'behind' {
  // Unbuilt: no worker has run yet. A halted model is not behind: waiting does not help.
  const isBehind = ({ state, lagSeconds }: ReaderStatus) =>
    state.kind === 'unbuilt' || (state.kind !== 'halted' && lagSeconds > MAX_LAG_SECONDS);
  if (readModels.some(isBehind)) return 'behind';
  const needsOperator = ({ state: { kind } }: ReaderStatus) => kind === 'halted' || kind === 'quarantining';
  return [...readModels, ...processes].some(needsOperator) ? 'degraded' : 'ready';
}

/** Without the reason, which may name a claim: this route needs no token. */
const partOf = ({ name, lagEvents, lagSeconds, state }: ReaderStatus) => ({
  name,
  lagEvents,
  lagSeconds,
  state: state.kind,
});
