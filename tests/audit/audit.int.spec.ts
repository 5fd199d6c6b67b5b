import { claimNumber } from '#kernel';
import { jpeg } from '#evidence/files';
import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DecodedEvent, ModelVerifier, openSqliteStores, silentLogger } from '#platform';
import { catalogue, openMakegood, projections, readSettings } from '#engine';
import { creditedClaim, line, registry, submission, Workbench } from '../../apps/cli/src/cli.fixture.ts';
import { claimsModel, productsModel } from '#views';
import { flipInIndex, tamperWith } from '../../libs/platform/src/event-store/tampering.fixture.ts';

/** The builds that answer queries. */
const CLAIMS = `claims.${claimsModel.version}`;
const PRODUCTS = `products.${productsModel.version}`;

const at = (stream: string, revision: number) => `stream = '${stream}' AND revision = ${revision}`;

describe('audit', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = new Workbench();
    const history = [
      ...registry,
      ...creditedClaim('C-1', 'L-1', '2026-03-02'),
      ...creditedClaim('C-2', 'L-2', '2026-03-03'),
      submission('C-3', 'L-3', '2026-03-04T01:00:00Z'),
    ];
    expect(await bench.run('import', bench.requests('history.ndjson', history))).toMatchObject({ status: 0, err: '' });
  });
  afterEach(() => bench.remove());

  /** What `verify` finds wrong. */
  const problems = async () => {
    const { status, out, err } = await bench.run('verify');
    expect(err).toBe('');
    const wrong = out.split('\n').filter((text) => /^(WRONG| {9})/.test(text));
    expect(status).toBe(wrong.length > 0 ? 1 : 0);
    return wrong.map((text) => text.trim());
  };

  const storedFile = (sha256: string) => {
    const files = readdirSync(bench.data, { recursive: true, withFileTypes: true });
    const { parentPath, name } = files.find((entry) => entry.isFile() && entry.name === sha256) as Dirent;
    return join(parentPath, name);
  };

  it('A2 A3 a store that nobody touched fits', async () => {
    expect(await problems()).toEqual([]);
  });

  it('A3 read models that go on being written while they are compared fit', async () => {
    const makegood = await openMakegood(readSettings({ MAKEGOOD_DATA: bench.data }), { logger: silentLogger });
    const { store, models } = makegood;
    const verifier = await ModelVerifier.begin(projections, { store, models, catalogue });
    for await (const raw of store.readAll()) verifier.take(new DecodedEvent(raw, catalogue.decode));
    const later = creditedClaim('C-4', 'L-4', '2026-03-05');
    expect(await bench.run('import', bench.requests('later.ndjson', later))).toMatchObject({ status: 0 });
    const verdicts = await Array.fromAsync(verifier.verdicts());
    await makegood.close();
    expect(verdicts.filter(({ differences }) => differences.length > 0)).toEqual([]);
    expect(verdicts.find(({ model }) => model === 'claims')).toEqual({
      model: 'claims',
      documents: 4,
      differences: [],
    });
  });

  it('A2 an edited payload is named', async () => {
    tamperWith(
      bench.data,
      `UPDATE events SET data = replace(data, 'Dark indeed', 'Not so dark') WHERE ${at('claim-C-1', 1)}`,
    );
    expect(await problems()).toEqual([
      'WRONG  hash chains: 54 events in 23 streams, 1 problem',
      'EvidenceReviewed at claim-C-1@1: the data do not have the digest in the metadata',
      'WRONG  read model claims: 3 documents, 1 problem',
      'C-1: state.review.findings is "Dark indeed", a replay gives "Not so dark"',
    ]);
  });

  it('A2 an edited actor is named', async () => {
    tamperWith(
      bench.data,
      `UPDATE events SET metadata = replace(metadata, 'rita', 'rosa') WHERE ${at('claim-C-1', 2)}`,
    );
    expect((await problems()).slice(0, 2)).toEqual([
      expect.stringMatching(/^WRONG {2}hash chains: .* 1 problem$/),
      'Approved at claim-C-1@2: the hash does not follow from the event before it',
    ]);
  });

  it('A2 a deleted event is named by the one behind it', async () => {
    tamperWith(bench.data, `DELETE FROM events WHERE ${at('claim-C-2', 1)}`);
    const found = await problems();
    expect(found[1]).toBe('Approved at claim-C-2@2: revision 2 where 1 was expected');
    expect(found).toContainEqual(expect.stringMatching(/^C-2: .* a replay gives /));
  });

  it('A3 a deleted last event is named by the documents that know it', async () => {
    tamperWith(bench.data, `DELETE FROM events WHERE ${at('claim-C-2', 5)}`);
    const found = await problems();
    expect(found.slice(0, 2)).toEqual([
      'WRONG  read model claims: 3 documents, 1 problem',
      'C-2: asksPartner is false, a replay gives true',
    ]);
  });

  it('A2 events that were removed leave a gap in the positions, or end before the counter', async () => {
    tamperWith(bench.data, `DELETE FROM events WHERE position IN (20, 30, 31)`);
    expect((await problems()).slice(-3)).toEqual([
      'WRONG  positions: every event, 2 problems',
      'event 20 is missing',
      'events 30 to 31 are missing',
    ]);
    tamperWith(bench.data, `DELETE FROM events WHERE position = (SELECT max(position) FROM events)`);
    writeFileSync(join(bench.data, 'makegood.head'), '0000000000000000');
    const { status, out } = await bench.run('verify');
    expect(status).toBe(1);
    expect(out).toContain('the log ends at event 53, but 54 were written');
  });

  it('a bit that flipped in the index of the streams is named', async () => {
    flipInIndex(bench.data, 'claim-C-1');
    const [check, ...found] = await problems();
    expect(check).toMatch(/^WRONG {2}data file: every page, \d+ problems?$/);
    expect(found).toContainEqual(expect.stringMatching(/missing from index sqlite_autoindex_events_/));
  });

  describe('heads that were kept elsewhere', () => {
    let heads: string;
    beforeEach(async () => {
      heads = join(bench.folder, 'heads.ndjson');
      expect(await bench.run('heads', heads)).toEqual({
        status: 0,
        out: `written to ${heads}: keep it elsewhere\n`,
        err: '',
      });
    });
    const differences = async () => {
      const { out } = await bench.run('verify', '--heads', heads);
      const [, found = ''] = /(?:WRONG|ok) +heads: .*\n((?: {9}.*\n)*)/.exec(out) ?? [out];
      return found
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '');
    };

    it('A2 fit a log that nobody touched, and one that has grown', async () => {
      expect(await differences()).toEqual([]);
      await bench.run('import', bench.requests('later.ndjson', creditedClaim('C-4', 'L-4', '2026-03-05')));
      expect(await differences()).toEqual([]);
    });

    it('A2 show a tail that was cut, with the mark of the last event', async () => {
      tamperWith(bench.data, `DELETE FROM events WHERE ${at('claim-C-2', 5)}`);
      expect(await differences()).toEqual(['claim-C-2 ends at revision 4: it had 6 events']);
    });

    it('A2 show the end of the log that was cut, although everything derived from it was taken back with it', async () => {
      tamperWith(bench.data, 'DELETE FROM events WHERE position = (SELECT max(position) FROM events)');
      writeFileSync(join(bench.data, 'makegood.head'), '0000000000000000');
      await bench.run('rebuild');
      expect(await differences()).toContainEqual(
        expect.stringMatching(/^the last event of then, .* is gone: the log had 54 events$/),
      );
    });

    it('A2 show a claim that was removed', async () => {
      tamperWith(bench.data, `DELETE FROM events WHERE stream = 'claim-C-1'`);
      expect(await differences()).toEqual(['claim-C-1 is gone: it had 6 events']);
    });

    it('A2 show a stream that was written anew with a chain that fits', async () => {
      tamperWith(
        bench.data,
        `UPDATE events SET metadata = json_set(metadata, '$.hash', '${'0'.repeat(64)}') WHERE ${at('claim-C-3', 0)}`,
      );
      expect(await differences()).toEqual(['claim-C-3@0 has another hash: the stream was written anew']);
    });

    it('A2 show events of different streams that changed places', async () => {
      const [claim, unit] = [at('claim-C-1', 0), at('unit-L-2', 0)];
      const positionOf = (event: string) => `(SELECT position FROM events WHERE ${event})`;
      tamperWith(
        bench.data,
        `CREATE TEMP TABLE places AS SELECT ${positionOf(claim)} AS one, ${positionOf(unit)} AS other`,
        `UPDATE events SET position = -1 WHERE ${claim}`,
        `UPDATE events SET position = (SELECT one FROM places) WHERE ${unit}`,
        `UPDATE events SET position = (SELECT other FROM places) WHERE ${claim}`,
      );
      expect(await differences()).toEqual(['the events of different streams are in another order']);
    });

    it('must be a file of heads', async () => {
      writeFileSync(heads, 'something else\n');
      expect(await bench.run('verify', '--heads', heads)).toMatchObject({
        status: 2,
        err: `makegood: --heads: ${heads}: line 1 is not of a file that "makegood heads" has written\n`,
      });
      expect(await bench.run('heads', heads)).toMatchObject({ status: 2 });
    });
  });

  it('A2 two events that changed places are named', async () => {
    tamperWith(
      bench.data,
      `UPDATE events SET revision = 100 WHERE ${at('claim-C-1', 1)}`,
      `UPDATE events SET revision = 1 WHERE ${at('claim-C-1', 2)}`,
      `UPDATE events SET revision = 2 WHERE ${at('claim-C-1', 100)}`,
    );
    expect((await problems())[1]).toBe('EvidenceReviewed at claim-C-1@2: revision 2 where 1 was expected');
  });

  it('F1 a number given twice is named', async () => {
    tamperWith(
      bench.data,
      `UPDATE events SET data = replace(data, 'MG-2026-000002', 'MG-2026-000001') WHERE ${at('creditNotes-MG-2026', 1)}`,
    );
    expect(await problems()).toEqual(
      expect.arrayContaining([
        'WRONG  credit notes: 2 notes in 1 series, 1 problem',
        'creditNotes-MG-2026@1: number MG-2026-000001 where MG-2026-000002 was expected',
      ]),
    );
  });

  it('C2 a second claim that was open on the same serial is named', async () => {
    tamperWith(bench.data, `UPDATE events SET data = replace(data, 'L-2', 'L-3') WHERE ${at('claim-C-2', 0)}`);
    // C-2 had ended before C-3 came.
    expect(await problems()).not.toContainEqual(expect.stringMatching(/^WRONG {2}one open claim/));
    tamperWith(bench.data, `DELETE FROM events WHERE ${at('claim-C-2', 5)}`);
    expect(await problems()).toEqual(expect.arrayContaining(['claim-C-3@0: claim C-3 is open on L-3, and so is C-2']));
  });

  it('A3 a document that is not found by what it says is named', async () => {
    tamperWith(
      bench.data,
      `UPDATE "read:${CLAIMS}" SET "k2.status" = 'REJECTED' WHERE id = 'C-3'`,
      `UPDATE "read:${CLAIMS}" SET id = 'C-9' WHERE id = 'C-2'`,
    );
    expect(await problems()).toEqual([
      'WRONG  read model claims: 3 documents, 2 problems',
      'C-3 is found by status "REJECTED" instead of "SUBMITTED"',
      'C-2 is stored as C-9',
    ]);
  });

  it('A3 a document that cannot be read is named, and a rebuild brings it back', async () => {
    tamperWith(
      bench.data,
      `UPDATE "read:${CLAIMS}" SET body = replace(body, '"status":', '"status";') WHERE id = 'C-3'`,
    );
    expect(await problems()).toEqual([
      'WRONG  read model claims: 3 documents, 1 problem',
      `document C-3 of ${CLAIMS} is damaged: run "makegood rebuild claims"`,
    ]);
    expect(await bench.run('rebuild', 'claims')).toMatchObject({ status: 0, err: '' });
    expect(await problems()).toEqual([]);
  });

  it('A3 a read model that was edited is named, document by document', async () => {
    tamperWith(
      bench.data,
      `UPDATE "read:${CLAIMS}" SET body = json_set(body, '$.status', 'REJECTED') WHERE id = 'C-3'`,
      `DELETE FROM "read:${CLAIMS}" WHERE id = 'C-2'`,
      `INSERT INTO "read:products.4" (id, position, live, body) VALUES ('GHOST', '0000000000000001', 1, '{"id":"GHOST"}')`,
    );
    expect(await problems()).toEqual([
      'WRONG  read model claims: 3 documents, 2 problems',
      'C-2 is missing',
      'C-3: status is "REJECTED", a replay gives "SUBMITTED"',
      'WRONG  read model products: 1 document, 1 problem',
      'GHOST should not exist',
    ]);
    expect(await bench.run('rebuild', 'claims', 'products')).toMatchObject({
      status: 0,
      out: `claims: ${CLAIMS}-1, from 54 events\nproducts: ${PRODUCTS}-1, from 54 events\n`,
      err: '',
    });
    expect(await problems()).toEqual([]);
  });

  it('A3 does not rebuild what another process rebuilds', async () => {
    const stores = openSqliteStores(bench.data);
    const { leases } = stores;
    await leases.acquire('rebuild claims', 'another process', 6_000);
    expect(await bench.run('rebuild', 'claims')).toMatchObject({
      status: 2,
      err: expect.stringContaining('another process rebuilds claims: wait until it has done so'),
    });
    await leases.release('rebuild claims', 'another process');
    await stores.close();
    expect(await bench.run('rebuild', 'claims')).toMatchObject({ status: 0 });
  });

  it('A1 what a partner wrote is printed inert: it cannot act on the terminal', async () => {
    const claim = submission('C-5', 'L-5', '2026-03-05T01:00:00Z');
    const description = 'Dark\u001b[2J\u001b]0;gone\u0007 \u202edne';
    const [{ request, input, as, at: told }] = [claim as unknown as Record<string, object>];
    const written = { request, input: { ...input, defect: { code: 'DARK', description } }, as, at: told };
    expect(await bench.run('import', bench.requests('esc.ndjson', [written]))).toMatchObject({ status: 0 });
    for (const command of [['replay', 'C-5'], ['export'], ['explain', 'C-5']]) {
      const { out, err } = await bench.run(...command);
      expect(out + err).not.toMatch(/[\u001b\u0007\u202e]/);
    }
    expect((await bench.run('replay', 'C-5')).out).toContain('Dark\\u001b[2J');
  });

  it('A1 replays a claim by its number as well, in any spelling', async () => {
    const byId = await bench.run('replay', 'C-1', '--json');
    expect(byId.status).toBe(0);
    const number = claimNumber('C-1').toLowerCase().replaceAll('-', ' ');
    expect(await bench.run('replay', number, '--json')).toEqual(byId);
    const never = claimNumber('never');
    expect(await bench.run('replay', never)).toMatchObject({
      status: 2,
      err: expect.stringContaining(`there is no claim "${never}"`),
    });
  });

  it('A3 read models that were deleted come back the same', async () => {
    const before = await bench.run('replay', 'C-1', '--json');
    tamperWith(bench.data, 'DELETE FROM read_active', 'DELETE FROM read_builds');
    expect(await problems()).toContain('has not been built yet: run "makegood rebuild"');
    tamperWith(
      bench.data,
      ...projections.map(({ model: { name, version } }) => `DROP TABLE "read:${name}.${version}"`),
    );
    expect(await bench.run('rebuild')).toMatchObject({ status: 0, err: '' });
    expect(await problems()).toEqual([]);
    expect(await bench.run('replay', 'C-1', '--json')).toEqual(before);
  });

  it('E1 an evidence file whose content changed, or that was deleted, is named with the claim', async () => {
    const picture = jpeg('another picture');
    const sha256 = createHash('sha256').update(picture).digest('hex');
    await bench.upload(picture);
    const claim = submission('C-4', 'L-4', '2026-03-05T01:00:00Z', sha256);
    expect(await bench.run('import', bench.requests('more.ndjson', [claim]))).toMatchObject({ status: 0 });
    expect((await bench.run('verify')).out).toContain('ok     files: 4 files\n');

    writeFileSync(storedFile(sha256), 'another picture');
    expect(await problems()).toEqual([
      'WRONG  files: 4 files, 1 problem',
      expect.stringMatching(new RegExp(`^${sha256} of claim C-4: the file has the hash [0-9a-f]{64}$`)),
    ]);

    rmSync(storedFile(sha256));
    expect(await problems()).toEqual([
      'WRONG  files: 3 files, 1 problem',
      `${sha256} of claim C-4: the file is missing`,
    ]);
  });

  it('E1 a file whose content changed before a claim named it is named too', async () => {
    const picture = jpeg('not claimed with yet');
    const sha256 = createHash('sha256').update(picture).digest('hex');
    await bench.upload(picture);
    writeFileSync(storedFile(sha256), 'another picture');
    expect(await problems()).toEqual([
      'WRONG  files: 4 files, 1 problem',
      expect.stringMatching(new RegExp(`^${sha256} of nothing in the log: the file has the hash [0-9a-f]{64}$`)),
    ]);
  });

  it('an event that nobody can read is named, and so are the streams that stand still behind it', async () => {
    tamperWith(bench.data, `UPDATE events SET type = 'Submited' WHERE ${at('claim-C-3', 0)}`);
    const found = await problems();
    expect(found).toContain('Submited at claim-C-3@0: unknown event type "Submited"');
    tamperWith(bench.data, `UPDATE events SET type = 'CreditNoteIsued' WHERE ${at('creditNotes-MG-2026', 1)}`);
    const unreadable = 'CreditNoteIsued at creditNotes-MG-2026@1: unknown event type "CreditNoteIsued"';
    expect(await bench.run('rebuild', 'credit-notes', 'claims')).toMatchObject({
      status: 1,
      out: `credit-notes: cannot be rebuilt, and the old documents stay in use: ${unreadable}\nclaims: ${CLAIMS}-1, from 54 events\n`,
    });
    const { status, out } = await bench.run('status');
    expect(status).toBe(1);
    expect(out).toMatch(new RegExp(`${CLAIMS}-1 +54 +0 +1 stream quarantined`));
    expect(out).toContain(`  ${CLAIMS}-1: Submited at claim-C-3@0: unknown event type "Submited"`);
  });

  it('A1 replays a claim to what had happened and to what was known', async () => {
    const whole = await bench.run('replay', 'C-1');
    expect(whole).toMatchObject({ status: 0, err: '' });
    const told = whole.out.split('\n').map((text) => text.replace(/ {2,}/g, ' | '));
    expect(told.slice(0, 5)).toEqual([
      'claim C-1',
      '',
      'recorded | occurred | event | by | what',
      '2026-06-01 08:00:00Z | 2026-03-02 01:00:00Z | ClaimOpenedOnUnit | lee (PARTNER for P-SEOUL) | L-1 is reserved',
      '2026-06-01 08:00:00Z | 2026-03-02 01:00:00Z | Submitted | lee (PARTNER for P-SEOUL) | L-1, DARK: Stays dark; failed on 2026-03-02; 1 piece of evidence; by IMPORT; covered until 2028-01-04',
    ]);
    expect(told).toContain(
      '2026-06-01 08:00:00Z | 2026-03-02 03:00:00Z | CreditNoteIssued | when-credit-is-bound-then-issue-the-note | MG-2026-000001: 100.00 EUR net, 100.00 EUR with tax, to invoice INV-1',
    );
    expect(told).toContain(' | status | RESOLVED');
    expect(told).toContain(' | executed | credit note MG-2026-000001');

    const state = async (...moment: string[]) =>
      JSON.parse((await bench.run('replay', 'C-1', '--json', ...moment)).out).state as { status: string } | null;
    expect(await state('--as-of', '2026-03-02T02:59:59Z')).toMatchObject({ status: 'UNDER_REVIEW' });
    expect(await state('--as-of', '2026-03-02T11:00:00+09:00')).toMatchObject({ status: 'UNDER_REVIEW' });
    expect(await state('--as-of', '2026-03-02')).toMatchObject({ status: 'RESOLVED' });
    expect(await state('--as-of', '2026-03-01')).toBeNull();
    expect(await state('--known-at', '2026-05-31')).toBeNull();
    expect(await state('--known-at', '2026-06-01')).toMatchObject({ status: 'RESOLVED' });
    expect(await bench.run('replay', 'C-1', '--as-of', '2026-03-01')).toMatchObject({
      status: 0,
      out: expect.stringContaining('the claim did not exist yet: 16 events came later'),
    });
    expect(await bench.run('replay', 'C-9')).toEqual({
      status: 2,
      out: '',
      err: 'makegood: there is no claim "C-9"\n',
    });
  });

  it('exports the log as it is, and saves what a damaged page leaves of it', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      line('listProduct', { sku: `SKU-${index}`, name: 'x'.repeat(150) }),
    );
    await bench.run('import', bench.requests('many.ndjson', many));
    const whole = await bench.run('export', '--out', join(bench.folder, 'log.ndjson'));
    expect(whole).toEqual({ status: 0, out: `354 events written to ${bench.folder}/log.ndjson\n`, err: '' });
    const lines = readFileSync(join(bench.folder, 'log.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.map((text) => JSON.parse(text).position)).toEqual(
      Array.from({ length: 354 }, (_, index) => (index + 1).toString(16).padStart(16, '0')),
    );
    expect(Object.keys(JSON.parse(lines[0] as string))).toEqual([
      'stream',
      'revision',
      'position',
      'id',
      'type',
      'data',
      'metadata',
    ]);
    expect(await bench.run('export', '--salvage')).toEqual({
      status: 0,
      out: `${lines.join('\n')}\n`,
      err: '354 events saved, nothing is missing\n',
    });

    tamperWith(bench.data, 'PRAGMA wal_checkpoint(TRUNCATE)');
    const path = join(bench.data, 'makegood.db');
    const content = readFileSync(path);
    const marks = ['SKU-140"', 'SKU-299"'].map((sku) => content.lastIndexOf(`{"sku":"${sku}`));
    for (const mark of marks) content.fill(0xff, mark - (mark % 4096), mark - (mark % 4096) + 4096);
    writeFileSync(path, content);

    const damaged = await bench.run('export');
    expect(damaged).toMatchObject({ status: 2, out: '' });
    expect(damaged.err).toMatch(/is damaged .*makegood export --salvage/);
    const checked = await bench.run('verify');
    expect(checked.status).toBe(1);
    expect(checked.out).toMatch(/^WRONG {2}data file: /);

    const saved = await bench.run('export', '--salvage');
    expect(saved.status).toBe(1);
    const missing = lines.filter((text) => !saved.out.includes(text));
    expect(saved.out.trimEnd().split('\n')).toEqual(lines.filter((text) => !missing.includes(text)));
    expect(missing.length).toBeLessThan(30);
    expect(saved.err).toMatch(
      /^events 1\d\d to 1\d\d: cannot be read\nfrom event 3\d\d on: cannot be read\n3\d\d events saved\n$/,
    );
  });
});
