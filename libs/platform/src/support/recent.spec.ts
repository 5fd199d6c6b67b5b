import { Recent } from './recent.ts';

describe('recent entries', () => {
  const filled = (limit: number, entries: number) => {
    const recent = new Recent<number>(limit);
    for (let n = 0; n < entries; n++) recent.set(`entry-${n}`, n);
    return recent;
  };
  const kept = (recent: Recent<number>, entries: number) =>
    Array.from({ length: entries }, (_, n) => n).filter((n) => recent.get(`entry-${n}`) === n);

  it('are those that were set last: at least the limit, at most twice as many', () => {
    for (let entries = 0; entries <= 50; entries++) {
      const recent = filled(10, entries);
      const found = kept(recent, entries);
      expect(found).toEqual(Array.from({ length: found.length }, (_, n) => entries - found.length + n));
      expect(found.length).toBeGreaterThanOrEqual(Math.min(entries, 10));
      expect(found.length).toBeLessThanOrEqual(20);
      expect(recent.size).toBe(found.length);
    }
  });

  it('stay while they are set again, with the newest value', () => {
    const recent = new Recent<number>(10);
    for (let n = 0; n < 100; n++) {
      recent.set('often', n);
      recent.set(`entry-${n}`, n);
      expect(recent.get('often')).toBe(n);
    }
  });

  it('can be removed, whenever they were set', () => {
    for (let later = 0; later < 10; later++) {
      const recent = filled(10, 1);
      for (let n = 0; n < later; n++) recent.set(`later-${n}`, n);
      recent.delete('entry-0');
      expect([recent.has('entry-0'), recent.get('entry-0'), recent.size]).toEqual([false, undefined, later]);
    }
  });

  it('are limited by their weight, if they have one', () => {
    const recent = new Recent<string>(100, (value, key) => key.length + value.length);
    const weight = () =>
      Array.from({ length: 50 }, (_, n) => recent.get(`entry-${n}`) ?? '').reduce((sum, { length }) => sum + length, 0);
    for (let n = 0; n < 50; n++) {
      recent.set(`entry-${n}`, 'x'.repeat(n));
      recent.set(`entry-${n}`, 'y'.repeat(n));
      expect(recent.get(`entry-${n}`)).toBe('y'.repeat(n));
      expect(weight()).toBeLessThanOrEqual(250);
    }
    expect(recent.size).toBeGreaterThan(1);
  });
});
