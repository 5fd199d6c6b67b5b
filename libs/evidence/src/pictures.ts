import { MIN_SIDE } from './completeness.ts';
import { pictureDecoder } from './picture-decoder.ts';
import { HASHED_SIDE, type PictureHash, pictureHash, turned } from './picture-hash.ts';

/** Decoded line by line; above what phones take. */
const MAX_PIXELS = 110_000_000;
/** Of pictures that are decoded as a whole: progressive and interlaced ones, and WebP. */
const MAX_PIXELS_HELD = 24_000_000;

export type PictureFault = 'damaged' | 'too-small' | 'too-many-pixels';

/** What is wrong with a picture, or what it looks like. */
export interface Look {
  readonly fault?: PictureFault;
  readonly picture?: PictureHash | undefined;
}

/** One picture at a time, which is read when its turn comes: a file of a few MiB may take hundreds when decoded. */
function turns() {
  let turn: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
}

const inTurnOfChecks = turns();
/** Apart: no upload waits for what others look at. */
const inTurnOfPreviews = turns();

/** Decodes every line of a JPEG, PNG or WebP. */
export const lookAt = (read: () => Promise<Uint8Array>): Promise<Look> =>
  inTurnOfChecks(async () => lookOf(await read()));

/** The longer side of a preview, in pixels: twice what is shown of it. */
const PREVIEW_SIDE = 240;

/** A small JPEG of a picture that was accepted, the right way up. Undefined: there is none to be read. */
export const previewOf = (read: () => Promise<Uint8Array | undefined>): Promise<Buffer | undefined> =>
  inTurnOfPreviews(async () => {
    const content = await read();
    return content === undefined
      ? undefined
      : (await opened(content))
          .autoOrient()
          .resize(PREVIEW_SIDE, PREVIEW_SIDE, { fit: 'inside', withoutEnlargement: true })
          .flatten({ background: '#ffffff' })
          .jpeg({ quality: 70 })
          .toBuffer();
  });

async function lookOf(content: Uint8Array): Promise<Look> {
  const picture = await opened(content);
  try {
    const { width, height, isProgressive, format, orientation } = await picture.metadata();
    if (Math.min(width, height) < MIN_SIDE) return { fault: 'too-small' };
    const isHeld = isProgressive || format === 'webp';
    if (width * height > (isHeld ? MAX_PIXELS_HELD : MAX_PIXELS)) return { fault: 'too-many-pixels' };
    // To a size that all lines go into.
    const grey = await picture
      .flatten({ background: '#ffffff' })
      .resize(HASHED_SIDE, HASHED_SIDE, { fit: 'fill' })
      .greyscale()
      .raw()
      .toBuffer();
    return { picture: pictureHash(turned(grey, HASHED_SIDE, orientation)) };
  } catch {
    return { fault: 'damaged' };
  }
}

/** Only errors fail: phones write pictures that warn. */
const opened = async (content: Uint8Array) =>
  (await pictureDecoder())(content, { failOn: 'error', sequentialRead: true, limitInputPixels: false });
