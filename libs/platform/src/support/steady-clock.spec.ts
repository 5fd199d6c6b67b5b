import { DAY_MS, HOUR_MS, SECOND_MS } from '#kernel';
import { SteadyClock, type ClockJump, agrees } from './steady-clock.ts';

const YEARS = 10 * 365 * DAY_MS;
const NOON = Date.parse('2026-03-10T12:00:00Z');

/** A machine that was started an hour ago. */
class Machine {
  readonly jumps: ClockJump[] = [];
  #wall = NOON;
  #stopwatch = 0;
  #uptime = HOUR_MS;
  readonly clocks = { wall: () => this.#wall, stopwatch: () => this.#stopwatch, uptime: () => this.#uptime };

  clock = (reading?: { wall: number; uptime: number }) =>
    new SteadyClock(this.clocks, (jump) => this.jumps.push(jump), reading);

  pass(milliseconds: number) {
    this.sleep(milliseconds);
    this.#stopwatch += milliseconds;
  }

  sleep(milliseconds: number) {
    this.set(milliseconds);
    this.#uptime += milliseconds;
  }

  set(milliseconds: number) {
    this.#wall += milliseconds;
  }
}

describe('the clock of a process', () => {
  let machine: Machine;
  beforeEach(() => {
    machine = new Machine();
  });

  it('is the clock of the machine', () => {
    const clock = machine.clock();
    expect(clock.now()).toBe('2026-03-10T12:00:00.000Z');
    machine.pass(1.5 * HOUR_MS);
    expect(clock.now()).toBe('2026-03-10T13:30:00.000Z');
    expect(clock.jump).toBeUndefined();
  });

  it.each([
    ['ten years ahead', YEARS],
    ['an hour ahead', HOUR_MS],
    ['a day back', -DAY_MS],
    ['six minutes back', -6 * 60 * SECOND_MS],
  ])('fault 14 set %s, time goes on from before, and it says so once', (_, step) => {
    const clock = machine.clock();
    machine.set(step);
    machine.pass(4 * SECOND_MS);
    expect(clock.now()).toBe('2026-03-10T12:00:04.000Z');
    machine.pass(26 * SECOND_MS);
    expect(clock.now()).toBe('2026-03-10T12:00:30.000Z');
    expect(machine.jumps).toHaveLength(1);
    expect(machine.jumps[0]).toMatchObject({ from: '2026-03-10T12:00:04.000Z' });
  });

  it('fault 14 set back to the right time, it follows the machine again', () => {
    const clock = machine.clock();
    machine.set(YEARS);
    expect(clock.jump).toEqual({ from: '2026-03-10T12:00:00.000Z', to: '2036-03-07T12:00:00.000Z' });
    machine.set(-YEARS);
    machine.pass(HOUR_MS);
    expect(clock.now()).toBe('2026-03-10T13:00:00.000Z');
    expect(clock.jump).toBeUndefined();
  });

  it('fault 14 what a time server corrects is followed, and time never runs back', () => {
    const clock = machine.clock();
    machine.set(90 * SECOND_MS);
    expect(clock.now()).toBe('2026-03-10T12:01:30.000Z');
    machine.set(-90 * SECOND_MS);
    expect(clock.now()).toBe('2026-03-10T12:01:30.000Z');
    machine.pass(100 * SECOND_MS);
    expect(clock.now()).toBe('2026-03-10T12:01:40.000Z');
  });

  it('fault 14 a clock that gains a minute each hour never jumps', () => {
    const clock = machine.clock();
    for (let hour = 0; hour < 24; hour++) {
      machine.pass(HOUR_MS);
      machine.set(60 * SECOND_MS);
      clock.now();
    }
    expect(clock.now()).toBe('2026-03-11T12:24:00.000Z');
    expect(machine.jumps).toEqual([]);
  });

  it('after the machine has slept, it is the time of the machine', () => {
    const clock = machine.clock();
    machine.sleep(9 * HOUR_MS);
    expect(clock.now()).toBe('2026-03-10T21:00:00.000Z');
    expect(machine.jumps).toEqual([]);
  });

  it('a confirmed time is taken, ahead or back', () => {
    const clock = machine.clock();
    machine.set(YEARS);
    expect(clock.now()).toBe('2026-03-10T12:00:00.000Z');
    clock.confirm(clock.reading());
    expect(clock.now()).toBe('2036-03-07T12:00:00.000Z');
    machine.set(-YEARS);
    expect(clock.now()).toBe('2036-03-07T12:00:00.000Z');
    clock.confirm(clock.reading());
    expect(clock.now()).toBe('2026-03-10T12:00:00.000Z');
    expect(clock.jump).toBeUndefined();
  });

  it('a process that starts after the jump keeps to what was known before it', () => {
    const before = machine.clock().reading();
    machine.pass(60 * SECOND_MS);
    machine.set(YEARS);
    expect(agrees(before, machine.clocks)).toBe(false);
    expect(machine.clock(before).now()).toBe('2026-03-10T12:01:00.000Z');
    expect(machine.jumps).toHaveLength(1);
    machine.set(-YEARS);
    expect(agrees(before, machine.clocks)).toBe(true);
  });
});
