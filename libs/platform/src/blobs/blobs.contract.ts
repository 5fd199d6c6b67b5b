import { buffer } from 'node:stream/consumers';
import { sha256 } from '#kernel';
import { type Blobs, BlobsError } from './blobs.port.ts';

/** What every adapter of `Blobs` must do. `open` gives an empty store; `staged` counts its uncommitted files. */
export function blobsContract(open: () => Promise<{ blobs: Blobs; staged: () => Promise<number> }>): void {
  const content = Buffer.from('the content of a picture');
  const hash = sha256(content);

  async function stored(blobs: Blobs, ...chunks: Uint8Array[]): Promise<boolean> {
    const blob = await blobs.stage();
    for (const chunk of chunks) await blob.write(chunk);
    return blob.commit(sha256(Buffer.concat(chunks)));
  }

  async function read(blobs: Blobs, range?: { start: number; end: number }) {
    const found = await blobs.open(hash, range);
    return found && { bytes: found.bytes, content: String(await buffer(found.stream)) };
  }

  test('E1 a committed file is found by its hash, with its content unchanged', async () => {
    const { blobs, staged } = await open();
    expect(await stored(blobs, content.subarray(0, 3), content.subarray(3))).toBe(true);
    expect(await blobs.has(hash)).toBe(true);
    expect(await read(blobs)).toEqual({ bytes: content.length, content: String(content) });
    expect(await staged()).toBe(0);
  });

  async function listedIn(blobs: Blobs) {
    const found = await Array.fromAsync(blobs.list());
    return found.sort();
  }

  test('every file that is stored is listed once, and nothing else', async () => {
    const { blobs } = await open();
    const listed = () => listedIn(blobs);
    expect(await listed()).toEqual([]);
    const other = Buffer.from('another picture');
    await stored(blobs, content);
    await stored(blobs, other);
    await stored(blobs, content);
    await blobs.addHolder(hash, 'P-SEOUL');
    const unfinished = await blobs.stage();
    await unfinished.write(content);
    expect(await listed()).toEqual([hash, sha256(other)].sort());
    await unfinished.discard();
  });

  test('room beside the files is neither listed nor left behind', async () => {
    const { blobs, staged } = await open();
    const room = await blobs.room();
    await room.write(content);
    const read = Buffer.alloc(content.length);
    await room.read(read, 0, read.length, 0);
    expect([String(read), await staged(), await listedIn(blobs)]).toEqual([String(content), 0, []]);
    await room.close();
  });

  test('a range of a file is read from start to end, both inclusive', async () => {
    const { blobs } = await open();
    await stored(blobs, content);
    expect(await read(blobs, { start: 4, end: 10 })).toEqual({ bytes: content.length, content: 'content' });
  });

  test('a file does not exist before it is committed', async () => {
    const { blobs, staged } = await open();
    const blob = await blobs.stage();
    await blob.write(content.subarray(0, 3));
    await blob.write(content.subarray(3));
    expect(String(await blob.read())).toBe(String(content));
    expect(await blobs.has(hash)).toBe(false);
    expect(await staged()).toBe(1);
    expect(await blob.commit(hash)).toBe(true);
  });

  test('a discarded file leaves nothing behind', async () => {
    const { blobs, staged } = await open();
    const blob = await blobs.stage();
    await blob.write(content);
    await blob.discard();
    expect(await staged()).toBe(0);
    expect(await read(blobs)).toBeUndefined();
  });

  test('E1 committing the same content again stores it once and reports it as not new', async () => {
    const { blobs, staged } = await open();
    expect([await stored(blobs, content), await stored(blobs, content)]).toEqual([true, false]);
    expect(await read(blobs)).toEqual({ bytes: content.length, content: String(content) });
    expect(await staged()).toBe(0);
  });

  test('E1 of twenty concurrent commits of the same content, exactly one reports it as new', async () => {
    const { blobs, staged } = await open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => stored(blobs, content)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await staged()).toBe(0);
  });

  test.each(['', '..', '../../etc/passwd', hash.slice(1), `${hash}0`, hash.toUpperCase(), `${hash.slice(0, 61)}/..`])(
    'text that is not a SHA-256 is never looked up or written: "%s"',
    async (text) => {
      const { blobs, staged } = await open();
      expect([await blobs.has(text), await blobs.open(text)]).toEqual([false, undefined]);
      const blob = await blobs.stage();
      await expect(blob.commit(text)).rejects.toThrow(RangeError);
      await blob.discard();
      expect(await staged()).toBe(0);
    },
  );

  test('E1 records who brought a file, once, and separately for each file', async () => {
    const { blobs } = await open();
    await stored(blobs, content);
    expect(await blobs.addHolder(hash, 'partner-P-SEOUL', 'a mask')).toBe(true);
    expect(await blobs.addHolder(hash, 'partner-P-SEOUL', 'a lamp')).toBe(false);
    expect(await blobs.noteOf(hash, 'partner-P-SEOUL')).toBe('a mask');
    expect(await blobs.noteOf(hash, 'partner-P-BERLIN')).toBeUndefined();
    expect(await blobs.noteOf(sha256(Buffer.from('another')), 'partner-P-SEOUL')).toBeUndefined();
    expect([await blobs.isHeld(hash), await blobs.isHeld(sha256(Buffer.from('another')))]).toEqual([true, false]);
    expect(await blobs.has(hash)).toBe(true);
  });

  test('counts what a holder sent on a day, also at the same time, and forgets the days before', async () => {
    const { blobs } = await open();
    const add = (holder: string, day: string, bytes: number) => blobs.addReceived(holder, day, bytes);
    expect(await blobs.received('partner-P-SEOUL', '2026-03-09')).toBe(0);
    await Promise.all(Array.from({ length: 20 }, (_, n) => add('partner-P-SEOUL', '2026-03-09', n)));
    await add('partner-P-BERLIN', '2026-03-09', 7);
    expect(await blobs.received('partner-P-SEOUL', '2026-03-09')).toBe(190);
    expect(await blobs.received('partner-P-BERLIN', '2026-03-09')).toBe(7);
    await add('partner-P-SEOUL', '2026-03-10', 1);
    expect(await blobs.received('partner-P-SEOUL', '2026-03-10')).toBe(1);
    expect(await blobs.received('partner-P-SEOUL', '2026-03-09')).toBe(0);
    await expect(add('../x', '2026-03-10', 1)).rejects.toThrow(RangeError);
    await expect(add('partner-P-SEOUL', '..', 1)).rejects.toThrow(RangeError);
  });

  test.each(['', '..', '../x', 'a/b', '.hidden', 'x'.repeat(101)])('"%s" is not a holder', async (holder) => {
    const { blobs } = await open();
    await stored(blobs, content);
    await expect(blobs.addHolder(hash, holder)).rejects.toThrow(RangeError);
    expect(await blobs.noteOf(hash, holder)).toBeUndefined();
  });

  test('a file that was removed is gone, and can be stored again', async () => {
    const { blobs } = await open();
    await stored(blobs, content);
    await blobs.remove(hash);
    expect([await blobs.has(hash), await blobs.open(hash)]).toEqual([false, undefined]);
    await blobs.remove(hash);
    await blobs.remove('../..');
    expect(await stored(blobs, content)).toBe(true);
  });

  test('a hash that was not stored gives undefined, not an error', async () => {
    const { blobs } = await open();
    expect([await blobs.has(hash), await blobs.open(hash)]).toEqual([false, undefined]);
  });
}

export const faultOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no fault',
    (error: unknown) => {
      if (error instanceof BlobsError) return error.fault;
      throw error;
    },
  );
