import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { drawPictures, type PictureName, plates } from '../../samples/pictures.ts';
import type { Request } from '../../samples/request.ts';
import { sampleRequests } from '../../samples/samples.ts';
import { SimilarHashes } from '#evidence';
import type { InputOf } from '#requests';
import { lookAt } from '../../libs/evidence/src/pictures.ts';

const folder = new URL('../../samples/', import.meta.url);
const text = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const requestsIn = (file: string): Request[] =>
  text(file)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const files = readdirSync(new URL('evidence/', folder)).sort();
const pictures = new Map(
  files.map((file) => [
    file.slice(0, -'.jpg'.length) as PictureName,
    readFileSync(new URL(`evidence/${file}`, folder)),
  ]),
);

interface Item {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly name: string;
}

/** Every mention of a picture, with the claim and who sent it. */
const mentions = requestsIn('claims.ndjson').flatMap(({ input, as }) => {
  const { claimId, partnerId, evidence = [] } = input as { claimId?: string; partnerId?: string; evidence?: Item[] };
  return evidence.map((item) => ({ item, claimId, partner: as.partner ?? partnerId }));
});

describe('The samples', () => {
  it('are what their source gives: requests byte for byte', () => {
    const { registry, claims } = sampleRequests(pictures);
    expect(registry).toBe(text('registry.ndjson'));
    expect(claims).toBe(text('claims.ndjson'));
  });

  it('are what their source gives: pictures, but for the rounding of another machine', async () => {
    const drawn = await drawPictures();
    expect([...drawn.keys()].map((name) => `${name}.jpg`).sort()).toEqual(files);
    for (const [name, content] of drawn) {
      const [kept, again] = (await Promise.all(
        [pictures.get(name) as Buffer, content].map((jpeg) => sharp(jpeg).raw().toBuffer()),
      )) as [Buffer, Buffer];
      expect(again.length).toBe(kept.length);
      const difference = kept.reduce((sum, value, index) => sum + Math.abs(value - (again[index] as number)), 0);
      expect({ name, meanDifference: difference / kept.length }).toEqual({
        name,
        meanDifference: expect.closeTo(0, 0),
      });
    }
  });

  it('stay small: lines of at most 100 serials, pictures of at most 7 KiB, 500 KiB in all', () => {
    const lines = requestsIn('registry.ndjson').flatMap(
      ({ input }) => (input as { lines?: { serials: string[] }[] }).lines ?? [],
    );
    expect(Math.max(...lines.map(({ serials }) => serials.length))).toBe(100);
    const sizes = [...pictures.values()].map(({ length }) => length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(7 * 1024);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total + text('registry.ndjson').length + text('claims.ndjson').length).toBeLessThan(500 * 1024);
  });

  it('lie in the past, and each has a key of its own (C12)', () => {
    const all = [...requestsIn('registry.ndjson'), ...requestsIn('claims.ndjson')];
    expect(all.filter(({ at }) => at >= '2026-11-20')).toEqual([]);
    expect(new Set(all.map(({ input }) => input.idempotencyKey)).size).toBe(all.length);
  });

  it('tell the months one after the other, and each claim in the order of time', () => {
    const claims = requestsIn('claims.ndjson');
    const months = claims.map(({ at }) => at.slice(0, 7));
    expect(months).toEqual(months.toSorted());
    for (const [claimId, told] of Map.groupBy(claims, ({ input }) => (input as { claimId?: string }).claimId)) {
      const times = told.map(({ at }) => at);
      expect({ claimId, times }).toEqual({ claimId, times: times.toSorted() });
    }
  });

  it('S3 have a calendar for each house, with imported holidays up to the end of 2026', () => {
    const calendars = requestsIn('registry.ndjson').flatMap(({ request, input }) =>
      request === 'publishCalendar' ? [input as InputOf<'publishCalendar'>] : [],
    );
    const counted = calendars.map(({ id, publishedUntil, exceptions = [] }) => {
      const counts = Object.groupBy(exceptions, ({ source, kind }) => `${source} ${kind}`);
      return {
        id,
        publishedUntil,
        ...Object.fromEntries(Object.entries(counts).map(([of, all]) => [of, all?.length])),
      };
    });
    expect(counted).toEqual([
      { id: 'SHENZHEN', publishedUntil: '2026-12-31', 'IMPORTED CLOSED': 28 + 33, 'IMPORTED OPEN': 5 + 6 },
      { id: 'SEOUL', publishedUntil: '2026-12-31', 'IMPORTED CLOSED': 17 + 20, 'MANUAL CLOSED': 3 },
      { id: 'BERLIN', publishedUntil: '2026-12-31', 'IMPORTED CLOSED': 11 + 10 },
      { id: 'NEW-YORK', publishedUntil: '2026-12-31', 'IMPORTED CLOSED': 11 + 12 },
    ]);
  });

  it('E1 name every file by what it is', () => {
    for (const { item } of mentions) {
      const content = pictures.get(item.name.slice(0, -'.jpg'.length) as PictureName) as Buffer;
      expect(item).toEqual({
        kind: 'PHOTO',
        name: item.name,
        mediaType: 'image/jpeg',
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      });
    }
    expect(new Set(mentions.map(({ item }) => item.name))).toEqual(new Set(files));
  });

  it('E3 have one picture that two claims share, of two partners, and no other', () => {
    const senders = Map.groupBy(mentions, ({ item }) => item.sha256);
    const shared = [...senders.values()].flatMap((sent) =>
      new Set(sent.map(({ claimId }) => claimId)).size > 1
        ? sent.map(({ item, claimId, partner }) => [item.name, partner, claimId])
        : [],
    );
    expect(shared).toEqual([
      ['seoul-lamp-dead-row.jpg', 'P-SEOUL', 'CL-2026-0021'],
      ['seoul-lamp-dead-row.jpg', 'P-BUSAN', 'CL-2026-0055'],
    ]);
  });

  it('E3 have no two pictures that look alike', async () => {
    const known = new SimilarHashes();
    const shown = new Map([...pictures, ['first-claim', readFileSync(new URL('first-claim.jpg', folder))]]);
    const looks = [...shown.values()].map(async (content) => (await lookAt(async () => content)).picture?.hash);
    const alike: string[] = [];
    for (const [at, hash = ''] of (await Promise.all(looks)).entries()) {
      const names = [...shown.keys()];
      alike.push(...known.near(hash).map((other) => `${names[at]} and ${names[other]}`));
      known.add(hash);
    }
    expect(known.size).toBe(shown.size);
    expect(alike).toEqual([]);
  });

  it('show on each plate the serial of the unit it was sent for', () => {
    const serials = new Map(
      requestsIn('claims.ndjson')
        .filter(({ request }) => request === 'submitClaim')
        .map(({ input }) => input as { claimId: string; serial: string })
        .map(({ claimId, serial }) => [claimId, serial]),
    );
    const read = mentions
      .filter(({ item }) => item.name.endsWith('-plate.jpg'))
      .map(({ item, claimId }) => [item.name.slice(0, -'.jpg'.length), serials.get(claimId as string)]);
    expect(Object.fromEntries(read)).toEqual(plates);
  });
});
