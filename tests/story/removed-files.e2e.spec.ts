import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '#platform';
import { jpeg } from '#evidence/files';
import { itWithEmbedded } from '../support/event-store-server.ts';
import { Maker, SEOUL } from '../support/maker.ts';

describe('Files that are removed under a running server', () => {
  let maker: Maker;
  beforeEach(async () => {
    maker = await Maker.start(undefined, { logger: silentLogger });
  });
  afterEach(() => maker.end());

  const health = async () => {
    const { status, body } = await maker.raw(undefined, '/health/ready');
    return { code: status, status: body.status, message: body.message };
  };
  const submit = 'mutation($input: SubmitClaimInput!) { submitClaim(input: $input) { __typename } }';

  it('E1 without the folder of the evidence, files and claims that name them are refused for now, everything else goes on, and health says why', async () => {
    const input = await maker.submission(SEOUL, 'KR-0001');
    const [folder, away] = [join(maker.folder, 'evidence'), join(maker.folder, 'away')];
    await rename(folder, away);
    const message = expect.stringContaining('The folder "evidence" was removed, or its disk is not mounted');
    expect(await health()).toEqual({ code: 200, status: 'degraded', message });
    expect(await maker.upload(SEOUL, jpeg('another'))).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    expect(await maker.errorOf(SEOUL, submit, { input })).toBe('UNAVAILABLE');
    await maker.record('listProduct', { sku: 'ANOTHER', name: 'Another lamp' });

    await rename(away, folder);
    expect(await health()).toMatchObject({ code: 200, status: 'ready' });
    expect(await maker.do(SEOUL, 'submitClaim', input)).toMatchObject({ claim: { status: 'SUBMITTED' } });
  });

  itWithEmbedded.each(['makegood.db', 'makegood.db-wal', 'makegood.head'])(
    'P5 without %s no claim is acknowledged, and health says why',
    async (name) => {
      const input = await maker.submission(SEOUL, 'KR-0001');
      await rm(join(maker.folder, name));
      expect(await maker.errorOf(SEOUL, submit, { input })).toBe('UNAVAILABLE');
      expect(await health()).toEqual({
        code: 503,
        status: 'unavailable',
        message: expect.stringContaining(`${name} was removed or replaced while this program had it open`),
      });
    },
  );
});
