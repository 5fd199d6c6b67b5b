import type { DatabaseUnderTest } from '../document-stores.fixture.ts';
import type { Leases } from './leases.port.ts';

const never = 3_600_000;

export function leasesContract(adapter: string, open: () => Promise<DatabaseUnderTest>): void {
  describe(`leases: ${adapter}`, () => {
    let database: DatabaseUnderTest;
    let leases: Leases;
    let count = 0;
    const fresh = () => `work ${++count}`;

    beforeAll(async () => {
      database = await open();
      ({ leases } = database.stores);
    });
    afterAll(() => database.close());

    it('has one owner at a time, who renews it within the same term', async () => {
      const name = fresh();
      expect(await leases.acquire(name, 'here', never)).toBe(1);
      expect(await leases.acquire(name, 'there', never)).toBeUndefined();
      expect(await leases.acquire(name, 'here', never)).toBe(1);
      const other = await database.another();
      expect(await other.leases.acquire(name, 'there', never)).toBeUndefined();
    });

    it('exactly one of many concurrent requests gets it', async () => {
      const name = fresh();
      const owners = Array.from({ length: 20 }, (_, index) => `owner ${index}`);
      const terms = await Promise.all(owners.map((owner) => leases.acquire(name, owner, never)));
      expect(terms.filter((term) => term !== undefined)).toEqual([1]);
    });

    it('passes to the next owner, in the next term, when it is released or has expired', async () => {
      const name = fresh();
      await leases.acquire(name, 'here', never);
      await leases.release(name, 'there');
      expect(await leases.acquire(name, 'there', never)).toBeUndefined();
      await leases.release(name, 'here');
      expect(await leases.acquire(name, 'there', 0)).toBe(2);
      expect(await leases.acquire(name, 'here', never)).toBe(3);
    });

    it('fault 14 is free when it ends years later than any that begins now: a clock that jumped has given it', async () => {
      const name = fresh();
      expect(await leases.acquire(name, 'here', 10 * 365 * 24 * never)).toBe(1);
      expect(await leases.acquire(name, 'there', never)).toBe(2);
      expect(await leases.acquire(name, 'here', never)).toBeUndefined();
    });

    it('a closed client reports that it is closed', async () => {
      const other = await database.another();
      await other.close();
      await expect(other.leases.acquire(fresh(), 'here', never)).rejects.toMatchObject({ fault: 'unavailable' });
    });
  });
}
