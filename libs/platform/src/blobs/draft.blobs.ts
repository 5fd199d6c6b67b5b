import type { Blobs } from './blobs.port.ts';

/** The files of a store, and those that are brought here: they go to another store, which is thrown away afterwards. */
export const draftBlobs = (below: Blobs, drafts: Blobs): Blobs => ({
  stage: () => drafts.stage(),
  room: () => drafts.room(),
  remove: (sha256) => drafts.remove(sha256),
  addHolder: (sha256, holder, note) => drafts.addHolder(sha256, holder, note),
  noteOf: async (sha256, holder) => (await drafts.noteOf(sha256, holder)) ?? below.noteOf(sha256, holder),
  addReceived: (holder, day, bytes) => drafts.addReceived(holder, day, bytes),
  received: async (holder, day) => (await drafts.received(holder, day)) + (await below.received(holder, day)),
  open: async (sha256, range) => (await drafts.open(sha256, range)) ?? below.open(sha256, range),
  has: async (sha256) => (await drafts.has(sha256)) || below.has(sha256),
  list: async function* () {
    yield* below.list();
    for await (const sha256 of drafts.list()) if (!(await below.has(sha256))) yield sha256;
  },
  isHeld: async (sha256) => (await drafts.isHeld(sha256)) || below.isHeld(sha256),
  problem: () => below.problem(),
});
