import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { readSettings } from '#engine';
import { DAY_MS } from '#kernel';
import { authenticator, localToken, MAX_LOCAL_DAYS, Unauthenticated } from './tokens.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'makegood-tokens-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** One that was seen to be sound at its first use, `afterMs` its issue. */
async function used(afterMs: number, days: number) {
  const token = await localToken(folder, { role: 'ADMIN', id: 'adam' }, days);
  const authorization = `Bearer ${token}`;
  const issued = (decodeJwt(token).iat as number) * 1000;
  const clock = { now: issued + afterMs };
  const revoked = { is: false };
  const { actorOf } = await authenticator(
    readSettings({ MAKEGOOD_DATA: folder }),
    { covers: () => revoked.is },
    () => clock.now,
  );
  await actorOf(authorization);
  return {
    revoked,
    /** In the time after its issue. */
    at(ms: number) {
      clock.now = issued + ms;
      return actorOf(authorization);
    },
  };
}

describe('a token that was used a moment before', () => {
  it('ends at its time', async () => {
    const token = await used(DAY_MS - 5_000, 1);
    await expect(token.at(DAY_MS - 2_000)).resolves.toEqual({ id: 'adam', role: 'ADMIN' });
    await expect(token.at(DAY_MS + 2_000)).rejects.toThrow(Unauthenticated);
  });

  it('is refused once it is revoked', async () => {
    const token = await used(0, 1);
    token.revoked.is = true;
    await expect(token.at(1_000)).rejects.toThrow(Unauthenticated);
  });

  it('is looked at again after 10 s, also for what may change meanwhile, such as its greatest age', async () => {
    const age = MAX_LOCAL_DAYS * DAY_MS;
    const token = await used(age - 5_000, MAX_LOCAL_DAYS + 1);
    await expect(token.at(age + 3_000)).resolves.toEqual({ id: 'adam', role: 'ADMIN' });
    await expect(token.at(age + 6_000)).rejects.toThrow(Unauthenticated);
  });
});
