import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import { EventStoreError, DocumentStoreError } from '#platform';
import type { Lag } from '#engine';
import { MAKEGOOD } from './makegood.module.ts';
import { type Makegood, projections } from '#engine';

/** Read models further behind than this are not ready to be asked, seconds. */
const READY_WITHIN = 30;

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

  /** Ready when the log can be read and every read model follows it; says which one lags by how much. */
  @Get('health/ready')
  async ready(@Res() response: Response): Promise<void> {
    let lag: Lag[];
    try {
      lag = await this.makegood.lag();
    } catch (error) {
      this.makegood.logger.warn({ error: String(error) }, 'not ready');
      const what =
        error instanceof DocumentStoreError ? 'read models' : error instanceof EventStoreError ? 'events' : 'stores';
      response.status(503).json({ status: 'unavailable', message: `The ${what} cannot be read at the moment.` });
      return;
    }
    const built = lag.map(({ name, lagEvents, lagSeconds, state }) => ({ name, lagEvents, lagSeconds, state }));
    // Before a worker has run for the first time there is nothing to read.
    const missing = projections
      .map(({ model: { name } }) => ({ name, state: 'not built yet' }))
      .filter(({ name }) => built.every((one) => one.name !== name));
    const ready = missing.length === 0 && built.every(({ lagSeconds }) => lagSeconds <= READY_WITHIN);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'behind', parts: [...built, ...missing] });
  }

  @Get('metrics')
  async metrics(@Res() response: Response): Promise<void> {
    response.set('Content-Type', this.registry.contentType).send(await this.registry.metrics());
  }
}
