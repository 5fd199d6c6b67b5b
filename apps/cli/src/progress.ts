import { counted } from '#engine';
import { SingleBar } from 'cli-progress';
import { print, type CliContext } from './cli.ts';

export interface Progress {
  /** So much is done by now. */
  to(done: number): void;
  end(): void;
}

/** A bar on a terminal; elsewhere a line after every `step`, since a log has no use for a bar. */
export function progressOf(
  { stderr }: CliContext,
  label: string,
  { total, unit, step }: { readonly total: number; readonly unit: string; readonly step: number },
): Progress {
  if (stderr.isTTY !== true) {
    let told = 0;
    return {
      to(done) {
        if (done - told < step) return;
        told = done;
        print(stderr, `${label}: ${counted(done, unit)}`);
      },
      end() {},
    };
  }
  const bar = new SingleBar({
    stream: stderr as NodeJS.WriteStream,
    format: `${label} [{bar}] {percentage}% | {value} of {total} ${unit}s | {eta_formatted} left`,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0);
  return { to: (done) => bar.update(Math.min(done, total)), end: () => bar.stop() };
}
