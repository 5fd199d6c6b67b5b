import { readFileSync } from 'node:fs';
import { Workbench } from '../../apps/cli/src/cli.fixture.ts';

const page = readFileSync('docs/promise.md', 'utf8');

/** The blocks of a kind, without their fences. */
const blocks = (kind: string): string[] =>
  [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, of, text]) => (of === kind ? [text as string] : []));

/** A line of shell as the program gets it: words, some of them quoted. */
const words = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? (bare as string));

describe('the page that explains the promise', () => {
  const bench = new Workbench();
  beforeAll(async () => {
    const [preparation = ''] = blocks('sh');
    for (const [, line = ''] of preparation.matchAll(/^npm run makegood -- (.*)$/gm)) {
      const { status, err } = await bench.run(...words(line));
      expect({ line, status, err }).toEqual({ line, status: 0, err: expect.any(String) });
    }
  });
  afterAll(() => bench.remove());

  const examples = blocks('console').map((block) => {
    const end = block.indexOf('\n');
    return [block.slice('$ makegood '.length, end), block.slice(end + 1)] as const;
  });

  test('S7 has an example in each mode and one with a pause', () => {
    expect(examples.map(([line]) => words(line).slice(0, 2).join(' '))).toEqual([
      'due SHANGHAI',
      'due SHANGHAI-OFFICE',
      'explain C-2026-0213',
    ]);
  });

  test.each(examples)('S7 shows what the program answers: %s', async (line, shown) => {
    expect((await bench.run(...words(line))).out).toBe(shown);
  });
});
