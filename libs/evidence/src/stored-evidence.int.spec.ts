import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actor, sha256 } from '#kernel';
import { type Blobs, openFolderBlobs } from '#platform';
import { receiveEvidence } from './receive-evidence.ts';
import { jpeg } from './sample-files.fixture.ts';
import { holderOf, StoredEvidence, storedEvidence } from './stored-evidence.ts';

const seoul: Actor = { id: 'mina', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const anna: Actor = { id: 'anna', role: 'REVIEWER', onBehalfOf: 'P-SEOUL' };

let folder: string;
let blobs: Blobs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'makegood-stored-'));
  blobs = await openFolderBlobs(folder);
});
afterEach(() => rm(folder, { recursive: true }));

async function bring(content: Buffer, actor: Actor): Promise<string> {
  const source = async function* () {
    yield content;
  };
  await receiveEvidence(source(), { holder: holderOf(actor) }, blobs);
  return sha256(content);
}

describe('C1 a file named by a claim', () => {
  it('is found, with the type and size of its content', async () => {
    const picture = jpeg();
    const hash = await bring(picture, seoul);
    expect(await storedEvidence(blobs, hash, 'P-SEOUL')).toEqual({ mediaType: 'image/jpeg', bytes: picture.length });
  });

  it('is not found when its hash is made up', async () => {
    expect(await storedEvidence(blobs, 'a'.repeat(64), 'P-SEOUL')).toBeUndefined();
    expect(await storedEvidence(blobs, 'no hash', 'P-SEOUL')).toBeUndefined();
  });

  it('E4 is not found for a partner that has not uploaded it, until it does', async () => {
    const hash = await bring(jpeg(), seoul);
    expect(await storedEvidence(blobs, hash, 'P-BERLIN')).toBeUndefined();
    await bring(jpeg(), { ...seoul, onBehalfOf: 'P-BERLIN' });
    expect(await storedEvidence(blobs, hash, 'P-BERLIN')).toBeDefined();
  });

  it('may have been uploaded by staff', async () => {
    const hash = await bring(jpeg(), anna);
    expect(await storedEvidence(blobs, hash, 'P-BERLIN')).toBeDefined();
  });

  it('is not found for a partner named like the staff holder', async () => {
    const hash = await bring(jpeg(), { ...seoul, onBehalfOf: 'staff' });
    expect(await storedEvidence(blobs, hash, 'P-BERLIN')).toBeUndefined();
  });

  it('is looked at once while it stays where it is, and asked for again each time', async () => {
    const hash = await bring(jpeg(), seoul);
    const opened: string[] = [];
    const evidence = new StoredEvidence({
      ...blobs,
      open: (sha256, range) => {
        opened.push(sha256);
        return blobs.open(sha256, range);
      },
    });
    const first = await evidence.find(hash, 'P-SEOUL');
    expect(await evidence.find(hash, 'P-SEOUL')).toEqual(first);
    expect(opened).toEqual([hash]);
    expect(await evidence.find(hash, 'P-BERLIN')).toBeUndefined();
    await blobs.remove(hash);
    expect(await evidence.find(hash, 'P-SEOUL')).toBeUndefined();
  });
});
