import { plainEnglish } from './plain-english.ts';

describe('What the engine says is shown', () => {
  it.each([
    [
      '2026-11 is not over: it is 2026-11-30 in UTC. Close it afterwards.',
      'November 2026 is not over: it is Nov 30, 2026 in UTC. Close it afterwards.',
    ],
    [
      'Check the serial, or name the batch it is from (batchId) to ship it alone.',
      'Check the serial, or name the batch it is from to ship it alone.',
    ],
    ['There are 2 (P-1, P-2).', 'There are 2 (P-1, P-2).'],
    ['Invoice INV-2026-11 of claim CL-2026-0054, 2026-19', 'Invoice INV-2026-11 of claim CL-2026-0054, 2026-19'],
    ['It is 2026-02-45.', 'It is 2026-02-45.'],
  ])('without what is only for programs: %s', (said, shown) => expect(plainEnglish(said)).toBe(shown));
});
