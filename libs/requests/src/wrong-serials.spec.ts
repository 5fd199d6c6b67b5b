import type { Actor, Instant } from '#kernel';
import { BEGINNING, type Outcome } from '#platform';
import type { PreparedRequest } from './request.ts';
import { type KeptTries, type Tried, WrongSerials } from './wrong-serials.ts';

const [TODAY, LATE, TOMORROW] = [
  '2026-03-09T02:00:00.000Z',
  '2026-03-09T23:59:59.999Z',
  '2026-03-10T00:00:00.000Z',
] as [Instant, Instant, Instant];
const seoul: Actor = { id: 'min-jun', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const rita: Actor = { id: 'rita', role: 'REVIEWER' };

const refused = (code: string): Outcome => ({ kind: 'refused', refusal: { code, message: 'No.' } });
const UNKNOWN = refused('UNKNOWN_SERIAL');
const done = { kind: 'accepted', position: BEGINNING } as unknown as Outcome;

const asked = (
  data: object,
  { actor = seoul, at = TODAY, sender }: { actor?: Actor; at?: Instant; sender?: Actor } = {},
) => ({ declaration: {}, data, meta: { actor, at }, ...(sender && { sender }) }) as unknown as PreparedRequest;

const codeOf = (outcome: Outcome) => (outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind);

/** 50 wrong ones of Seoul today. */
const tried = async (limit = new WrongSerials()) => {
  for (let n = 1; n <= 50; n++) expect(await limit.after(asked({ serial: `X-${n}` }), UNKNOWN)).toBe(UNKNOWN);
  return limit;
};

describe('C2 what a partner learns by trying', () => {
  it('after 50 wrong serials on a day none is told, whether it is unknown or of another', async () => {
    const limit = await tried();
    for (const outcome of [UNKNOWN, refused('NOT_YOUR_UNIT'), refused('PARTNER_NOT_FOUND')])
      expect(codeOf(await limit.after(asked({ serial: 'X-51' }, { at: LATE }), outcome))).toBe(
        'TOO_MANY_WRONG_SERIALS',
      );
    expect(await limit.after(asked({ serial: 'X-51' }, { at: TOMORROW }), UNKNOWN)).toBe(UNKNOWN);
  });

  it('the same again counts once, however it is written', async () => {
    const limit = await tried();
    expect(await limit.after(asked({ serial: ' x-50 ' }), UNKNOWN)).toBe(UNKNOWN);
  });

  it('its own units go on, and what else they are refused for is told', async () => {
    const limit = await tried();
    expect(await limit.before(asked({ serial: 'OWN-1' }))).toBeUndefined();
    expect([
      await limit.after(asked({ serial: 'OWN-1' }), done),
      codeOf(await limit.after(asked({ serial: 'OWN-1' }), refused('EXPIRED'))),
    ]).toEqual([done, 'EXPIRED']);
  });

  it('a buyer is not looked for any more, since an accepted sale tells that it exists', async () => {
    const sale = { serial: 'OWN-1', soldTo: 'P-BERLIN' };
    expect(await new WrongSerials().before(asked(sale))).toBeUndefined();
    expect((await (await tried()).before(asked(sale)))?.code).toBe('TOO_MANY_WRONG_SERIALS');
  });

  it('all people of a partner count together; others, staff and who imports for a partner do not', async () => {
    const limit = await tried();
    const colleague = { ...seoul, id: 'ha-eun' };
    expect(codeOf(await limit.after(asked({ serial: 'Y' }, { actor: colleague }), UNKNOWN))).toBe(
      'TOO_MANY_WRONG_SERIALS',
    );
    for (const who of [{ actor: { ...seoul, onBehalfOf: 'P-BERLIN' } }, { actor: rita }, { sender: rita }])
      expect(await limit.after(asked({ serial: 'Y' }, who), UNKNOWN)).toBe(UNKNOWN);
  });

  describe('over all processes and restarts', () => {
    const shared = () => {
      const kept = new Map<string, Tried>();
      const ports: KeptTries = {
        read: async (partnerId) => kept.get(partnerId),
        write: async (partnerId, one) => void kept.set(partnerId, one),
      };
      return ports;
    };

    it('counts what other processes have told, and what was told before a restart', async () => {
      const kept = shared();
      const [one, other] = [new WrongSerials(kept), new WrongSerials(kept)];
      for (let n = 1; n <= 25; n++) {
        await one.after(asked({ serial: `A-${n}` }), UNKNOWN);
        await other.after(asked({ serial: `B-${n}` }), UNKNOWN);
      }
      for (const limit of [one, other, new WrongSerials(kept)]) {
        expect(codeOf(await limit.after(asked({ serial: 'C' }), UNKNOWN))).toBe('TOO_MANY_WRONG_SERIALS');
        expect(await limit.after(asked({ serial: 'A-7' }), UNKNOWN)).toBe(UNKNOWN);
      }
      expect(await other.after(asked({ serial: 'C' }, { at: TOMORROW }), UNKNOWN)).toBe(UNKNOWN);
    });

    it('keeps at most 50, of the last day', async () => {
      const kept = shared();
      const limit = await tried(new WrongSerials(kept));
      await limit.after(asked({ serial: 'X-51' }), UNKNOWN);
      expect((await kept.read('P-SEOUL'))?.wrong).toHaveLength(50);
      await limit.after(asked({ serial: 'X-52' }, { at: TOMORROW }), UNKNOWN);
      expect(await kept.read('P-SEOUL')).toEqual({ day: '2026-03-10', wrong: ['["X-52",""]'] });
    });

    it('counts alone while what is shared cannot be reached', async () => {
      const away = () => Promise.reject(new Error('away'));
      const failures: unknown[] = [];
      const limit = await tried(new WrongSerials({ read: away, write: away }, (error) => failures.push(error)));
      expect(codeOf(await limit.after(asked({ serial: 'X-51' }), UNKNOWN))).toBe('TOO_MANY_WRONG_SERIALS');
      expect(failures.length).toBeGreaterThan(0);
    });
  });
});
