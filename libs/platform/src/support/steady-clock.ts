import { uptime } from 'node:os';
import { type Clock, type Instant, instantOf } from '#kernel';

/** Milliseconds. `uptime` counts on while the machine sleeps; `stopwatch` is cheaper to read and does not. */
export interface MachineClocks {
  readonly wall: () => number;
  readonly stopwatch: () => number;
  readonly uptime: () => number;
}

export const machineClocks: MachineClocks = {
  wall: () => Date.now(),
  stopwatch: () => performance.now(),
  uptime: () => uptime() * 1000,
};

/** That the wall clock was right at a moment of the uptime. */
export interface ClockReading {
  readonly wall: number;
  readonly uptime: number;
  /** How much later it may really have been: of a time that is only known to have passed. */
  readonly slackMs?: number;
}

export interface ClockJump {
  readonly from: Instant;
  readonly to: Instant;
}

/** A larger difference is a jump; a smaller one is what time servers correct. */
const JUMP_MS = 5 * 60_000;
/** How often the reference is renewed, so that slow drift never adds up to a jump. */
const REFERENCE_MS = 60_000;

/**
 * The machine's clock as long as its uptime agrees. After a jump, time goes on from before it, until both agree again or somebody
 * confirms the new time. Never runs backwards, except by such a confirmation.
 */
export class SteadyClock implements Clock {
  #reference: ClockReading & { readonly stopwatch: number };
  #last = Number.NEGATIVE_INFINITY;
  #jump: ClockJump | undefined;

  constructor(
    private readonly machine: MachineClocks,
    private readonly onJump: (jump: ClockJump) => void,
    reading?: ClockReading,
  ) {
    this.#reference = this.#read();
    if (reading) this.confirm(reading);
  }

  /** Set while the wall clock and the uptime disagree. */
  get jump(): ClockJump | undefined {
    this.now();
    return this.#jump;
  }

  now(): Instant {
    const { wall, stopwatch, uptime } = this.machine;
    const shown = wall();
    const { wall: from, stopwatch: since, uptime: then, slackMs } = this.#reference;
    const passed = stopwatch() - since;
    if (this.#jump || differ(shown, from + passed)) {
      const steady = from + uptime() - then;
      if (differ(shown, steady, slackMs)) return this.#keepTo(steady, shown);
      this.#reference = this.#read();
      this.#jump = undefined;
    } else if (passed > REFERENCE_MS) this.#reference = this.#read();
    return this.#notBefore(shown);
  }

  reading(): ClockReading {
    const { wall, uptime } = this.#read();
    return { wall, uptime };
  }

  /** Takes the reading for right, also when time goes back by that. */
  confirm(reading: ClockReading): void {
    const { stopwatch, uptime } = this.#read();
    this.#reference = { ...reading, stopwatch: stopwatch - (uptime - reading.uptime) };
    this.#last = Number.NEGATIVE_INFINITY;
  }

  #keepTo(steady: number, shown: number): Instant {
    const now = this.#notBefore(Math.round(steady));
    if (!this.#jump) {
      this.#jump = { from: now, to: instantOf(shown) };
      this.onJump(this.#jump);
    }
    return now;
  }

  #notBefore(milliseconds: number): Instant {
    this.#last = Math.max(this.#last, milliseconds);
    return instantOf(this.#last);
  }

  #read() {
    const { wall, stopwatch, uptime } = this.machine;
    return { wall: wall(), stopwatch: stopwatch(), uptime: uptime() };
  }
}

const differ = (shown: number, steady: number, slackMs = 0): boolean =>
  shown < steady - JUMP_MS || shown > steady + slackMs + JUMP_MS;

/** Whether the wall clock is where the reading and the uptime put it. */
export const agrees = ({ wall, uptime, slackMs }: ClockReading, machine: MachineClocks): boolean =>
  !differ(machine.wall(), wall + machine.uptime() - uptime, slackMs);
