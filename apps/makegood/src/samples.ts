import type { Command } from '#kernel';
import type { Outcome } from '#platform';
import type { Makegood } from '#wiring';

export async function loadSamples(
  _makegood: Makegood,
  _dispatch: (command: Command) => Promise<Outcome>,
): Promise<void> {}
