import { jest } from '@jest/globals';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { Renewal } from './renewal.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A page that shows one query, which the server answers when `answer` is called, with how often it was asked by then. */
async function page() {
  const queries = new QueryClient();
  const asked: ((answer: number) => void)[] = [];
  const isCancelled: boolean[] = [];
  const observer = new QueryObserver(queries, {
    queryKey: ['claim'],
    retry: false,
    queryFn: ({ signal }) =>
      new Promise<number>((answer) => {
        const at = asked.push(answer) - 1;
        isCancelled[at] = false;
        signal.addEventListener('abort', () => {
          isCancelled[at] = true;
        });
      }),
  });
  const seen: (number | undefined)[] = [];
  const leave = observer.subscribe(({ data }) => {
    if (data !== seen.at(-1)) seen.push(data);
  });
  const settled = () => jest.advanceTimersByTimeAsync(1_000);
  const answer = async (at: number) => {
    asked[at]?.(at);
    await settled();
  };
  await settled();
  return { renewal: new Renewal(queries, () => true), asked, isCancelled, seen, settled, answer, leave };
}

describe('What is shown, when something has changed', () => {
  it('is asked for again, once for changes that come together', async () => {
    const { renewal, asked, seen, settled, answer, leave } = await page();
    await answer(0);
    for (let change = 0; change < 5; change++) renewal.soon();
    await settled();
    await answer(1);
    expect([asked.length, seen]).toEqual([2, [0, 1]]);
    leave();
  });

  it('is answered first where it is being asked for, however many changes come, and then asked for once more', async () => {
    const { renewal, asked, isCancelled, seen, settled, answer, leave } = await page();
    await answer(0);
    for (let change = 0; change < 5; change++) {
      renewal.soon();
      await settled();
    }
    expect([asked.length, isCancelled]).toEqual([2, [false, false]]);
    await answer(1);
    // For the changes that came while it was being asked for.
    await answer(2);
    expect([seen, isCancelled.some(Boolean)]).toEqual([[0, 1, 2], false]);
    await settled();
    expect(asked).toHaveLength(3);
    leave();
  });

  it('is begun anew when the server can be reached again', async () => {
    const { renewal, asked, isCancelled, settled, answer, leave } = await page();
    await answer(0);
    renewal.soon();
    await settled();
    renewal.now();
    await settled();
    expect([asked.length, isCancelled[1]]).toEqual([3, true]);
    leave();
  });

  it('is left alone once the page is closed', async () => {
    const { renewal, asked, settled, answer, leave } = await page();
    await answer(0);
    renewal.soon();
    renewal.end();
    await settled();
    expect(asked).toHaveLength(1);
    leave();
  });
});
