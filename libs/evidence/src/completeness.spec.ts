import { completenessOf, type Walk, walkBoxes, walkJpeg, walkPdf, walkPng, walkWebp } from './completeness.ts';
import { box, heic, inChunksOf, jpeg, largeBox, mov, mp4, pdf, png, webp } from './sample-files.fixture.ts';

function isWhole(walk: Walk, content: Buffer, chunkSize = content.length || 1): boolean {
  const completeness = completenessOf(walk);
  for (const chunk of inChunksOf(chunkSize, content)) completeness.push(chunk);
  return completeness.isWhole();
}

/** From this box on, a file cut at a box boundary cannot be recognised as incomplete. */
function boxEnds(content: Buffer): number[] {
  const ends: number[] = [];
  let indexed = false;
  for (let at = 0; at < content.length; ) {
    indexed ||= ['moov', 'meta'].includes(content.toString('latin1', at + 4, at + 8));
    const size = content.readUInt32BE(at);
    at += size === 1 ? Number(content.readBigUInt64BE(at + 8)) : size;
    if (indexed && at < content.length) ends.push(at);
  }
  return ends;
}

const FORMATS: readonly [format: string, walk: () => Walk, content: Buffer, unnoticed: number[]][] = [
  ['JPEG', walkJpeg, jpeg(), []],
  ['PNG', walkPng, png(), []],
  ['WebP', walkWebp, webp(), []],
  ['MP4', () => walkBoxes('moov'), mp4(), boxEnds(mp4())],
  ['QuickTime', () => walkBoxes('moov'), mov(), []],
  ['HEIC', () => walkBoxes('meta'), heic(), boxEnds(heic())],
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
  expect(isWhole(walkBoxes('moov'), Buffer.concat([box('ftyp'), box('mdat', Buffer.alloc(9))]))).toBe(false);
});

test('E1 a last box of size 0, up to the end of the file, is complete', () => {
  const open = Buffer.concat([Buffer.alloc(4), Buffer.from('mdat'), Buffer.alloc(9)]);
  expect(isWhole(walkBoxes('moov'), Buffer.concat([box('moov'), open]))).toBe(true);
});

test('E1 a box larger than any possible file is damaged, and the walk ends', () => {
  const endless = largeBox('mdat', Buffer.alloc(0));
  endless.fill(0xff, 8, 16);
  expect(isWhole(walkBoxes('moov'), Buffer.concat([box('moov'), endless, Buffer.alloc(64)]))).toBe(false);
});
