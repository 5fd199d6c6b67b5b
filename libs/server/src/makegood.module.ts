import { type DynamicModule, Module } from '@nestjs/common';
import { CommandBus, CommandHandler, CqrsModule, QueryBus, QueryHandler } from '@nestjs/cqrs';
import {
  CountDocuments,
  ClaimAt,
  ClaimHistory,
  DocumentsById,
  DocumentsPage,
  EvidenceFile,
  type Query,
  SlaReportQuery,
} from '#views';
import type { Command } from '#kernel';
import type { Logger, Outcome } from '#platform';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { authorities } from '#requests';
import { Dispatcher } from '#requests';
import { catalogue, type Makegood } from '#engine';

/** Injection tokens of what is no class. */
export const MAKEGOOD = Symbol('Makegood');
export const LOG = Symbol('Log');

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

const questions = [DocumentsById, DocumentsPage, CountDocuments, ClaimHistory, ClaimAt, EvidenceFile, SlaReportQuery];

const queryHandlers = questions.map((QuestionClass) => ({
  provide: `handler of ${QuestionClass.name}`,
  inject: [MAKEGOOD],
  useFactory({ models, store }: Makegood) {
    @QueryHandler(QuestionClass as never)
    class Handler {
      execute(question: Query<unknown>): Promise<unknown> {
        return question.execute({ models, store, catalogue });
      }
    }
    return new Handler();
  },
}));

/** Puts questions; the counterpart of the dispatcher. */
export class Queries {
  constructor(private readonly bus: QueryBus) {}
  readonly run = <A>(question: Query<A>): Promise<A> => this.bus.execute(question);
}

/** The engine for Nest: buses, dispatcher, stores. What runs (projector, processes) is the worker's. */
@Module({})
export class MakegoodModule {
  static around(makegood: Makegood): DynamicModule {
    return {
      module: MakegoodModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: MAKEGOOD, useValue: makegood },
        { provide: LOG, useValue: makegood.logger satisfies Logger },
        {
          provide: Registry,
          useFactory() {
            const registry = new Registry();
            collectDefaultMetrics({ register: registry });
            return registry;
          },
        },
        {
          provide: Dispatcher,
          inject: [CommandBus, Registry],
          useFactory: (bus: CommandBus, registry: Registry) =>
            new Dispatcher((command) => bus.execute(command), makegood.desk, makegood.logger, registry),
        },
        { provide: Queries, inject: [QueryBus], useFactory: (bus: QueryBus) => new Queries(bus) },
        ...commandHandlers,
        ...queryHandlers,
      ],
      exports: [MAKEGOOD, LOG, Registry, Dispatcher, Queries, CqrsModule],
    };
  }
}
