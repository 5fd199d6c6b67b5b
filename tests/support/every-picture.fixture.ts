import { Readable } from 'node:stream';
import type { Blobs } from '#platform';
import { jpeg } from '#evidence/files';

const picture = jpeg();

/** Every hash is that of a picture which everybody has uploaded: for stories in which files play no part. */
export const everyPicture: Blobs = {
  stage: () => Promise.reject(new Error('files are not written here')),
  room: () => Promise.reject(new Error('files are not written here')),
  open: async () => ({ bytes: picture.length, stream: Readable.from([picture]) }),
  has: async () => true,

  async *list() {},
  addHolder: async () => false,
  noteOf: async () => '',
  isHeld: async () => true,
  remove: async () => undefined,
  addReceived: async () => undefined,
  received: async () => 0,
  problem: async () => undefined,
};
