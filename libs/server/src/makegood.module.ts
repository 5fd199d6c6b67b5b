import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus, CommandHandler, CqrsModule } from '@nestjs/cqrs';
import type { Makegood } from '#engine';
import type { Command } from '#kernel';
import type { Outcome } from '#platform';
import { type AnyCommandClass, requests, systemCommands } from '#requests';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { HealthMonitor } from './health-monitor.ts';
import { registerNoticeMetrics } from './notice-metrics.ts';
import { registerReaderMetrics } from './reader-metrics.ts';

export const MAKEGOOD = Symbol('Makegood');

const commandClasses: ReadonlySet<AnyCommandClass> = new Set([
  ...Object.values(requests).flatMap(({ handling }): readonly AnyCommandClass[] => handling.commands),
  ...Object.values(systemCommands),
]);

const commandHandlers = [...commandClasses].map((Class) => ({
  provide: `handler of ${Class.name}`,
  inject: [MAKEGOOD],
  useFactory(makegood: Makegood) {
    @CommandHandler(Class as never)
    class Handler {
      execute(command: Command): Promise<Outcome> {
        return makegood.appendLoop.execute(command);
      }
    }
    return new Handler();
  },
}));

/** The engine for Nest. Projector and processes run in the worker. */
@Module({})
export class MakegoodModule implements OnApplicationBootstrap {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(CommandBus) private readonly bus: CommandBus,
  ) {}

  onApplicationBootstrap(): void {
    this.makegood.dispatcher.travelBy({ execute: (command) => this.bus.execute(command) });
  }

  static around(makegood: Makegood): DynamicModule {
    return {
      module: MakegoodModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: MAKEGOOD, useValue: makegood },
        {
          provide: HealthMonitor,
          useFactory: () => new HealthMonitor(makegood),
        },
        {
          provide: Registry,
          inject: [HealthMonitor],
          useFactory(monitor: HealthMonitor) {
            collectDefaultMetrics({ register: makegood.metrics });
            registerReaderMetrics(makegood.metrics, monitor);
            registerNoticeMetrics(makegood.metrics, makegood);
            return makegood.metrics;
          },
        },
        ...commandHandlers,
      ],
      exports: [MAKEGOOD, Registry, HealthMonitor],
    };
  }
}
