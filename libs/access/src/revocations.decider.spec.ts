import { type CommandMetadata, type Instant, scenarios } from '#kernel';
import { RevokeSubject, RevokeToken } from './revocations.commands.ts';
import { isRevoked, revocationDecider } from './revocations.decider.ts';
import type { RevocationEvent } from './revocations.events.ts';

const { given, nothing } = scenarios(revocationDecider, (actual, expected) => expect(actual).toEqual(expected));

const by: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'operator', role: 'SYSTEM' },
  at: '2026-03-09T02:00:00.000Z' as Instant,
  correlationId: '5f0c1d7e-0000-4000-8000-000000000002',
};
const [NINE, TEN] = ['2026-03-09T09:00:00.000Z', '2026-03-09T10:00:00.000Z'] as [Instant, Instant];
const token = (tokenId: string): RevocationEvent => ({ type: 'TokenRevoked', data: { tokenId } });
const subject = (name: string, issuedUntil: Instant): RevocationEvent => ({
  type: 'SubjectRevoked',
  data: { subject: name, issuedUntil },
});

describe('The list of revoked tokens', () => {
  it('C12 has a token once', () => {
    nothing.when(new RevokeToken({ tokenId: 'T-1' }, by)).then(token('T-1'));
    given(token('T-1'))
      .when(new RevokeToken({ tokenId: 'T-1' }, by))
      .thenUnchanged();
  });

  it('C12 has a person with the latest moment', () => {
    given(subject('anna', NINE))
      .when(new RevokeSubject({ subject: 'anna', issuedUntil: TEN }, by))
      .then(subject('anna', TEN));
    given(subject('anna', TEN))
      .when(new RevokeSubject({ subject: 'anna', issuedUntil: NINE }, by))
      .thenUnchanged();
  });

  it('covers the token named, and those of the person issued until then, and no others', () => {
    const list = [token('T-1'), subject('anna', NINE)].reduce(
      (known, event) => revocationDecider.evolve(known, event as never, by.at),
      revocationDecider.initial,
    );
    const covers = (name: string, issuedAt: Instant, tokenId?: string) =>
      isRevoked(list, { subject: name, tokenId, issuedAt });
    expect([covers('bert', TEN, 'T-1'), covers('bert', NINE, 'T-2'), covers('bert', NINE)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([covers('anna', NINE, 'T-2'), covers('anna', NINE), covers('anna', TEN)]).toEqual([true, true, false]);
  });
});
