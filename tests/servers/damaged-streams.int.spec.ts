import { creditedClaim, line, registry, Workbench } from '../../apps/cli/src/cli.fixture.ts';
import { describeWithPeer as describe, itWithPeer as it, startPeer } from '../support/event-store-server.ts';
import type { PeerLog } from '../support/peer-log.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';

let peer: ScriptedPeer;
let bench: Workbench;
beforeEach(async () => {
  peer = await startPeer({ caughtUp: true });
  bench = new Workbench();
  bench.environment.EVENT_STORE_URL = peer.url();
  const rows = [...registry.map(({ request, input }) => line(request, input))];
  for (const n of [1, 2]) rows.push(...creditedClaim(`claim-${n}`, `L-${n}`, '2026-03-09'));
  const { out, err } = await bench.run('import', bench.requests('claims.ndjson', rows));
  if (!out.includes(' 0 refused') || err !== '') throw new Error(`${out}${err}`);
  await bench.run('rebuild');
});
afterEach(async () => {
  await peer.stop();
  bench.remove();
});

const STREAM = 'claim-claim-1';
const damages: readonly [name: string, damage: (log: PeerLog) => void, said: string][] = [
  ['soft-deleted', (log) => log.softDelete(STREAM), `${STREAM} was deleted in EventStoreDB`],
  ['with a tombstone', (log) => log.tombstone(STREAM), `${STREAM} was deleted for ever in EventStoreDB (tombstone)`],
  [
    'truncated by $maxCount',
    (log) => log.setMetadata(STREAM, { $maxCount: 2 }),
    `EventStoreDB keeps only the last events of ${STREAM} ($maxCount: 2)`,
  ],
  [
    'truncated by $maxAge',
    (log) => {
      log.now += 60_000;
      log.setMetadata(STREAM, { $maxAge: 60 });
    },
    `EventStoreDB keeps the events of ${STREAM} only for some time ($maxAge: 60 s)`,
  ],
];

describe.each(damages)('P1 a stream that is %s', (_, damage, said) => {
  it.each([
    ['before a scavenge', () => undefined],
    ['after a scavenge', () => peer.log.scavenge()],
  ])('%s is named, refused and set aside, and nothing is written', async (_when, scavenge) => {
    damage(peer.log);
    scavenge();
    const rows = peer.log.newest()?.row;
    const again = bench.requests('more.ndjson', [
      line('withdrawClaim', { claimId: 'claim-1' }, { as: { role: 'PARTNER', id: 'lee', partner: 'P-SEOUL' } }),
    ]);
    const refused = await bench.run('import', again);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain(`makegood: ${said}: nothing was written.`);

    const verified = await bench.run('verify');
    expect(verified.status).toBe(1);
    expect(verified.out).toMatch(/WRONG {2}deleted or truncated streams: 1 stream, 1 problem/);
    expect(verified.out).toContain(`         ${said}\n`);

    const rebuilt = await bench.run('rebuild');
    expect(rebuilt.status).toBe(0);
    expect(rebuilt.err).toMatch(/^(error: quarantined a stream [^\n]+\n)*$/);
    const status = await bench.run('status');
    expect(status.status).toBe(1);
    expect(status.out).toContain(
      `streams that were deleted or truncated (docs/operations.md, "Damaged streams"):\n  ${said}\n`,
    );
    // The read models are what the log still gives.
    expect((await bench.run('verify')).out).not.toMatch(/WRONG {2}read model/);
    expect(peer.log.newest()?.row).toBe(rows);
  });
});

it('P1 a stream that has left no trace is missed by those that name it', async () => {
  peer.log.tombstone(STREAM);
  peer.log.scavenge({ tombstones: false });
  const { out, status } = await bench.run('verify');
  expect(status).toBe(1);
  expect(out).toMatch(
    /WRONG {2}named streams: \d+ streams named by others, 1 problem\n {9}claim-claim-1 is missing: ClaimOpenedOnUnit at unit-L-1@\d+ names it\n/,
  );
});

it('P1 a log in which nothing was deleted names no stream that is missing', async () => {
  const { out, status } = await bench.run('verify');
  expect(out).toMatch(/ok {5}deleted or truncated streams: none\nok {5}named streams: \d+ streams named by others\n/);
  expect([out, status]).toEqual([expect.not.stringContaining('WRONG'), 0]);
});
