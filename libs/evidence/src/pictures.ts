import sharp from 'sharp';
import { MIN_SIDE } from './completeness.ts';

/** Decoded line by line; above what phones take. */
const MAX_PIXELS = 110_000_000;
/** Of pictures that are decoded as a whole: progressive and interlaced ones, and WebP. */
const MAX_PIXELS_HELD = 24_000_000;

export type PictureFault = 'damaged' | 'too-small' | 'too-many-pixels';

// Our own memory is for requests.
sharp.cache(false);
sharp.concurrency(1);

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
export const pictureFault = (read: () => Promise<Uint8Array>): Promise<PictureFault | undefined> =>
  inTurnOfChecks(async () => faultOf(await read()));

/** The longer side of a preview, in pixels: twice what is shown of it. */
const PREVIEW_SIDE = 240;

/** A small JPEG of a picture that was accepted, the right way up. Undefined: there is none to be read. */
export const previewOf = (read: () => Promise<Uint8Array | undefined>): Promise<Buffer | undefined> =>
  inTurnOfPreviews(async () => {
    const content = await read();
    return content === undefined
      ? undefined
      : sharp(content, { failOn: 'error', sequentialRead: true, limitInputPixels: false })
          .autoOrient()
          .resize(PREVIEW_SIDE, PREVIEW_SIDE, { fit: 'inside', withoutEnlargement: true })
          .flatten({ background: '#ffffff' })
          .jpeg({ quality: 70 })
          .toBuffer();
  });

async function faultOf(content: Uint8Array): Promise<PictureFault | undefined> {
  // Only errors: phones write pictures that warn.
  const picture = sharp(content, { failOn: 'error', sequentialRead: true, limitInputPixels: false });
  try {
    const { width, height, isProgressive, format } = await picture.metadata();
    if (Math.min(width, height) < MIN_SIDE) return 'too-small';
    const isHeld = isProgressive || format === 'webp';
    if (width * height > (isHeld ? MAX_PIXELS_HELD : MAX_PIXELS)) return 'too-many-pixels';
    // To a size that all lines go into.
    await picture.resize(MIN_SIDE, MIN_SIDE, { fit: 'fill' }).raw().toBuffer();
    return undefined;
  } catch {
    return 'damaged';
  }
}
