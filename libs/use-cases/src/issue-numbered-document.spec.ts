import { jest } from '@jest/globals';
import { refuse } from '#kernel';
import fc from 'fast-check';
import { BEGINNING, type Outcome } from '#platform';
import { issueNumberedDocument } from './issue-numbered-document.ts';

interface Note {
  readonly number: string;
  readonly claim: string;
}

/** The writer was killed: it does nothing more. */
class Killed extends Error {}

/** A series and the streams of the claims, each call a step of its own that any writer may take in between. */
class Books {
  readonly series: Note[] = [];
  readonly known = new Map<string, string>();
  moved = 0;

  /** Of one process those with one reader. */
  async issue(claim: string, step: () => Promise<void>, reader: object = {}): Promise<void> {
    await issueNumberedDocument<Note>(reader, {
      series: 'series',
      head: async () => (await step(), this.series.at(-1)),
      confirm: async ({ claim: of, number }) => {
        await step();
        this.known.set(of, this.known.get(of) ?? number);
        await step();
      },
      isWanted: (note) => note.claim === claim,
      wasIssued: async () => (await step(), this.known.has(claim)),
      issue: async (after) => {
        await step();
        if (this.series.at(-1)?.number !== after) {
          this.moved++;
          return refuse('SERIES_MOVED', 'Another note was issued meanwhile.');
        }
        const revision = this.series.push({ number: String(this.series.length + 1), claim }) - 1;
        await step();
        return { kind: 'accepted', stream: 'series', position: BEGINNING, revision } satisfies Outcome;
      },
      issued: (n) => ({ number: String(n), claim }),
    });
  }
}

const CLAIMS = ['C-1', 'C-2', 'C-3', 'C-4'];

describe('documents that are numbered', () => {
  it('F1 F2 are 1 to n without hole or double, one for each claim, however writers interleave and are killed', async () => {
    let conflicts = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }),
        async (s, kills) => {
          const books = new Books();
          const write = async (claim: string, lives: number): Promise<void> => {
            let steps = 0;
            const step = async () => {
              await s.schedule(Promise.resolve());
              if (++steps > lives) throw new Killed();
            };
            await books.issue(claim, step).catch((error: unknown) => {
              if (!(error instanceof Killed)) throw error;
            });
          };
          // Each claim by two writers, some of which die; afterwards by one that lives.
          const writers = CLAIMS.flatMap((claim, n) => [
            write(claim, kills[2 * n] ?? Infinity),
            write(claim, kills[2 * n + 1] ?? Infinity),
          ]);
          await s.waitFor(Promise.all(writers));
          await s.waitFor(Promise.all(CLAIMS.map((claim) => write(claim, Infinity))));
          conflicts += books.moved;
          expect(books.series.map(({ number }) => number)).toEqual(CLAIMS.map((_, n) => String(n + 1)));
          expect(books.series.map(({ claim }) => claim).sort()).toEqual(CLAIMS);
          expect(new Map(books.series.map(({ claim, number }) => [claim, number]))).toEqual(books.known);
        },
      ),
      { seed: 20_260_309, numRuns: 400 },
    );
    // Otherwise no writer was ever overtaken.
    expect(conflicts).toBeGreaterThan(100);
  });

  it('F1 F2 are each numbered at the first try by the callers of one process, also after one that fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 12 }), async (s, lives) => {
        const books = new Books();
        const process = {};
        const write = (claim: string, until: number): Promise<void> => {
          let steps = 0;
          const step = async () => {
            await s.schedule(Promise.resolve());
            if (++steps > until) throw new Killed();
          };
          return books.issue(claim, step, process);
        };
        const failing = write('C-1', lives).catch(() => undefined);
        await s.waitFor(Promise.all([failing, ...CLAIMS.map((claim) => write(claim, Infinity))]));
        expect(books.moved).toBe(0);
        expect(books.series.map(({ claim }) => claim)).toEqual(CLAIMS);
      }),
      { seed: 20_260_310, numRuns: 200 },
    );
  });

  it('F1 are not issued after another refusal', async () => {
    const issue = jest.fn<() => Promise<Outcome>>().mockResolvedValue(refuse('NOTHING_TO_CREDIT', 'There is nothing.'));
    const confirm = jest.fn<() => Promise<void>>();
    await issueNumberedDocument<Note>(
      {},
      {
        series: 'series',
        head: () => Promise.resolve(undefined),
        confirm,
        isWanted: () => false,
        wasIssued: () => Promise.resolve(false),
        issue,
        issued: () => ({ number: '1', claim: 'C-1' }),
      },
    );
    expect(issue).toHaveBeenCalledTimes(1);
    expect(confirm).not.toHaveBeenCalled();
  });
});
