import type { Aggregate } from '#platform';
import type { RevocationCommand } from './revocations.commands.ts';
import { revocationDecider, type Revocations } from './revocations.decider.ts';
import { type RevocationEvent, revocationEvents } from './revocations.events.ts';
import { revocationStreams, THE_REVOCATIONS } from './revocations.stream.ts';

export const revocations: Aggregate<RevocationCommand, RevocationEvent, Revocations> = {
  contracts: revocationEvents,
  decider: revocationDecider,
  streams: revocationStreams,
  idOf: () => THE_REVOCATIONS,
};
