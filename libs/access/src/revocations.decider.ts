import { accept, conform, decider, type Instant, unchanged } from '#kernel';
import type { RevocationCommand } from './revocations.commands.ts';
import { type RevocationEvent, revocationEvents } from './revocations.events.ts';

export interface Revocations {
  readonly tokenIds: ReadonlySet<string>;
  /** Subjects, with the moment until which their tokens were issued. */
  readonly subjects: ReadonlyMap<string, Instant>;
}

export const revocationDecider = decider<RevocationCommand, RevocationEvent, Revocations>({
  initial: { tokenIds: new Set(), subjects: new Map() },
  decide: {
    RevokeToken({ data }, { tokenIds }) {
      const revoked = conform(revocationEvents.TokenRevoked, data);
      if (revoked.kind === 'refused') return revoked;
      return tokenIds.has(data.tokenId) ? unchanged : accept({ type: 'TokenRevoked', data: revoked.data });
    },
    RevokeSubject({ data }, { subjects }) {
      const revoked = conform(revocationEvents.SubjectRevoked, data);
      if (revoked.kind === 'refused') return revoked;
      const known = subjects.get(data.subject);
      if (known !== undefined && known >= data.issuedUntil) return unchanged;
      return accept({ type: 'SubjectRevoked', data: revoked.data });
    },
  },
  evolve: {
    TokenRevoked: (list, { data }) => ({ ...list, tokenIds: new Set(list.tokenIds).add(data.tokenId) }),
    SubjectRevoked: (list, { data: { subject, issuedUntil } }) => ({
      ...list,
      subjects: new Map(list.subjects).set(subject, issuedUntil),
    }),
  },
});

/** Times as in a token: a token without an id is revoked by its subject alone. */
export interface IssuedToken {
  readonly subject: string;
  readonly tokenId?: string | undefined;
  readonly issuedAt: Instant;
}

export function isRevoked({ tokenIds, subjects }: Revocations, { subject, tokenId, issuedAt }: IssuedToken): boolean {
  const issuedUntil = subjects.get(subject);
  return (tokenId !== undefined && tokenIds.has(tokenId)) || (issuedUntil !== undefined && issuedAt <= issuedUntil);
}
