import { signedText, textSignedBy } from './signed-text.ts';

const key = Buffer.alloc(32, 7);

describe('A signed text', () => {
  it('N5 is read back by its key, and fits into a URL where the text does', () => {
    const signed = signedText('CONTEST.m1x.n-1', key);
    expect(textSignedBy(key, signed)).toBe('CONTEST.m1x.n-1');
    expect(signed).toMatch(/^[\w.-]+$/);
  });

  it('N5 is invalid when any of its characters is another, or another key signed it', () => {
    const signed = signedText('CONTEST.m1x.n-1', key);
    for (let at = 0; at < signed.length; at++) {
      const other = `${signed.slice(0, at)}${signed[at] === 'A' ? 'B' : 'A'}${signed.slice(at + 1)}`;
      expect(textSignedBy(key, other)).toBeUndefined();
    }
    for (const text of ['', '.', signed.slice(0, -1), `${signed}=`]) expect(textSignedBy(key, text)).toBeUndefined();
    expect(textSignedBy(Buffer.alloc(32, 8), signed)).toBeUndefined();
  });
});
