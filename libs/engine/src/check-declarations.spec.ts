import { Command, contract, type EventsOf } from '#kernel';
import { defineProcess, defineProjection, defineTimer } from '#platform';
import { z } from 'zod';
import { checkDeclarations, type Declarations } from './check-declarations.ts';

class ScrapLamp extends Command<{ readonly lamp: string }> {
  readonly type = 'ScrapLamp' as const;
}
class ReturnLamp extends Command<{ readonly lamp: string }> {
  readonly type = 'ReturnLamp' as const;
}

const lampEvents = { LampReturned: contract({ seenBy: 'staff', schema: z.object({ lamp: z.string() }) }) };
type LampEvent = EventsOf<typeof lampEvents>;

const lamps = defineProjection<{ readonly id: string }, LampEvent>({
  model: { name: 'lamps', version: 1, fields: {}, indexes: [], owner: 'staff', seenBy: 'staff' },
  streams: [],
  poison: 'halt',
  keysOf: ({ data }) => [data.lamp],
  when: { LampReturned: (_, { data }) => ({ id: data.lamp }) },
});
const whenLampIsReturnedThenScrapIt = defineProcess<LampEvent, ScrapLamp>({
  name: 'when-lamp-is-returned-then-scrap-it',
  commands: { ScrapLamp },
  poison: 'halt',
  when: { LampReturned: ({ data }, react) => react(ScrapLamp, data) },
});

const oldLamps = defineTimer<ScrapLamp, object>({
  name: 'old-lamps',
  commands: { ScrapLamp },
  ticksOver: () => async () => undefined,
});

const sound: Declarations = {
  catalogue: { contracts: lampEvents },
  commandTypes: new Set(['ReturnLamp', 'ScrapLamp']),
  projections: [lamps],
  processes: [whenLampIsReturnedThenScrapIt],
  timers: [oldLamps],
  requests: [{ name: 'returnLamp', handling: { commands: [ReturnLamp] } }],
  systemCommands: { ScrapLamp },
};
const check = (more: Partial<Declarations>) => () => checkDeclarations({ ...sound, ...more });

describe('the declarations', () => {
  it('are accepted when they match', () => {
    expect(check({})).not.toThrow();
  });

  it('are refused when a projection or process reads an event that no aggregate records', () => {
    expect(check({ catalogue: { contracts: {} } })).toThrow(
      'read model lamps reads LampReturned, which no aggregate records\n' +
        'process when-lamp-is-returned-then-scrap-it reads LampReturned, which no aggregate records',
    );
  });

  it('are refused when a command is issued that no aggregate handles', () => {
    expect(check({ commandTypes: new Set() })).toThrow(
      'process when-lamp-is-returned-then-scrap-it issues ScrapLamp, which no aggregate handles\n' +
        'timer old-lamps issues ScrapLamp, which no aggregate handles\n' +
        'request returnLamp issues ReturnLamp, which no aggregate handles\n' +
        'the system issues ScrapLamp, which no aggregate handles',
    );
  });

  it('are refused when no request may send a command, whatever process issues it', () => {
    expect(check({ requests: [] })).toThrow(
      'no request may send ReturnLamp: let one send it, or list it in systemCommands',
    );
    expect(check({ systemCommands: {} })).toThrow(
      'no request may send ScrapLamp: let one send it, or list it in systemCommands',
    );
  });

  it('are refused when two have the same name, and with it the same checkpoint', () => {
    expect(check({ projections: [lamps, lamps] })).toThrow('read model lamps is declared twice');
    const twice = [whenLampIsReturnedThenScrapIt, whenLampIsReturnedThenScrapIt];
    expect(check({ processes: twice })).toThrow('process when-lamp-is-returned-then-scrap-it is declared twice');
  });
});
