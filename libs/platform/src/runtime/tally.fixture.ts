import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accept,
  type Clock,
  Command,
  contract,
  decider,
  type EventsOf,
  type Instant,
  type CommandMetadata,
  instantOf,
  refuse,
  streamCategory,
  unchanged,
  uuidv5,
} from '#kernel';
import { z } from 'zod';
import { type Catalogue, catalogueOf } from '../event-store/catalogue.ts';
import type { Aggregate } from './aggregate.ts';
import type { EventStore, RecordedEvent } from '../event-store/event-store.port.ts';
import { ChainVerifier } from '../event-store/hash-chain.ts';
import { type Backoff } from '../support/backoff.ts';

// A small aggregate for the specs of the platform: a tally that counts until it is closed.

export class Count extends Command<{ readonly id: string; readonly n: number }> {
  readonly type = 'Count' as const;
}
/** Counts one, two, … n: several events in one append. */
export class CountUp extends Command<{ readonly id: string; readonly n: number }> {
  readonly type = 'CountUp' as const;
}
export class Close extends Command<{ readonly id: string }> {
  readonly type = 'Close' as const;
}
export type TallyCommand = Count | CountUp | Close;

export const tallyStreams = streamCategory('tally');

export const tallyEvents = {
  Counted: contract({ seenBy: 'staff', schema: z.object({ n: z.number() }) }),
  Closed: contract({ seenBy: 'staff', schema: z.object({ total: z.number() }) }),
};
export type TallyEvent = EventsOf<typeof tallyEvents>;
export interface Tally {
  readonly total: number;
  readonly closed: boolean;
}

export const counted = (n: number): TallyEvent => ({ type: 'Counted', data: { n } });

const closed = refuse('TALLY_CLOSED', 'This tally is closed.');

export const tallies: Aggregate<TallyCommand, TallyEvent, Tally> = {
  streams: tallyStreams,
  contracts: tallyEvents,
  idOf: ({ data }) => data.id,
  decider: decider<TallyCommand, TallyEvent, Tally>({
    initial: { total: 0, closed: false },
    decide: {
      Count: ({ data: { n } }, state) => (state.closed ? closed : n === 0 ? unchanged : accept(counted(n))),
      CountUp: ({ data: { n } }, state) =>
        state.closed ? closed : accept(counted(1), ...Array.from({ length: n - 1 }, (_, index) => counted(index + 2))),
      Close: (_, state) => (state.closed ? unchanged : accept({ type: 'Closed', data: { total: state.total } })),
    },
    evolve: {
      Counted: (state, { data: { n } }) => ({ ...state, total: state.total + n }),
      Closed: (state) => ({ ...state, closed: true }),
    },
  }),
  versionsUsed: (event) => (event.type === 'Closed' ? { policyVersions: { 'TALLY-RULES': 3 } } : {}),
};

export const tallyCatalogue: Catalogue = catalogueOf(tallies);

export const AT = '2026-03-09T02:00:00.000Z' as Instant;

/** The command id derives from the name: the same name is the same command. */
export const issue = (name: string, more: Partial<CommandMetadata> = {}): CommandMetadata => ({
  id: uuidv5(`spec ${name}`),
  actor: { id: 'anna', role: 'REVIEWER' },
  at: AT,
  correlationId: uuidv5(`correlation ${name}`),
  ...more,
});

/** Advances by a millisecond at each call, so that events written at another moment differ. */
export function tickingClock(): Clock {
  let now = Date.parse('2026-03-09T03:00:00.000Z');
  return { now: () => instantOf(now++) };
}

/** Waits for the next turn of the event loop only. */
export const nextTurn: Backoff = () => new Promise((resolve) => setImmediate(resolve));

/** New folders, removed after the file's last test. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'makegood-parts-'));
    folders.push(folder);
    return folder;
  };
}

export async function wholeLog(store: EventStore): Promise<RecordedEvent[]> {
  return Array.fromAsync(store.readAll());
}

export function chainFaults(events: readonly RecordedEvent[]): readonly string[] {
  const verifier = new ChainVerifier();
  for (const event of events) verifier.check(event);
  return verifier.faults.map(({ event, reason }) => `${event.stream}@${event.revision}: ${reason}`);
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
