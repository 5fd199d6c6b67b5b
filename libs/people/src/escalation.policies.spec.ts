import type { Day } from '#kernel';
import { type EscalationMoment, ownerOf, whoToTell } from './escalation.policies.ts';
import type { StaffMember } from './staff.decider.ts';

const TODAY = '2026-08-05' as Day;
const member = (staffId: string, more: Partial<StaffMember> = {}): StaffMember => ({
  staffId,
  roles: ['REVIEWER'],
  products: [],
  ...more,
});
const away = (from: string, until: string) => ({ awayFrom: from as Day, awayUntil: until as Day });

describe('N3 S8 S9 of a claim whose time runs out are told', () => {
  const told = (moment: EscalationMoment, ownerId: string | undefined, ...staff: StaffMember[]) =>
    whoToTell({ moment, ownerId }, staff, () => TODAY);
  const mina = member('mina', { deputy: 'jun', managerId: 'sora' });
  const [jun, sora] = [member('jun'), member('sora', { roles: ['ADMIN'], deputy: 'jun' })];

  it.each<[EscalationMoment, readonly string[]]>([
    [50, ['mina']],
    [75, ['mina']],
    [90, ['mina', 'sora']],
    ['BREACH', ['mina', 'sora']],
    ['UNDELIVERABLE', ['mina']],
  ])('at %s %j', (moment, expected) => {
    expect(told(moment, 'mina', mina, jun, sora)).toEqual(expected);
  });

  it('also the deputy, from the first to the last day away and on no other', () => {
    const on = (from: string, until: string) => told(50, 'mina', { ...mina, ...away(from, until) }, jun, sora);
    expect(on('2026-08-05', '2026-08-07')).toEqual(['mina', 'jun']);
    expect(on('2026-08-03', '2026-08-05')).toEqual(['mina', 'jun']);
    expect(on('2026-08-06', '2026-08-07')).toEqual(['mina']);
    expect(on('2026-08-03', '2026-08-04')).toEqual(['mina']);
  });

  it('each once, also where one is the deputy of two', () => {
    const gone = away('2026-08-01', '2026-08-31');
    expect(told(90, 'mina', { ...mina, ...gone }, jun, { ...sora, ...gone })).toEqual(['mina', 'jun', 'sora']);
  });

  it('not those that have left, but their manager, else every ADMIN', () => {
    const left = { ...mina, roles: [] };
    expect(told(50, 'mina', left, jun, sora)).toEqual(['sora']);
    expect(told(50, 'mina', { ...mina, ...away('2026-08-01', '2026-08-31') }, { ...jun, roles: [] }, sora)).toEqual([
      'mina',
    ]);
    const ann = member('ann', { roles: ['ADMIN', 'REVIEWER'] });
    expect(told(50, 'mina', left, jun, { ...sora, roles: [] }, ann)).toEqual(['ann']);
    expect(told(50, undefined, mina, jun, sora, ann)).toEqual(['sora', 'ann']);
    expect(told('BREACH', 'founder', mina, jun)).toEqual([]);
  });
});

describe('N3 the first owner of a claim is', () => {
  const of = (...staff: StaffMember[]) => ownerOf({ accountManager: 'mina', sku: 'LAMP' }, staff);
  const jun = member('jun', { products: ['MASK', 'LAMP'] });

  it('the account manager', () => {
    expect(of(jun, member('mina'))).toBe('mina');
  });

  it('a member that has the product, where the account manager has left or was never enrolled', () => {
    expect(of(member('mina', { roles: [] }), member('sora'), jun)).toBe('jun');
    expect(of(jun)).toBe('jun');
    expect(of(member('mina', { roles: [] }), { ...jun, roles: [] })).toBeUndefined();
  });

  it('the founding ADMIN, who stands in as account manager while none is enrolled', () => {
    expect(of()).toBe('mina');
    expect(of(member('sora'))).toBe('mina');
  });
});
