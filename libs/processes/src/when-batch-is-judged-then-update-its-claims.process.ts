import { type BatchEvent } from '#batches';
import {
  ApproveClaim,
  bringsEvidence,
  type Claim,
  type ClaimEvent,
  claimStreams,
  FlagBatch,
  isCovered,
  isOpen,
  isSubmitted,
  UnflagBatch,
} from '#claims';
import { defineProcess, type React, type Recorded } from '#platform';
import { type ApprovalReads, batchConfirmedDefective, groundsOfApproval, sightingsBy } from '#use-cases';
import type { ProcessPorts, Reads } from './process-ports.ts';

type Judged = Extract<BatchEvent, { type: 'BatchSuspected' | 'BatchConfirmedDefective' | 'BatchCleared' }>;
type Claimed = Extract<
  ClaimEvent,
  { type: 'Submitted' | 'Reopened' | 'ClaimedUnitCorrected' | 'CoverageTested' | 'EvidenceReviewed' }
>;
type Update = FlagBatch | UnflagBatch | ApproveClaim;

/**
 * B5, B7: claims of the batch, and those that come to it later, have the flags of its suspected defect groups, and are approved where
 * theirs is confirmed, the unit covered and no file was seen before (E4). No flag touches a clock (B8).
 */
export function whenBatchIsJudgedThenUpdateItsClaims({
  aggregates,
  ofBatch,
  filesBefore,
}: Reads<ApprovalReads | 'asOf' | 'events' | 'sightings'> & Pick<ProcessPorts, 'ofBatch' | 'filesBefore'>) {
  /** E4. Asked of the files themselves: the claim may be marked in a moment. */
  const isForPerson = async ({ submission: { claimId }, evidence }: Claim): Promise<boolean> => {
    if (evidence.length === 0) return false;
    if ((await aggregates.sightings(claimId)).length > 0) return true;
    for await (const event of aggregates.events<ClaimEvent>(claimStreams.of(claimId)))
      if (bringsEvidence(event) && (await sightingsBy(event, { aggregates, filesBefore })).length > 0) return true;
    return false;
  };
  const update = async (claimId: string, { metadata, type }: Recorded<Judged | Claimed>, react: React<Update>) => {
    const claim = await aggregates.claim(claimId);
    if (!isSubmitted(claim)) return;
    const { batchId } = claim.unit;
    const groups = (await aggregates.batch(batchId))?.groups ?? new Map<string, unknown>();
    for (const defectGroup of claim.flags)
      if (groups.get(defectGroup) !== 'SUSPECTED')
        await react(UnflagBatch, { claimId, batchId, defectGroup }, `${claimId}/unflag/${defectGroup}`);
    for (const [defectGroup, state] of groups)
      if (state === 'SUSPECTED' && isOpen(claim) && !claim.flags.includes(defectGroup))
        await react(FlagBatch, { claimId, batchId, defectGroup }, `${claimId}/flag/${defectGroup}`);
    // A claim that is imported brings its own decision.
    if (type === 'Submitted' && claim.submission.channel === 'IMPORT') return;
    if (claim.withdrawn || claim.decision || !(await batchConfirmedDefective(claim, aggregates))) return;
    if (await isForPerson(claim)) return;
    // What came between the cause and now is known too.
    const at = [metadata.occurredAt, claim.submittedAt, claim.review?.at, ...Object.values(claim.attachedAt)]
      .filter((each) => each !== undefined)
      .reduce((latest, each) => (each > latest ? each : latest));
    const grounds = await groundsOfApproval(claim, at, aggregates);
    // Those that fail a check go to a person.
    if (isCovered({ ...claim, coverage: grounds.coverage ?? claim.coverage }))
      await react(ApproveClaim, { claimId, ...grounds }, `${claimId}/approve`, at);
  };
  const updateOne = (event: Recorded<Claimed>, react: React<Update>) =>
    update(claimStreams.idOf(event.stream) as string, event, react);
  const updateAll = async (event: Recorded<Judged>, react: React<Update>) => {
    for await (const claimId of ofBatch.claims(event.data.batchId, event.position)) await update(claimId, event, react);
  };
  return defineProcess<Judged | Claimed, Update>({
    name: 'when-batch-is-judged-then-update-its-claims',
    commands: { FlagBatch, UnflagBatch, ApproveClaim },
    poison: 'quarantine',
    independent: true,
    // A batch and its claims together: otherwise a flag could be set after it was cleared. A reopening names no batch.
    order: ({ type, data, stream }) => {
      if (type === 'Reopened') return undefined;
      return 'batchId' in data ? `batch ${data.batchId}` : stream;
    },
    when: {
      BatchSuspected: updateAll,
      BatchConfirmedDefective: updateAll,
      BatchCleared: updateAll,
      Submitted: updateOne,
      Reopened: updateOne,
      ClaimedUnitCorrected: updateOne,
      CoverageTested: updateOne,
      EvidenceReviewed: (event, react) =>
        event.data.defectCode === undefined ? Promise.resolve() : updateOne(event, react),
    },
  });
}
