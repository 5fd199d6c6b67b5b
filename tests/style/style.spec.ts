import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { offences } from './style.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('the style that a machine can check', () => {
  let tree: string;

  beforeEach(async () => {
    tree = await mkdtemp(join(tmpdir(), 'makegood-style-'));
  });

  afterEach(() => rm(tree, { recursive: true }));

  const offencesOf = async (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), text);
    }
    return offences(tree);
  };

  test('holds in this repository', async () => {
    expect(await offences(ROOT)).toEqual([]);
  });

  test('a shipped file has at most 450 lines', async () => {
    const lines = (count: number) => 'export {};\n'.repeat(count);
    expect(
      await offencesOf({
        'libs/claims/src/short.ts': lines(450),
        'libs/claims/src/long.ts': lines(451),
        'libs/claims/src/long.spec.ts': lines(451),
        'libs/claims/src/long.fixture.ts': lines(451),
        'libs/claims/src/long.contract.ts': lines(451),
        'apps/console/src/long.tsx': lines(500),
        'apps/console/node_modules/long.js': lines(500),
        'bench/long.ts': lines(451),
      }),
    ).toEqual([
      'apps/console/src/long.tsx has 500 lines, more than 450: split it where it has a seam',
      'libs/claims/src/long.ts has 451 lines, more than 450: split it where it has a seam',
    ]);
  });

  test('a projection, a process, a timer and a use case have a spec beside them', async () => {
    const specified = [
      'libs/sla/src/due-clocks.projection.ts',
      'libs/processes/src/when-claim-ends-then-free-its-unit.process.ts',
      'libs/sla/src/clock-sweep.timer.ts',
      'libs/use-cases/src/submit-claim.ts',
    ];
    const others = [
      'libs/views/src/queries.ts',
      'libs/use-cases/src/index.ts',
      'libs/use-cases/src/ports.ts',
      'libs/use-cases/src/recorded-aggregates.fixture.ts',
      'bench/serve.process.ts',
    ];
    expect(await offencesOf(Object.fromEntries([...specified, ...others].map((path) => [path, ''])))).toEqual([
      'libs/processes/src/when-claim-ends-then-free-its-unit.process.ts has no spec beside it: write when-claim-ends-then-free-its-unit.process.spec.ts',
      'libs/sla/src/clock-sweep.timer.ts has no spec beside it: write clock-sweep.timer.spec.ts',
      'libs/sla/src/due-clocks.projection.ts has no spec beside it: write due-clocks.projection.spec.ts',
      'libs/use-cases/src/submit-claim.ts has no spec beside it: write submit-claim.spec.ts',
    ]);
    const specs = specified.map((path) => path.replace('.ts', '.spec.ts'));
    expect(await offencesOf(Object.fromEntries(specs.map((path) => [path, ''])))).toEqual([]);
  });

  test('a suite takes its event store from one place, where a real server can be in place of the peer', async () => {
    expect(
      await offencesOf({
        'tests/faults/one.int.spec.ts': 'let peer: ScriptedPeer;\npeer = await ScriptedPeer.start();\n',
        'libs/platform/src/two.fixture.ts': 'const cluster = PeerCluster.start({});\n',
        'tests/faults/three.int.spec.ts': 'await startPeer();\nawait startEventStoreServer();\n',
        'tests/support/event-store-server.ts': 'ScriptedPeer.start();\n',
        'bench/peer.process.ts': 'ScriptedPeer.start();\n',
      }),
    ).toEqual([
      'libs/platform/src/two.fixture.ts:1 starts a peer itself: use startEventStoreServer, or startPeer if it must misbehave',
      'tests/faults/one.int.spec.ts:2 starts a peer itself: use startEventStoreServer, or startPeer if it must misbehave',
    ]);
  });

  test('a format of days and times is made at one place, which keeps it', async () => {
    const line = 'const format = new Intl.DateTimeFormat(language);\n';
    expect(
      await offencesOf({
        'libs/views/src/terms.ts': line,
        'libs/kernel/src/date-format.ts': line,
        'libs/sla/src/business-time.spec.ts': line,
      }),
    ).toEqual(['libs/views/src/terms.ts:1 makes a format each time: use dateFormat (#kernel), which keeps it']);
  });

  test('English is plain: in code, comments, documents, samples and names of files', async () => {
    expect(
      await offencesOf({
        'libs/sla/src/sla.decider.ts': '/** What it is\n * Reckoned by. */\nconst nobodyElse = 1;\n',
        'apps/api/src/api.ts': "const message = 'Whoever asks';\nregistry.refurnish();\n",
        'docs/promise.md': "Nobody’s fault, nobody's business, and nobody is.\n",
        'samples/registry.ndjson': '{"name":"Nobody"}\n{"name":"unfurnished"}\n',
        'bench/reckoners.ts': '',
        'samples/evidence/mask.jpg': 'whoever',
        'CONTRIBUTING.md': 'reckon, whoever\n',
      }),
    ).toEqual([
      'apps/api/src/api.ts:1 says "Whoever": see the word list in CONTRIBUTING.md',
      'apps/api/src/api.ts:2 says "furnish": see the word list in CONTRIBUTING.md',
      'bench/reckoners.ts:0 says "reckon": see the word list in CONTRIBUTING.md',
      'docs/promise.md:1 says "Nobody’s": see the word list in CONTRIBUTING.md',
      'libs/sla/src/sla.decider.ts:2 says "Reckon": see the word list in CONTRIBUTING.md',
      'samples/registry.ndjson:2 says "furnish": see the word list in CONTRIBUTING.md',
    ]);
  });
});
