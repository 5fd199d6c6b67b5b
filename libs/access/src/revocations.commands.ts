import { Command } from '#kernel';
import type { RevocationFact } from './revocations.events.ts';

export class RevokeToken extends Command<RevocationFact<'TokenRevoked'>> {
  readonly type = 'RevokeToken' as const;
}

export class RevokeSubject extends Command<RevocationFact<'SubjectRevoked'>> {
  readonly type = 'RevokeSubject' as const;
}

export type RevocationCommand = RevokeToken | RevokeSubject;
