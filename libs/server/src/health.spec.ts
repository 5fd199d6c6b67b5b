import { type EngineStatus, readSettings, type ReaderStatus } from '#engine';
import { BEGINNING } from '#platform';
import { healthOf, isInService } from './health.ts';

const DUE = ['sla-due'];
const reader = (name: string, more: Partial<ReaderStatus> = {}) => ({
  name,
  position: BEGINNING,
  lagEvents: 0,
  lagSeconds: 0,
  state: { kind: 'live' as const },
  ...more,
});
const HALTED = { state: { kind: 'halted', reason: 'no number' } } as const;
const QUARANTINING = { state: { kind: 'quarantining', streams: 1 } } as const;

/** Of a page model, a due list and a process. */
const health = (
  {
    page,
    due,
    process,
    damaged = [],
    evidence,
  }: { page?: object; due?: object; process?: object; damaged?: readonly string[]; evidence?: string },
  environment: Record<string, string> = {},
) => {
  const status: EngineStatus = {
    damagedStreams: damaged.map((stream) => ({ stream, damage: `${stream} was deleted` })),
    evidenceProblem: evidence,
    readModels: [reader('credit-notes', page), reader('sla-due', due)].map((each) => ({
      ...each,
      version: 1,
      build: undefined,
    })),
    processes: [reader('when-claim-changes-then-update-its-clock', process)],
  };
  const found = healthOf(status, readSettings(environment), DUE);
  return [isInService(found) ? 200 : 503, found.status];
};

describe('A process of the program is', () => {
  it('ready when every reader follows the log', () => {
    expect(health({})).toEqual([200, 'ready']);
    expect(health({ page: { lagEvents: 400, lagSeconds: 30 }, process: { lagSeconds: 30 } })).toEqual([200, 'ready']);
  });

  it('degraded, and in service, while a page has halted or a stream is quarantined', () => {
    expect(health({ page: HALTED })).toEqual([200, 'degraded']);
    // A page that has halted is not behind: waiting does not help.
    expect(health({ page: { ...HALTED, lagSeconds: 900 } })).toEqual([200, 'degraded']);
    for (const which of ['page', 'due', 'process'])
      expect(health({ [which]: QUARANTINING })).toEqual([200, 'degraded']);
  });

  it('degraded, and in service, while the folder of the evidence is gone: claims go on', () => {
    const gone = 'The folder "evidence" was removed';
    expect(health({ evidence: gone })).toEqual([200, 'degraded']);
    const status = { readModels: [], processes: [], damagedStreams: [], evidenceProblem: gone };
    expect(healthOf(status, readSettings({}), DUE)).toMatchObject({ status: 'degraded', message: gone });
  });

  it('degraded, and in service, while a stream was deleted or truncated at the server, which is counted but not named', () => {
    expect(health({ damaged: ['claim-7'] })).toEqual([200, 'degraded']);
    const status: EngineStatus = {
      readModels: [],
      processes: [],
      damagedStreams: [{ stream: 'claim-7', damage: 'claim-7 was deleted' }],
    };
    expect(healthOf(status, readSettings({}), DUE)).toEqual({ status: 'degraded', parts: [], damagedStreams: 1 });
  });

  it('out of service while a process or a due list has halted: a promise hangs on it', () => {
    for (const which of ['due', 'process']) expect(health({ [which]: HALTED })).toEqual([503, 'halted']);
  });

  it('out of service while a read model or a process is too far behind, or not built', () => {
    for (const which of ['page', 'due', 'process'])
      expect(health({ [which]: { state: { kind: 'behind' }, lagEvents: 1, lagSeconds: 31 } })).toEqual([503, 'behind']);
    expect(health({ page: { state: { kind: 'unbuilt' } } })).toEqual([503, 'behind']);
    expect(health({ process: { ...QUARANTINING, lagSeconds: 31 } })).toEqual([503, 'behind']);
  });

  it('too far behind by the limits of its settings', () => {
    const environment = { MAKEGOOD_READ_MODEL_LAG_SECONDS: '5', MAKEGOOD_PROCESS_LAG_SECONDS: '60' };
    expect(health({ page: { lagSeconds: 6 } }, environment)).toEqual([503, 'behind']);
    expect(health({ process: { lagSeconds: 31 } }, environment)).toEqual([200, 'ready']);
    expect(health({ process: { lagSeconds: 61 } }, environment)).toEqual([503, 'behind']);
  });
});
