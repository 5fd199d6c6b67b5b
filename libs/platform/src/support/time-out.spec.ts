import { setImmediate as nextTurn } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { TimeOut } from './time-out.ts';

const MS = 20;

/** Nothing is read meanwhile. */
function stopped(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

describe('A time-out', () => {
  it('passes when there is no answer', async () => {
    await new Promise<void>((passed) => void new TimeOut(MS, passed));
  });

  it('does not pass before an answer is read that came while the process was stopped', async () => {
    const { port1, port2 } = new MessageChannel();
    // Of what follows in the event loop, timers are first.
    await nextTurn();
    const first = new Promise<string>((resolve) => {
      const timeOut = new TimeOut(MS, () => resolve('time-out'));
      port1.once('message', () => {
        timeOut.end();
        resolve('answer');
      });
    });
    port2.postMessage('an answer');
    stopped(5 * MS);
    expect(await first).toBe('answer');
    port1.close();
  });

  it('begins again with each part of an answer', async () => {
    const began = performance.now();
    let parts = 0;
    await new Promise<void>((passed) => {
      const timeOut = new TimeOut(MS, passed);
      const answering = setInterval(() => {
        timeOut.refresh();
        if (++parts === 2 * MS) clearInterval(answering);
      }, 1);
    });
    expect(parts).toBe(2 * MS);
    expect(performance.now() - began).toBeGreaterThan(2 * MS);
  });
});
