import type sharp from 'sharp';

let loaded: Promise<typeof sharp> | undefined;

/** Loaded for the first picture: most programs see none. */
export const pictureDecoder = (): Promise<typeof sharp> => (loaded ??= load());

async function load(): Promise<typeof sharp> {
  const { default: decoder } = await import('sharp');
  // Our own memory is for requests.
  decoder.cache(false);
  decoder.concurrency(1);
  return decoder;
}
