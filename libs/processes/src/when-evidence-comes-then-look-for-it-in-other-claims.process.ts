import { type BringsEvidence, claimStreams, RecordSightings } from '#claims';
import { defineProcess, type React, type Recorded } from '#platform';
import { SEEN_BEFORE_CHECK, sightingsBy } from '#use-cases';
import type { ProcessPorts, Reads } from './process-ports.ts';

/** E3, E4: what it finds sends the claim to a person; it rejects nothing. */
export function whenEvidenceComesThenLookForItInOtherClaims(ports: Reads<'asOf'> & Pick<ProcessPorts, 'filesBefore'>) {
  const look = async (event: Recorded<BringsEvidence>, react: React<RecordSightings>) => {
    const claimId = claimStreams.idOf(event.stream) as string;
    const sightings = [...(await sightingsBy(event, ports))];
    if (sightings.length > 0)
      await react(RecordSightings, { claimId, checkVersion: SEEN_BEFORE_CHECK, because: event.type, sightings });
  };
  return defineProcess<BringsEvidence, RecordSightings>({
    name: 'when-evidence-comes-then-look-for-it-in-other-claims',
    commands: { RecordSightings },
    poison: 'quarantine',
    // It waits for the list of files.
    independent: true,
    when: { Submitted: look, EvidenceAttached: look, Reopened: look },
  });
}
