import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NewEvent, Position, RecordedEvent } from './event-store.port.ts';

/** Events of the whole log from a position on, itself included, at most so many. */
export type ReadLog = (from: Position, count: number) => Promise<readonly RecordedEvent[]>;

interface Question {
  readonly position: Position;
  readonly events: readonly NewEvent[];
  readonly answer: (isOurs: boolean) => void;
}

/** Each twice as long as the one before, for others may have written between our events. */
const READS = 4;

/**
 * Tells whether what stands in the log is what was sent. EventStoreDB answers a repeated append as it has answered the first one:
 * by its ids alone, the same command carried out by another process at another time would be taken for ours. An envelope's hash
 * (A2) covers all of it, and the last one of an append covers those before it: the same hash at the position that was answered is
 * this very append, or one that equals it in everything.
 *
 * One read answers all who ask while the one before is under way: what was sent together stands together.
 */
export class Confirmations {
  readonly #readLog: ReadLog;
  #asked: Question[] = [];
  #reading = false;

  constructor(readLog: ReadLog) {
    this.#readLog = readLog;
  }

  /** Whether these events are the ones that end at this position. False as well when it cannot be seen. */
  isOurs(position: Position, events: readonly NewEvent[]): Promise<boolean> {
    return new Promise((answer) => {
      this.#asked.push({ position, events, answer });
      if (!this.#reading) void this.#answerAll();
    });
  }

  async #answerAll(): Promise<void> {
    this.#reading = true;
    // Appends are answered several to a turn.
    await nextTurn();
    while (this.#asked.length > 0) await this.#answer(this.#asked.splice(0));
    this.#reading = false;
  }

  async #answer(questions: readonly Question[]): Promise<void> {
    const open = questions.toSorted((one, other) => (one.position < other.position ? -1 : 1));
    let count = open.reduce((sum, { events }) => sum + events.length, 0);
    let from = open[0]?.position as Position;
    for (let read = 1; open.length > 0 && read <= READS; read++, count *= 2) {
      const page = await this.#readLog(from, count).catch(() => []);
      for (const event of page)
        for (let next = open[0]; next && next.position <= event.position; next = open[0]) {
          open.shift();
          next.answer(stands(event, next));
        }
      if (page.length < count) break;
      from = (page.at(-1) as RecordedEvent).position;
    }
    for (const { answer } of open) answer(false);
  }
}

const stands = (event: RecordedEvent, { position, events }: Question): boolean => {
  const last = events.at(-1) as NewEvent;
  return event.position === position && event.id === last.id && event.metadata.hash === last.metadata.hash;
};
