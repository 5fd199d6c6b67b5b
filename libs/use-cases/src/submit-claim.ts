import { claimDecider, defectCodeOf, SubmitClaim } from '#claims';
import {
  claimNumber,
  type CommandMetadata,
  type Instant,
  isDamagedBySpreadsheet,
  parseSerial,
  type Refusal,
  sameCode,
  serialRefusal,
} from '#kernel';
import type { Outcome } from '#platform';
import { holderRefusal, OpenClaimOnUnit, type UnitState } from '#warranty';
import { firstOwner } from './assign-claim.ts';
import { claimCoverage } from './claim-coverage.ts';
import { namedEvidence } from './named-evidence.ts';
import { type AggregateReader, partOf, refused, type UseCasePorts } from './ports.ts';

export interface ClaimSubmission
  extends Omit<SubmitClaim['data'], 'serial' | 'sku' | 'batchId' | 'coverage' | 'calendarId' | 'ownerId'> {
  readonly serial: string;
  /** If earlier than now (S5). */
  readonly receivedAt?: Instant | undefined;
  /** Its id was just drawn at random: no claim has it, and none is looked for. */
  readonly isNew?: boolean | undefined;
}

export type SubmissionReads =
  | 'claim'
  | 'unit'
  | 'partner'
  | 'product'
  | 'policiesFor'
  | 'calendars'
  | 'staffMember'
  | 'staffIds';

/** C2: reserves the unit first, where concurrent submissions conflict. Without a claim the reservation lapses (`lapsed-reservations.timer.ts`). */
export async function submitClaim(
  { receivedAt, isNew, ...data }: ClaimSubmission,
  request: CommandMetadata,
  { aggregates, files, execute }: UseCasePorts<SubmissionReads, SubmitClaim | OpenClaimOnUnit>,
): Promise<Outcome> {
  const { claimId, partnerId } = data;
  const meta = { ...request, at: receivedAt ?? request.at, actor: { ...request.actor, onBehalfOf: partnerId } };
  const serial = parseSerial(data.serial);
  const unit = serial && (await aggregates.unit(serial));
  if (!serial || !unit)
    return refused(isDamagedBySpreadsheet(data.serial) ? serialRefusal(data.serial) : unknownSerial(data.serial));

  const claim = isNew ? claimDecider.initial : await aggregates.claim(claimId);
  // C2: before all else, so that no other refusal tells of the unit of another. A repeat is answered as before, also after R5.
  const claimed = claim.submission?.serial;
  if (claimed === undefined || (claimed !== serial && claimed !== unit.newSerial)) {
    const refusal = unit.newSerial === undefined ? holderRefusal(partnerId, unit) : unknownSerial(data.serial);
    if (refusal) return refused(refusal);
  }

  const evidence = await namedEvidence(files, partnerId, data.evidence);
  if ('code' in evidence) return refused(evidence);

  const coverage = await claimCoverage(unit, data, meta.at, aggregates);
  const calendarId = (await aggregates.partner(partnerId))?.current.calendarId;
  const ownerId = await firstOwner({ partnerId, sku: unit.sku }, aggregates);
  const submit = new SubmitClaim(
    {
      ...data,
      evidence: [...evidence],
      serial,
      sku: unit.sku,
      batchId: unit.shipment.batchId,
      coverage,
      ...(calendarId !== undefined && { calendarId }),
      ...(ownerId !== undefined && { ownerId }),
    },
    meta,
  );

  // An existing claim decides whether this is a repeat; a refused submission must not reserve the unit.
  if (claim.submission || claimDecider.decide(submit, claim).kind === 'refused') return execute(submit);
  const rejected = await rejectedBefore(aggregates, unit, submit.data);
  if (rejected) return refused(rejected);

  const reserved = await execute(
    new OpenClaimOnUnit({ serial, claimId, partnerId, round: 1 }, partOf(meta, 'reserve')),
  );
  return reserved.kind === 'refused' ? reserved : execute(submit);
}

/** C10: a new claim for the same defect after a rejection is a reopening. */
async function rejectedBefore(
  aggregates: Pick<AggregateReader, 'claim'>,
  { closedClaims }: NonNullable<UnitState>,
  { partnerId, defect }: SubmitClaim['data'],
): Promise<Refusal | undefined> {
  for (const { claimId, outcome } of closedClaims.values()) {
    if (outcome !== 'REJECTED') continue;
    const claim = await aggregates.claim(claimId);
    const { submission, decision } = claim;
    if (
      decision?.outcome === 'REJECTED' &&
      submission?.partnerId === partnerId &&
      sameCode(defectCodeOf(claim), defect.code)
    )
      return {
        code: 'REOPEN_INSTEAD',
        message: `Claim ${claimNumber(claimId)} on this unit for this defect was rejected. Reopen it with a reason and new evidence.`,
        rule: 'C10',
        details: { claimId },
      };
  }
  return undefined;
}

/** R10: what no plate has; and blanks are left out, also where the plate has dashes. */
function howRead(typed: string): string {
  const serial = parseSerial(typed);
  if (serial === undefined) return ` ${serialRefusal(typed).message}`;
  return /\S\s+\S/.test(typed)
    ? ` Without its spaces it was read as ${serial}: where the plate has a dash, type a dash.`
    : '';
}

const unknownSerial = (serial: string): Refusal => ({
  code: 'UNKNOWN_SERIAL',
  message: `No unit with this serial was ever shipped. Check the serial on the plate.${howRead(serial)}`,
  rule: 'C2',
  details: { serial },
});
