import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { type Makegood, openMakegood, readSettings } from '#engine';
import type { Command, Instant } from '#kernel';
import { silentLogger } from '#platform';
import { requests, systemCommands } from '#requests';
import { MakegoodModule } from './makegood.module.ts';

const AT = '2026-03-09T02:00:00.000Z' as Instant;
const ada = { id: 'a request', actor: { id: 'ada', role: 'ADMIN' as const }, at: AT, correlationId: 'a request' };

describe('the commands of a server process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-bus-'));
  const travelled: string[] = [];
  let makegood: Makegood;
  let app: INestApplicationContext;

  beforeAll(async () => {
    makegood = await openMakegood(readSettings({ MAKEGOOD_DATA: folder }), {
      clock: { now: () => AT },
      logger: silentLogger,
    });
    const module = { module: class ServerModule {}, imports: [MakegoodModule.around(makegood)] };
    app = await NestFactory.createApplicationContext(module, { logger: ['error'] });
    app.get(CommandBus).subscribe((command) => travelled.push((command as Command).type));
  });
  afterAll(async () => {
    await app.close();
    await makegood.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => travelled.splice(0));

  it('go over the bus: those of requests, and those of timers and processes', async () => {
    const product = { sku: 'GLOW-1', name: 'Glow One' };
    expect(await makegood.dispatcher.perform(requests.listProduct.of(product, ada))).toMatchObject({
      kind: 'accepted',
    });
    await makegood.publishDefaultCalendar();
    expect(travelled).toEqual(['ListProduct', 'PublishCalendar']);
  });

  it('all have a handler', async () => {
    const classes = new Set([
      ...Object.values(requests).flatMap(
        ({ handling }): readonly (new (...given: never) => Command)[] => handling.commands,
      ),
      ...Object.values(systemCommands),
    ]);
    const handled: string[] = [];
    for (const Class of classes) {
      const nonsense = new (Class as new (data: object, meta: object) => Command)({}, { actor: { role: 'SYSTEM' } });
      // Whatever its aggregate decides: a command without a handler would not get that far.
      await makegood.dispatcher.execute(nonsense).catch((error: Error) => {
        if (/no handler|not found/i.test(error.constructor.name + error.message)) throw error;
      });
      handled.push(nonsense.type);
    }
    expect(travelled).toEqual(handled);
    expect(handled.length).toBeGreaterThan(30);
  });
});
