import { createHash } from 'node:crypto';
import { Sha256 } from './sha256.ts';

const bytesOf = (length: number, salt = 0) => new Uint8Array(length).map((_, n) => (n * 31 + (n >> 9) + salt) % 256);
const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('The SHA-256 of a file', () => {
  it.each([0, 1, 300_000, 2_000_000])('of %i bytes is that of all its bytes in their order', async (length) => {
    const bytes = bytesOf(length);
    const hash = new Sha256();
    for (let at = 0; at < length; at += 65_536) await hash.update(bytes.slice(at, at + 65_536));
    expect(await hash.digest()).toBe(expected(bytes));
  });

  it('is not mixed up with those of files that arrive at the same time, or were given up', async () => {
    const files = Array.from({ length: 5 }, (_, salt) => ({ bytes: bytesOf(1_000_000, salt), hash: new Sha256() }));
    for (let at = 0; at < 1_000_000; at += 100_000)
      await Promise.all(files.map(({ bytes, hash }) => hash.update(bytes.slice(at, at + 100_000))));
    files[2]?.hash.discard();
    const kept = files.filter((_, index) => index !== 2);
    expect(await Promise.all(kept.map(({ hash }) => hash.digest()))).toEqual(kept.map(({ bytes }) => expected(bytes)));
  });

  it('takes whole buffers over without a copy, and leaves what is part of a larger one to its owner', async () => {
    const [whole, larger] = [bytesOf(400_000), bytesOf(800_000)];
    const bytes = Buffer.concat([whole, larger.subarray(400_000)]);
    const hash = new Sha256();
    await hash.update(whole);
    await hash.update(larger.subarray(400_000));
    expect([whole.byteLength, larger.byteLength]).toEqual([0, 800_000]);
    expect(await hash.digest()).toBe(expected(bytes));
  });

  it('holds nothing of the files that it was calculated of', async () => {
    const held = () => Math.round(process.memoryUsage().arrayBuffers / 1024 / 1024);
    const before = held();
    const hash = new Sha256();
    for (let n = 0; n < 8; n++) await hash.update(new Uint8Array(8 * 1024 * 1024));
    await hash.digest();
    expect(held() - before).toBeLessThan(8);
  });
});
