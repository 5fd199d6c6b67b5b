import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Registry } from 'prom-client';
import type { Makegood } from '#engine';
import { HealthMonitor } from './health-monitor.ts';
import { isInService } from './health.ts';
import { MAKEGOOD } from './makegood.module.ts';
import { mayReadMetrics } from './metrics-access.ts';

@Controller()
export class HealthController {
  constructor(
    @Inject(HealthMonitor) private readonly monitor: HealthMonitor,
    @Inject(Registry) private readonly registry: Registry,
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
  ) {}

  @Get('health/live')
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('health/ready')
  async ready(@Res() response: Response): Promise<void> {
    const health = await this.monitor.health();
    response.status(isInService(health) ? 200 : 503).json(health);
  }

  @Get('metrics')
  async metrics(@Req() request: Request, @Res() response: Response): Promise<void> {
    // As an address that does not exist.
    if (!mayReadMetrics(request, this.makegood.settings.MAKEGOOD_METRICS_TOKEN))
      throw new NotFoundException(`Cannot GET ${request.path}`);
    response.set('Content-Type', this.registry.contentType).send(await this.registry.metrics());
  }
}
