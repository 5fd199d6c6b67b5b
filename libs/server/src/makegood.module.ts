import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBus, CommandHandler, CqrsModule } from '@nestjs/cqrs';
import type { Command } from '#kernel';
import type { Outcome } from '#platform';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { authorities } from '#requests';
import { Dispatcher } from '#requests';
import type { Makegood } from '#engine';
import { registerReaderMetrics } from './reader-metrics.ts';

/** Injection token of the engine, which is an interface. */
export const MAKEGOOD = Symbol('Makegood');

/** Handlers are generated from the tables; nobody writes one class each (design, mechanism 3). */
const commandHandlers = authorities.map(({ CommandClass }) => ({
  provide: `handler of ${CommandClass.name}`,
  inject: [MAKEGOOD],
  useFactory(makegood: Makegood) {
    @CommandHandler(CommandClass as never)
    class Handler {
      execute(command: Command): Promise<Outcome> {
        return makegood.carryOut(command);
      }
    }
    return new Handler();
  },
}));

/** The engine for Nest: bus, dispatcher, stores. What runs (projector, processes) is the worker's. */
@Module({})
export class MakegoodModule {
  static around(makegood: Makegood): DynamicModule {
    return {
      module: MakegoodModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: MAKEGOOD, useValue: makegood },
        {
          provide: Registry,
          useFactory() {
            const registry = new Registry();
            collectDefaultMetrics({ register: registry });
            registerReaderMetrics(registry, makegood);
            return registry;
          },
        },
        {
          provide: Dispatcher,
          inject: [CommandBus, Registry],
          useFactory: (bus: CommandBus, registry: Registry) =>
            new Dispatcher((command) => bus.execute(command), makegood.aggregates, makegood.logger, registry),
        },
        ...commandHandlers,
      ],
      exports: [MAKEGOOD, Registry, Dispatcher, CqrsModule],
    };
  }
}
