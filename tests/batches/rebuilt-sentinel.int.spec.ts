import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actor, type Clock, instantOf } from '#kernel';
import { projections } from '#engine';
import type { RecordedEvent } from '#platform';
import { type RequestName, requests } from '#requests';
import { batchesModel, claimsModel } from '#views';
import { tamperWith } from '../../libs/platform/src/event-store/tampering.fixture.ts';
import { Engine, openTestStores } from '../support/engine.ts';
import { everyPicture } from '../support/every-picture.fixture.ts';
import { describeWithEmbedded } from '../support/event-store-server.ts';
import { registry } from '../support/registry.ts';

// Acceptance: nothing that is known of a bad batch is only in the read models, or in the memory of a process.

const LIN: Actor = { id: 'lin', role: 'QUALITY' };
const partnerOf = (id: string): Actor => ({ id: `desk-${id}`, role: 'PARTNER', onBehalfOf: id });
const PICTURE = { kind: 'PHOTO', sha256: 'a'.repeat(64), mediaType: 'image/jpeg', bytes: 10 };
const SERIALS = { 'P-SEOUL': ['K-1', 'K-2', 'K-3', 'K-4', 'K-5', 'K-6'], 'P-BERLIN': ['D-1', 'D-2', 'D-3'] };

let now = Date.UTC(2026, 2, 9, 2);
const clock: Clock = { now: () => instantOf(now++) };

describeWithEmbedded('A bad batch whose read models are deleted and built again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-sentinel-'));
  let engine: Engine;
  const open = async () => {
    engine = await new Engine(await openTestStores(folder, everyPicture), { clock }).prepare();
    engine.follow({ reactions: false });
  };
  const close = async () => {
    await engine.stopFollowing();
    await engine.makegood.close();
  };
  afterAll(async () => {
    await close();
    rmSync(folder, { recursive: true });
  });

  let asked = 0;
  const ask = async (actor: Actor, request: RequestName, input: object) => {
    const said = { ...input, idempotencyKey: `key-${++asked}` };
    const prepared = requests[request].prepare(said, { actor, channel: 'API', clock });
    if (prepared.kind !== 'request') throw new Error(`${request}: ${JSON.stringify(prepared)}`);
    expect(await engine.makegood.dispatcher.perform(prepared.request)).toMatchObject({ kind: 'accepted' });
  };
  const claim = async (serial: string) => {
    const partner = partnerOf(serial.startsWith('K') ? 'P-SEOUL' : 'P-BERLIN');
    const defect = { code: 'NO-LIGHT', description: 'As described.' };
    await ask(partner, 'submitClaim', { serial, defect, evidence: [PICTURE] });
    await engine.settle();
  };
  const log = async (): Promise<readonly RecordedEvent[]> => {
    return Array.fromAsync(engine.makegood.store.readAll());
  };
  const counts = async () => {
    const events = await log();
    const of = (type: string) => events.filter((event) => event.type === type).length;
    return { suspected: of('BatchSuspected'), flagged: of('BatchFlagged'), notices: of('NoticeQueued') };
  };
  const documents = async () => {
    const { models } = engine.makegood;
    const { items } = await models.query(claimsModel, { limit: 100 });
    return [...items.map(({ document }) => document), (await models.get(batchesModel, ['B-1'])).get('B-1')];
  };

  it('B5 B6 A3 is the same, with one alarm and one notice to each partner', async () => {
    await open();
    await engine.record(
      ...registry({
        product: { defectGroups: [{ group: 'LIGHT', codes: ['NO-LIGHT'] }] },
        partners: Object.entries(SERIALS).map(([id, serials]) => ({
          id,
          emails: [`service@${id.toLowerCase()}.example`],
          shipments: [{ price: '10.00', serials }],
        })),
      }),
    );
    for (const serial of ['K-1', 'K-2', 'D-1']) await claim(serial);
    expect(await counts()).toMatchObject({ suspected: 0, flagged: 0 });
    await claim('D-2');
    expect((await documents()).at(-1)).toMatchObject({
      state: 'SUSPECTED',
      held: true,
      groups: [{ defectGroup: 'LIGHT', alarm: { method: 'POISSON_MAXSPRT', version: 1, observed: 4 } }],
    });
    expect(await counts()).toMatchObject({ suspected: 1, flagged: 4 });
    await ask(LIN, 'requestSamples', { batchId: 'B-1', units: 2, fromPartners: ['P-SEOUL', 'P-BERLIN'] });
    await engine.settle();
    const samples = (await log()).filter(({ data }) => (data as { kind?: string }).kind === 'SAMPLE_REQUESTED');
    expect(samples.map(({ type }) => type)).toEqual(['NoticeQueued', 'NoticeQueued']);
    const before = { documents: await documents(), counts: await counts() };

    await close();
    tamperWith(
      folder,
      'DELETE FROM read_active',
      'DELETE FROM read_builds',
      ...projections.map(({ model: { name, version } }) => `DROP TABLE "read:${name}.${version}"`),
    );
    await open();
    await engine.settle();
    expect({ documents: await documents(), counts: await counts() }).toEqual(before);

    // A claim that comes now is flagged as the others are, and is no second alarm.
    await claim('K-3');
    expect(await counts()).toMatchObject({ suspected: 1, flagged: 5 });
    const { notices } = await counts();

    // Every process reacts to the whole log again.
    await close();
    await open();
    await engine.makegood.processState.startOver();
    await engine.restartReactor();
    await engine.settle();
    expect(await counts()).toEqual({ suspected: 1, flagged: 5, notices });
    await claim('K-4');
    expect(await counts()).toMatchObject({ suspected: 1, flagged: 6 });
  });
});
