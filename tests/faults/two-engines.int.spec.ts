import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStores, readSettings } from '#engine';
import { type Actor, type Instant, sha256, uuidv5 } from '#kernel';
import { type Outcome, silentLogger, waitFor } from '#platform';
import { type RequestName, requests } from '#requests';
import { Engine } from '../support/engine.ts';
import { EVENT_STORE_SERVER, type EventStoreServer, startEventStoreServer } from '../support/event-store-server.ts';
import { everyPicture } from '../support/every-picture.fixture.ts';
import { registry } from '../support/registry.ts';

const UNITS = 12;
/** A minute apart, so that what they write differs. */
const CLOCKS = ['2026-03-09T02:00:00.000Z', '2026-03-09T02:01:00.000Z'] as Instant[];
const min: Actor = { id: 'min-jun', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const serials = Array.from({ length: UNITS }, (_, n) => `GL-${100 + n}`);

describe(`two processes on ${EVENT_STORE_SERVER}, which shows what was written late`, () => {
  let folder: string;
  let server: EventStoreServer;
  let engines: readonly Engine[];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'makegood-two-'));
    server = await startEventStoreServer();
    engines = await Promise.all(
      CLOCKS.map(async (now, n) => {
        const clock = { now: () => now };
        const environment = { MAKEGOOD_DATA: join(folder, String(n)), EVENT_STORE_URL: server.url };
        const stores = await openStores(readSettings(environment), silentLogger, waitFor);
        return new Engine({ ...stores, blobs: everyPicture }, { clock, environment, backoff: waitFor });
      }),
    );
  });
  afterEach(async () => {
    for (const { makegood } of engines) await makegood.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** The same request to both at once. */
  const bothAsked = (actor: Actor, request: RequestName, input: object): Promise<readonly Outcome[]> =>
    Promise.all(
      engines.map(({ makegood: { dispatcher, clock } }) => {
        const idempotencyKey = uuidv5(`${request} ${JSON.stringify(input)}`);
        const prepared = requests[request].prepare({ ...input, idempotencyKey }, { actor, channel: 'API', clock });
        if (prepared.kind !== 'request') throw new Error(JSON.stringify(prepared));
        return dispatcher.perform(prepared.request);
      }),
    );

  it('what one of them has not seen yet is looked up again before it counts as absent', async () => {
    const [one, other] = engines as readonly [Engine, Engine];
    expect(await other.makegood.forRequest().legalEntityIds()).toEqual([]);
    const address = { lines: ['Teheran-ro 1'], city: 'Seoul', postalCode: '06130', country: 'KR' };
    const input = { id: 'KR', name: 'Makegood Korea', timeZone: 'Asia/Seoul', address };
    await one.record({ request: 'registerLegalEntity', input });
    expect(await other.makegood.forRequest().legalEntityIds()).toEqual(['MG', 'KR']);
  });

  it('C2 C12 the same submissions, decisions and repeats sent to both at once are accepted by both, and recorded once', async () => {
    const [one] = engines as readonly [Engine, Engine];
    await one.record(
      ...registry({
        product: { name: 'Lamp' },
        partners: [{ id: 'P-SEOUL', shipments: [{ price: '120.00', serials }] }],
      }),
    );
    const submissions = serials.map((serial, n) => ({
      claimId: `P-SEOUL.C-${n}`,
      serial,
      defect: { code: 'DARK', description: 'Dark.' },
      evidence: [{ kind: 'PHOTO', sha256: sha256(serial), mediaType: 'image/jpeg', bytes: 4_711 }],
    }));
    const submitted = await Promise.all(submissions.map((input) => bothAsked(min, 'submitClaim', input)));
    const withdrawn = await Promise.all(submissions.map(({ claimId }) => bothAsked(min, 'withdrawClaim', { claimId })));
    for (const [first, second] of [...submitted, ...withdrawn]) {
      expect(first).toMatchObject({ kind: 'accepted' });
      expect(second).toEqual(first);
    }
    const counts = new Map<string, number>();
    for await (const { type } of one.makegood.store.readAll()) counts.set(type, (counts.get(type) ?? 0) + 1);
    expect([counts.get('Submitted'), counts.get('Withdrawn')]).toEqual([UNITS, UNITS]);
  });
});
