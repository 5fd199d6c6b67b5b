import { counted } from '#engine';
import { inert } from '#kernel';
import { SingleBar } from 'cli-progress';
import { print, type CliContext } from './cli.ts';

export interface Progress {
  /** `total`: a better estimate than the one it began with. */
  to(done: number, total?: number): void;
  end(): void;
}

export function progressOf(
  { stderr }: CliContext,
  label: string,
  { total, unit, step }: { readonly total: number; readonly unit: string; readonly step: number },
): Progress {
  if (stderr.isTTY !== true) {
    let printed = 0;
    return {
      to(done) {
        if (done - printed < step) return;
        printed = done;
        print(stderr, `${label}: ${counted(done, unit)}`);
      },
      end() {},
    };
  }
  const bar = new SingleBar({
    stream: stderr,
    format: `${inert(label)} [{bar}] {percentage}% | {value} of {total} ${unit}s | {eta_formatted} left`,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0);
  return {
    to(done, estimate = total) {
      bar.setTotal(estimate);
      bar.update(Math.min(done, estimate));
    },
    end: () => bar.stop(),
  };
}
