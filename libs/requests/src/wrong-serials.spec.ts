import type { Actor, Instant } from '#kernel';
import { BEGINNING, type Outcome } from '#platform';
import type { PreparedRequest } from './request.ts';
import { WrongSerials } from './wrong-serials.ts';

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
const tried = () => {
  const limit = new WrongSerials();
  for (let n = 1; n <= 50; n++) expect(limit.after(asked({ serial: `X-${n}` }), UNKNOWN)).toBe(UNKNOWN);
  return limit;
};

describe('C2 what a partner learns by trying', () => {
  it('after 50 wrong serials on a day none is told, whether it is unknown or of another', () => {
    const limit = tried();
    for (const outcome of [UNKNOWN, refused('NOT_YOUR_UNIT'), refused('PARTNER_NOT_FOUND')])
      expect(codeOf(limit.after(asked({ serial: 'X-51' }, { at: LATE }), outcome))).toBe('TOO_MANY_WRONG_SERIALS');
    expect(limit.after(asked({ serial: 'X-51' }, { at: TOMORROW }), UNKNOWN)).toBe(UNKNOWN);
  });

  it('the same again counts once, however it is written', () => {
    const limit = tried();
    expect(limit.after(asked({ serial: ' x-50 ' }), UNKNOWN)).toBe(UNKNOWN);
  });

  it('its own units go on, and what else they are refused for is told', () => {
    const limit = tried();
    expect(limit.before(asked({ serial: 'OWN-1' }))).toBeUndefined();
    expect([
      limit.after(asked({ serial: 'OWN-1' }), done),
      codeOf(limit.after(asked({ serial: 'OWN-1' }), refused('EXPIRED'))),
    ]).toEqual([done, 'EXPIRED']);
  });

  it('a buyer is not looked for any more, since an accepted sale tells that it exists', () => {
    const sale = { serial: 'OWN-1', soldTo: 'P-BERLIN' };
    expect(new WrongSerials().before(asked(sale))).toBeUndefined();
    expect(tried().before(asked(sale))?.code).toBe('TOO_MANY_WRONG_SERIALS');
  });

  it('all people of a partner count together; others, staff and who imports for a partner do not', () => {
    const limit = tried();
    const colleague = { ...seoul, id: 'ha-eun' };
    expect(codeOf(limit.after(asked({ serial: 'Y' }, { actor: colleague }), UNKNOWN))).toBe('TOO_MANY_WRONG_SERIALS');
    for (const who of [{ actor: { ...seoul, onBehalfOf: 'P-BERLIN' } }, { actor: rita }, { sender: rita }])
      expect(limit.after(asked({ serial: 'Y' }, who), UNKNOWN)).toBe(UNKNOWN);
  });
});
