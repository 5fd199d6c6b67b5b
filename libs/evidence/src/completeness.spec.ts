import {
  completenessOf,
  type Verdict,
  type Walk,
  walkHeic,
  walkJpeg,
  walkMovie,
  walkPdf,
  walkPng,
  walkWebm,
  walkWebp,
} from './completeness.ts';
import {
  box,
  film,
  heic,
  inChunksOf,
  jpeg,
  largeBox,
  mov,
  mp4,
  pdf,
  png,
  sizedWebm,
  webm,
  webp,
} from './sample-files.fixture.ts';

function verdictOn(walk: Walk, content: Buffer, chunkSize = content.length || 1): Verdict {
  const completeness = completenessOf(walk);
  for (const chunk of inChunksOf(chunkSize, content)) completeness.push(chunk);
  return completeness.verdict();
}

const isWhole = (walk: Walk, content: Buffer, chunkSize?: number) => verdictOn(walk, content, chunkSize) === 'whole';

const BLOCK_BYTES = 23;

const FORMATS: readonly [format: string, walk: () => Walk, content: Buffer, unnoticed: number[]][] = [
  ['JPEG', walkJpeg, jpeg(), []],
  ['PNG', walkPng, png(), []],
  ['WebP', walkWebp, webp(), []],
  ['MP4', walkMovie, mp4(), []],
  ['QuickTime', walkMovie, mov(), []],
  ['HEIC', walkHeic, heic(), []],
  // At the end of the first block.
  ['WebM of a browser', walkWebm, webm(), [webm().length - BLOCK_BYTES]],
  ['WebM', walkWebm, sizedWebm(), []],
  ['PDF', walkPdf, pdf().subarray(0, -1), []],
];

describe.each(FORMATS)('%s', (_, walk, content, unnoticed) => {
  test('E1 is complete, however the bytes are chunked', () => {
    for (const size of [1, 2, 3, 7, 64, content.length])
      expect([size, isWhole(walk(), content, size)]).toEqual([size, true]);
  });

  test('E1 is damaged wherever it is cut', () => {
    const cuts = Array.from({ length: content.length }, (_, cut) => cut);
    expect(cuts.filter((cut) => isWhole(walk(), content.subarray(0, cut)))).toEqual(unnoticed);
  });
});

test('E1 data that phones append after the end of a JPEG is ignored', () => {
  expect(isWhole(walkJpeg(), Buffer.concat([jpeg(), Buffer.from('SEFT')]))).toBe(true);
});

test('E1 the end marker of a preview inside a JPEG does not count as its own', () => {
  const content = jpeg();
  const preview = content.indexOf(Buffer.from([0xff, 0xd9]));
  expect(preview).toBeLessThan(content.length - 2);
  expect(isWhole(walkJpeg(), content.subarray(0, preview + 2))).toBe(false);
});

test('E1 a video without its index is damaged', () => {
  expect(isWhole(walkMovie(), Buffer.concat([box('ftyp'), box('mdat', Buffer.alloc(9))]))).toBe(false);
});

test('E1 a last box of size 0, up to the end of the file, is complete', () => {
  const open = Buffer.concat([Buffer.alloc(4), Buffer.from('mdat'), Buffer.alloc(9)]);
  expect(isWhole(walkMovie(), Buffer.concat([mp4(), open]))).toBe(true);
});

test('E1 a box larger than any possible file is damaged, and the walk ends', () => {
  const endless = largeBox('mdat', Buffer.alloc(0));
  endless.fill(0xff, 8, 16);
  expect(isWhole(walkMovie(), Buffer.concat([mp4(), endless, Buffer.alloc(64)]))).toBe(false);
});

test.each<[string, () => Walk, Buffer, Verdict]>([
  ['without a track', walkMovie, film({ tracks: [] }), 'empty'],
  ['with sound alone', walkMovie, film({ tracks: ['soun'] }), 'empty'],
  ['with an index and no media', walkMovie, film({ note: '' }), 'empty'],
  ['of text', walkMovie, Buffer.from('no boxes at all, and more of it'), 'damaged'],
  ['of a browser with sound alone', walkWebm, webm([2]), 'empty'],
  ['of a browser without a block', walkWebm, webm([1], []), 'empty'],
  ['whose numbers are none', walkWebm, Buffer.alloc(20), 'damaged'],
])('E1 a video %s is not taken', (_, walk, content, verdict) => {
  expect(verdictOn(walk(), content)).toBe(verdict);
});

test.each<[string, Buffer, Verdict]>([
  ['of 16 pixels', heic(16, 16), 'whole'],
  ['with a side of 15 pixels', heic(4000, 15), 'too-small'],
  ['without data', heic(4032, 3024, 0), 'empty'],
  [
    'without pictures',
    Buffer.concat([box('ftyp'), box('meta', Buffer.alloc(4)), box('mdat', Buffer.alloc(9))]),
    'empty',
  ],
])('E1 a HEIC %s', (_, content, verdict) => {
  expect(verdictOn(walkHeic(), content)).toBe(verdict);
});
