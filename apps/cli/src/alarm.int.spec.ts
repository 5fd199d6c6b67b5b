import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { gzipSync } from 'node:zlib';
import type { Instant } from '#kernel';
import { line, registryWith, submission, Workbench } from './cli.fixture.ts';

const SERIALS = Array.from({ length: 60 }, (_, at) => `L-${at + 1}`);
const DAYS = ['01-12', '01-14', '01-15', '01-19', '01-20', '01-22'];
const UNTIL = '2026-02-02T08:00:00.000Z' as Instant;

describe('makegood alarm', () => {
  const bench = new Workbench();
  const alarm = (...more: string[]) => bench.runAt(UNTIL, 'alarm', 'B1', ...more);
  afterAll(() => bench.remove());
  beforeAll(async () => {
    // With another request after each, for claims in a row are sent at the same time, in any order.
    const claims = DAYS.flatMap((day, at) => [
      submission(`C-${at + 1}`, `L-${at + 1}`, `2026-${day}T01:00:00Z`),
      line('recordQc', { batchId: 'B1', results: { components: { ledReel: 'RD-7' }, retests: at } }),
    ]);
    const lines = [...registryWith(SERIALS), ...claims];
    expect(await bench.run('import', bench.requests('all.ndjson', lines))).toMatchObject({ status: 0 });
  });

  const SHOWN = `batch B1 of LAMP: SUSPECTED, 100 produced, 60 shipped

light: alarm of 2026-01-20 by POISSON_MAXSPRT version 1
  claims seen       5
  expected at most  0.46615160649068843
  margin of doubt   29.559353172000684 times the usual rate, version 3 of the baseline, a thin baseline
  statistic         7.329562978410115
  threshold         6.042570683728966
  from its stored inputs  the same, to the last digit
  from the log            the same, to the last digit, at claim-C-5

B1 · light: sequential test
Alarm on 2026-01-20: claims seen 5, expected at most 0.47; statistic 7.33, threshold 6.04.

Through     Claims (seen)  Expected at most  Statistic  Threshold
2026-01-11              0              0.20       0.00       6.04                         |
2026-01-18              3              0.41       3.39       6.04  #############          |
2026-01-20              5              0.47       7.33       6.04  #######################|####       alarm
2026-01-25              6              0.61       8.31       6.04  #######################|########
2026-02-01              6              0.82       6.79       6.04  #######################|##
2026-02-02              6              0.84       6.61       6.04  #######################|#
`;

  // The claims are imported, and the sentinel suspects the batch as they come.
  it('B5 shows what was recorded, that it comes out the same, and the curve week by week', async () => {
    expect(await alarm()).toEqual({ status: 0, out: SHOWN, err: '' });
  });

  it('B5 gives the same figures to the last digit on another data folder, from an exported log', async () => {
    const [file, folder] = [join(bench.folder, 'log.ndjson'), join(bench.folder, 'other')];
    expect(await bench.run('export', '--out', file)).toMatchObject({ status: 0 });
    expect(await bench.run('copy', '--from', file, '--to', folder)).toMatchObject({ status: 0, err: '' });
    bench.environment.MAKEGOOD_DATA = folder;
    try {
      expect(await alarm()).toEqual({ status: 0, out: SHOWN, err: '' });
    } finally {
      bench.environment.MAKEGOOD_DATA = bench.data;
    }
  });

  it('B5 says when the detectors of today would have rung', async () => {
    const { status, out } = await alarm('--what-if');
    expect(status).toBe(0);
    expect(out).toMatch(
      /^what if: the detectors of today would have rung\n {2}2026-01-20 {2}light {2}POISSON_MAXSPRT version 1 {2}5 seen, at most 0\.47 expected {2}statistic 7\.3296, threshold 6\.0426 {2}at claim-C-5$/m,
    );
  });

  it('draws the curve in a file, in the language of the command line', async () => {
    const file = join(bench.folder, 'curve.svg');
    bench.environment.MAKEGOOD_LANGUAGE = 'ko';
    try {
      const { status, out } = await alarm('--svg', file);
      expect(status).toBe(0);
      expect(out).toMatch(/2026-01-20 경보: [^]*drawn in .*curve\.svg\n$/);
      expect(readFileSync(file, 'utf8')).toMatch(/^<svg [^>]*lang="ko"/);
    } finally {
      delete bench.environment.MAKEGOOD_LANGUAGE;
    }
    expect((await alarm('--svg', bench.folder)).err).toMatch(/^makegood: --svg: .* cannot be written/);
  });

  it('says which batch or curve there is not, and shows another curve', async () => {
    expect(await bench.run('alarm', 'B9')).toEqual({ status: 2, out: '', err: 'makegood: there is no batch "B9"\n' });
    expect((await alarm('--group', 'glass')).err).toBe(
      'makegood: there is no such curve, but --group light --method POISSON_CUSUM; --group light --method POISSON_MAXSPRT\n',
    );
    expect((await alarm('--method', 'POISSON_CUSUM')).out).toContain('B1 · light: test of drift');
  });

  it('A3 has a snapshot that is verified with the log, and not used when it is of another version', async () => {
    const file = join(bench.data, 'sentinel.snapshot');
    writeFileSync(file, gzipSync(serialize({ version: 0 })));
    try {
      expect((await bench.run('verify')).out).toMatch(
        /^ok {5}snapshot of the batch sentinel: of another version or log, and not used$/m,
      );
    } finally {
      rmSync(file);
    }
    expect((await bench.run('verify')).out).not.toContain('snapshot of the batch sentinel');
  });

  it('B5 ranks the lots that suspected batches share', async () => {
    await bench.run('rebuild');
    expect(await bench.run('lots')).toMatchObject({
      status: 0,
      out: 'ledReel  RD-7  in 1 suspected batch  and 0 others  B1\n',
    });
    expect((await bench.run('lots', '--group', 'glass')).out).toBe(
      'no suspected batch names a lot of its components\n',
    );
  });
});

describe('an exported log', () => {
  const bench = new Workbench();
  const exported = join(bench.folder, 'log.ndjson');
  afterAll(() => bench.remove());
  beforeAll(async () => {
    await bench.run('import', bench.file('products.csv', 'sku,name\nLAMP,Lamp\n'));
    await bench.run('export', '--out', exported);
  });
  const copied = (content: string) => {
    const target = join(bench.folder, 'copy');
    rmSync(target, { recursive: true, force: true });
    return bench.run('copy', '--from', bench.file('changed.ndjson', content), '--to', target);
  };

  it('A2 is copied into a data folder with its hash chains, and exported again is the same', async () => {
    const log = readFileSync(exported, 'utf8');
    expect(await copied(`${log}\n`)).toMatchObject({ status: 0, out: expect.stringMatching(/^3 events copied/) });
    bench.environment.MAKEGOOD_DATA = join(bench.folder, 'copy');
    const again = (await bench.run('export')).out;
    bench.environment.MAKEGOOD_DATA = bench.data;
    const withoutPositions = (lines: string) => lines.replace(/"position":"[^"]*"/g, '');
    expect(withoutPositions(again)).toBe(withoutPositions(log));
  });

  it('A2 is refused when it was changed, or is no log', async () => {
    const log = readFileSync(exported, 'utf8');
    expect(await copied(log.replace('"Lamp"', '"Damp"'))).toMatchObject({
      status: 2,
      err: expect.stringMatching(/product-LAMP@0 of the source does not verify/),
    });
    for (const [content, line] of [
      ['{"sku":"LAMP"}\n', 1],
      [`${log.split('\n')[0]}\nsku,name\n`, 2],
    ] as const)
      expect((await copied(content)).err).toBe(
        `makegood: ${join(bench.folder, 'changed.ndjson')}:${line} is not an event as "makegood export" writes it\n`,
      );
  });
});
