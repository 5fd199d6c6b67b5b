import { type ClaimEvent, type ClaimEventData, claims, type EvidenceItem, RecordSightings } from '#claims';
import { attached, photo, receipt, rejected, reopened, submitted, video, withdrawn } from '#claims/facts';
import type { Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates, recordedFilesBefore } from '#use-cases/specs';
import { whenEvidenceComesThenLookForItInOtherClaims } from './when-evidence-comes-then-look-for-it-in-other-claims.process.ts';

const { given, nothing } = reactionScenarios((recorded) =>
  whenEvidenceComesThenLookForItInOtherClaims({
    aggregates: recordedAggregates(recorded),
    filesBefore: recordedFilesBefore(recorded),
  }),
);

type Submission = Partial<ClaimEventData<'Submitted'>>;
const mail = (mailId: string) => ({ mailId, dkim: 'PASS', spf: 'PASS', dmarc: 'PASS' });
/** Each by a mail of its own: the facts of a specification are one request otherwise. */
const claim = (n: number, more: Submission = {}, ...events: readonly ClaimEvent[]) => {
  const claimId = `C-${n}`;
  const serial = `LB2-${n}` as Serial;
  return streamOf(claims, claimId)(submitted({ claimId, serial, mail: mail(`M-${n}`), ...more }), ...events);
};
const ofBusan = { partnerId: 'P-BUSAN' };
const sightings = (claimId: string, because: string, ...found: readonly (readonly [EvidenceItem, ...number[]])[]) =>
  command(RecordSightings, {
    claimId,
    checkVersion: 2,
    because,
    sightings: found.flatMap(([{ evidenceId, sha256 }, ...others]) =>
      others.map((n) => ({ evidenceId, sha256, claimId: `C-${n}` })),
    ),
  });

describe('a file that stands in a claim of before', () => {
  it('E3 is recorded on the later claim, whichever partner the earlier one is of', async () => {
    await given(claim(1, ofBusan))
      .when(claim(2))
      .thenCommands(sightings('C-2', 'Submitted', [photo, 1]));
    await given(claim(1))
      .when(claim(2))
      .thenCommands(sightings('C-2', 'Submitted', [photo, 1]));
    await given(claim(1, { evidence: [video] }))
      .when(claim(2))
      .thenNone();
    await nothing.when(claim(1)).thenNone();
  });

  it('E3 is found by the log up to its event, whatever was written before the reaction', async () => {
    await nothing.when(claim(1), claim(2, ofBusan)).thenNone();
    const earlier = claim(1);
    await given(earlier)
      .when(claim(2), streamOf(claims, 'C-1')(withdrawn))
      .thenCommands(sightings('C-2', 'Submitted', [photo, 1]));
  });

  it('E3 is found when it is attached later or with a reopening too', async () => {
    const own = [claim(1, ofBusan), claim(2, { evidence: [video] })] as const;
    await given(...own)
      .when(streamOf(claims, 'C-2')(attached(receipt, photo)))
      .thenCommands(sightings('C-2', 'EvidenceAttached', [photo, 1]));
    await given(claim(1, { evidence: [video] }), claim(2, {}, rejected()))
      .when(streamOf(claims, 'C-2')(reopened))
      .thenCommands(sightings('C-2', 'Reopened', [video, 1]));
  });

  it('E3 names of each file the first five claims that had it', () =>
    given(...[1, 2, 3, 4, 5, 6].map((n) => claim(n, { ...ofBusan, evidence: n === 1 ? [photo, video] : [photo] })))
      .when(claim(7, { evidence: [video, photo] }))
      .thenCommands(sightings('C-7', 'Submitted', [video, 1], [photo, 1, 2, 3, 4, 5])));
});
