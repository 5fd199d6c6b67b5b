import { type CommandMetadata, type Day, type Instant, scenarios } from '#kernel';
import { ChangeStaff, EnrollStaff, ListStaff } from './people.commands.ts';
import { mina, staffChanged, staffEnrolled, staffListed } from './people.facts.fixture.ts';
import { staffDecider, staffDirectoryDecider } from './staff.decider.ts';

const expectSame = (actual: unknown, expected: unknown) => expect(actual).toStrictEqual(expected);
const { given, nothing } = scenarios(staffDecider, expectSame);
const directory = scenarios(staffDirectoryDecider, expectSame);

const by: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'root', role: 'ADMIN' },
  at: '2026-06-01T02:00:00.000Z' as Instant,
  correlationId: '5f0c1d7e-0000-4000-8000-000000000002',
};
const enroll = (more: Partial<EnrollStaff['data']> = {}) => {
  const { products: _, ...member } = mina;
  return new EnrollStaff({ ...member, ...more }, by);
};
const change = (facts: Omit<ChangeStaff['data'], 'staffId'>) => new ChangeStaff({ staffId: 'mina', ...facts }, by);
const [monday, friday] = ['2026-08-03', '2026-08-07'] as [Day, Day];

describe('A member of staff', () => {
  it('C12 is enrolled; again is unchanged, even after a change; with other data it is refused', () => {
    nothing.when(enroll()).then(staffEnrolled());
    given(staffEnrolled(), staffChanged({ roles: [] }))
      .when(enroll())
      .thenUnchanged();
    given(staffEnrolled())
      .when(enroll({ roles: ['ADMIN'] }))
      .thenRefused('N3', 'STAFF_EXISTS');
  });

  it('N3 is changed, and only the differences are recorded', () => {
    given(staffEnrolled())
      .when(change({ roles: ['REVIEWER'], deputy: 'jun', awayFrom: monday, awayUntil: friday }))
      .then(staffChanged({ deputy: 'jun', awayFrom: monday, awayUntil: friday }));
    given(staffEnrolled(), staffChanged({ deputy: 'jun' }))
      .when(change({ deputy: 'jun' }))
      .thenUnchanged();
    nothing.when(change({ deputy: 'jun' })).thenRefused('R2', 'STAFF_NOT_FOUND');
  });

  it('N3 R2 has a language, in its canonical form', () => {
    nothing.when(enroll({ locale: 'ko-kr' })).then(staffEnrolled({ locale: 'ko-KR' }));
    given(staffEnrolled())
      .when(change({ locale: 'ZH-cn' }))
      .then(staffChanged({ locale: 'zh-CN' }));
    given(staffEnrolled({ locale: 'ko-KR' }))
      .when(change({ locale: 'ko-kr' }))
      .thenUnchanged();
  });

  it.each<[Omit<ChangeStaff['data'], 'staffId'>, string, rule: string | undefined, code?: string]>([
    [{ locale: 'korean' }, 'locale: "korean" is not a language tag such as ko-KR', 'R2', 'INVALID_LANGUAGE'],
    [{ deputy: 'mina' }, 'deputy: must be another member of staff', 'R2'],
    [{ managerId: 'mina' }, 'managerId: must be another member of staff', 'R2'],
    [{ awayFrom: friday, awayUntil: monday }, 'awayUntil: must not be before awayFrom', 'R2'],
    [{ awayFrom: friday }, 'awayFrom and awayUntil: state both days, or neither', 'R2'],
    [{ roles: ['PARTNER'] }, 'roles.0: must be a role of staff', undefined],
  ])('R2 with %j is refused in words', (wrong, words, rule, code = 'INVALID_INPUT') => {
    expect(given(staffEnrolled()).when(change(wrong)).thenRefused(rule, code).message).toBe(words);
    expect(nothing.when(enroll(wrong)).thenRefused(rule, code).message).toBe(words);
  });

  it('N3 is listed once', () => {
    directory.nothing.when(new ListStaff({ staffId: 'mina' }, by)).then(staffListed());
    directory
      .given(staffListed())
      .when(new ListStaff({ staffId: 'mina' }, by))
      .thenUnchanged();
  });
});
