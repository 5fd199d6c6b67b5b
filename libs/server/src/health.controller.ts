import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import { HealthMonitor } from './health-monitor.ts';
import { isInService } from './health.ts';

@Controller()
export class HealthController {
  constructor(
    @Inject(HealthMonitor) private readonly monitor: HealthMonitor,
    @Inject(Registry) private readonly registry: Registry,
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
  async metrics(@Res() response: Response): Promise<void> {
    response.set('Content-Type', this.registry.contentType).send(await this.registry.metrics());
  }
}
