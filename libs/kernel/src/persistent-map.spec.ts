import fc from 'fast-check';
import { PersistentMap } from './persistent-map.ts';

fc.configureGlobal({ seed: 20_260_309 });

describe('PersistentMap', () => {
  it('behaves like a Map, whatever is put in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.integer())),
        fc.string({ maxLength: 3 }),
        (entries, probe) => {
          const map = entries.reduce((folded, [key, value]) => folded.with(key, value), PersistentMap.empty<number>());
          const oracle = new Map(entries);
          expect(map.size).toBe(oracle.size);
          for (const [key, value] of oracle) expect(map.get(key)).toBe(value);
          expect(map.get(probe)).toBe(oracle.get(probe));
          expect([...map.values()].sort()).toEqual([...oracle.values()].sort());
        },
      ),
    );
  });

  it('leaves the original map unchanged', () => {
    const before = PersistentMap.empty<number>().with('a', 1);
    const after = before.with('a', 2).with('b', 3);
    expect([before.get('a'), before.get('b'), before.size]).toEqual([1, undefined, 1]);
    expect([after.get('a'), after.get('b'), after.size]).toEqual([2, 3, 2]);
  });

  it('distinguishes two keys with the same 32-bit hash', () => {
    const [first, second] = collision();
    const map = PersistentMap.empty<number>().with(first, 1).with(second, 2).with(first, 3);
    expect([map.get(first), map.get(second), map.size]).toEqual([3, 2, 2]);
  });
});

/** Two texts of equal FNV-1a hash, by birthday search: the same pair on every run. */
function collision(): [string, string] {
  const seen = new Map<number, string>();
  for (let index = 0; ; index++) {
    const text = `k${index}`;
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    const other = seen.get(hash >>> 0);
    if (other) return [other, text];
    seen.set(hash >>> 0, text);
  }
}
