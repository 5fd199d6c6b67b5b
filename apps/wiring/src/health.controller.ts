import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import type { Lag } from './lag.ts';
import { MAKEGOOD } from './makegood.module.ts';
import type { Makegood } from './makegood.ts';

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
      this.makegood.log.warn({ error: String(error) }, 'not ready');
      response.status(503).json({ status: 'unavailable', message: 'The stores cannot be read.' });
      return;
    }
    const late = lag.filter(({ lagSeconds }) => lagSeconds > READY_WITHIN);
    const parts = lag.map(({ name, lagEvents, lagSeconds, state }) => ({ name, lagEvents, lagSeconds, state }));
    response.status(late.length > 0 ? 503 : 200).json({ status: late.length > 0 ? 'behind' : 'ready', parts });
  }

  @Get('metrics')
  async metrics(@Res() response: Response): Promise<void> {
    response.set('Content-Type', this.registry.contentType).send(await this.registry.metrics());
  }
}
