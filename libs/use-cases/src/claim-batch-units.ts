import { ChooseRemedy, type Claim, defectCodeOf, isSubmitted, type ReopenClaim, type SubmitClaim } from '#claims';
import { type CommandMetadata, parseSerial, type Refusal, sameCode, uuidv5 } from '#kernel';
import type { Outcome } from '#platform';
import {
  type CoverageCheck,
  defectGroupOf,
  OpenClaimOnUnit,
  type ProductState,
  remediedRefusal,
  type Unit,
} from '#warranty';
import { claimCoverage } from './claim-coverage.ts';
import { latestOf, partOf, refused, type RequestOutcome, type UseCasePorts } from './ports.ts';
import { reopenClaim } from './reopen-claim.ts';
import { type SubmissionReads, submitClaim } from './submit-claim.ts';

export interface BatchUnitsClaim extends Pick<SubmitClaim['data'], 'partnerId' | 'preferredRemedy' | 'channel'> {
  readonly batchId: string;
  readonly defectGroup: string;
  /** Absent: all that the partner has. */
  readonly serials?: readonly string[] | undefined;
}

type Ports = UseCasePorts<SubmissionReads | 'batch', SubmitClaim | OpenClaimOnUnit | ReopenClaim | ChooseRemedy>;
type ClaimOfUnit = NonNullable<RequestOutcome['claims']>[number];

/** Of one act; a further one claims for the others. */
export const MOST_UNITS = 2_000;
const AT_A_TIME = 50;

const REMEDIED = remediedRefusal('C1');

/**
 * B7: units of a batch that is confirmed defective, without evidence. Each gets its own claim, so that a repeated act claims only for
 * what is not claimed for yet: a unit with an open claim stays with that, and one that was rejected for this defect is reopened.
 */
export async function claimBatchUnits(
  act: BatchUnitsClaim,
  meta: CommandMetadata,
  ports: Ports,
): Promise<RequestOutcome> {
  const confirmed = await confirmedGroup(act, ports);
  const serials = act.serials ? [...new Set(act.serials)] : await unclaimedFirst(act, ports);
  const claims: ClaimOfUnit[] = [];
  for (let from = 0; confirmed && from < serials.length; from += AT_A_TIME) {
    const some = serials.slice(from, from + AT_A_TIME).map(async (given): Promise<readonly ClaimOfUnit[]> => {
      const serial = parseSerial(given);
      const unit = serial && (await ports.aggregates.unit(serial));
      const isTheirs = unit?.holder === act.partnerId && unit.newSerial === undefined;
      // Not by name: the list lags.
      if (!unit || !isTheirs || unit.shipment.batchId !== act.batchId)
        return act.serials ? [{ outcome: refused(notOfYours(act, given)) }] : [];
      const claim = await claimForUnit({ act, unit, ...confirmed }, partOf(meta, unit.shipment.serial), ports);
      return act.serials || !isRemedied(claim) ? [claim] : [];
    });
    claims.push(...(await Promise.all(some)).flat());
  }
  if (claims.length > 0) return { ...latestOf(claims.map(({ outcome }) => outcome)), claims };
  // Nothing tells a partner of a batch of which it has no unit.
  const outcomes = (confirmed ? [] : (act.serials ?? [])).map((serial) => refused(notOfYours(act, serial)));
  return { ...refused(notOfYours(act)), claims: outcomes.map((outcome) => ({ outcome })) };
}

/** So that further acts go on where one ended. */
async function unclaimedFirst({ partnerId, batchId }: BatchUnitsClaim, ports: Ports): Promise<readonly string[]> {
  const held = await ports.unitsOfBatch.heldBy(partnerId, batchId);
  const order = ({ remedied, hasOpenClaim }: (typeof held)[number]) => Number(hasOpenClaim) + 2 * Number(remedied);
  return held
    .toSorted((one, other) => order(one) - order(other))
    .slice(0, MOST_UNITS)
    .map(({ serial }) => serial);
}

interface Confirmed {
  readonly defectGroup: string;
  readonly product: NonNullable<ProductState>['current'];
}

async function confirmedGroup(
  { batchId, defectGroup: named }: BatchUnitsClaim,
  { aggregates }: Ports,
): Promise<Confirmed | undefined> {
  const batch = await aggregates.batch(batchId);
  const product = batch && (await aggregates.product(batch.produced.sku));
  const defectGroup = [...(batch?.groups ?? [])].find(
    ([group, state]) => state === 'CONFIRMED_DEFECTIVE' && sameCode(group, named),
  )?.[0];
  return product && defectGroup !== undefined ? { defectGroup, product: product.current } : undefined;
}

interface OfUnit extends Confirmed {
  readonly act: BatchUnitsClaim;
  readonly unit: Unit;
}

async function claimForUnit(of: OfUnit, meta: CommandMetadata, ports: Ports): Promise<ClaimOfUnit> {
  const { act, unit, defectGroup } = of;
  const { batchId, partnerId, preferredRemedy, channel } = act;
  const { serial } = unit.shipment;
  const batch = { batchId, defectGroup };
  // C12: the claim of this act, which may have ended since.
  const claimId = uuidv5(`claim/${meta.id}`);
  if (unit.openClaim !== claimId && !unit.closedClaims.has(claimId)) {
    const open = unit.openClaim === undefined ? undefined : await ports.aggregates.claim(unit.openClaim);
    if (open && isSubmitted(open))
      return isReopened(open, of) ? reopened(open, of, meta, ports) : joined(open, of, meta, ports);
    if (unit.remedied) return { outcome: refused(REMEDIED) };
    const rejected = await rejectedFor(of, ports);
    if (rejected) return reopened(rejected, of, meta, ports);
  }
  const code = await codeOf(of, meta, ports);
  const description = `Unit of batch ${batchId}, which was confirmed defective (${defectGroup}).`;
  const defect = { code, description };
  const submission = { claimId, partnerId, serial, defect, preferredRemedy, evidence: [], channel, batch };
  return claimed(claimId, await submitClaim(submission, meta, ports));
}

const isRemedied = ({ outcome }: ClaimOfUnit): boolean =>
  outcome.kind === 'refused' && outcome.refusal.code === REMEDIED.code;

const claimed = (claimId: string, outcome: Outcome): ClaimOfUnit =>
  outcome.kind === 'refused' ? { outcome } : { claimId, outcome };

/** C2: the unit keeps the claim that it has, with the remedy that is asked for now as long as it can be chosen. */
async function joined(
  { submission: { claimId } }: Claim,
  { act: { partnerId, preferredRemedy }, unit }: OfUnit,
  meta: CommandMetadata,
  { aggregates, execute }: Ports,
): Promise<ClaimOfUnit> {
  const { serial } = unit.shipment;
  const reservation = { serial, claimId, partnerId, round: unit.openRound };
  const reserved = await execute(new OpenClaimOnUnit(reservation, partOf(meta, 'join')));
  const { choice, execution } = await aggregates.claim(claimId);
  if (reserved.kind === 'refused' || !preferredRemedy || choice?.binding || execution)
    return claimed(claimId, reserved);
  const chosen = await execute(new ChooseRemedy({ claimId, remedy: preferredRemedy }, partOf(meta, 'choose')));
  return claimed(claimId, latestOf([reserved, chosen]));
}

const reasonOf = ({ act: { batchId }, defectGroup }: OfUnit): string =>
  `Batch ${batchId} was confirmed defective (${defectGroup}).`;

/** By this act, as far as it came, or by one before it. */
const isReopened = ({ decision, reopenedFor }: Claim, of: OfUnit): boolean =>
  decision ? decision.outcome === 'REJECTED' : reopenedFor === reasonOf(of);

/** C10: the verdict is new evidence, once. */
async function reopened(
  { submission, reopenedFor }: Claim,
  of: OfUnit,
  meta: CommandMetadata,
  ports: Ports,
): Promise<ClaimOfUnit> {
  const { claimId } = submission;
  const { defectGroup } = of;
  const { batchId, preferredRemedy } = of.act;
  const reason = reasonOf(of);
  const isNew = submission.batch?.batchId !== batchId && reopenedFor !== reason;
  const reopening = { claimId, reason, evidence: [], ...(isNew && { batch: { batchId, defectGroup } }) };
  const outcome = await reopenClaim(reopening, meta, ports);
  if (outcome.kind === 'refused' || !preferredRemedy) return claimed(claimId, outcome);
  const choice = new ChooseRemedy({ claimId, remedy: preferredRemedy }, partOf(meta, 'choose'));
  return claimed(claimId, latestOf([outcome, await ports.execute(choice)]));
}

/** Of this partner, for this defect. */
async function rejectedFor(
  { act: { partnerId }, unit, product, defectGroup }: OfUnit,
  { aggregates }: Ports,
): Promise<Claim | undefined> {
  for (const { claimId, outcome } of unit.closedClaims.values()) {
    const claim = outcome === 'REJECTED' ? await aggregates.claim(claimId) : undefined;
    if (!claim || !isSubmitted(claim) || claim.submission.partnerId !== partnerId) continue;
    if (defectGroupOf(product, defectCodeOf(claim)) === defectGroup) return claim;
  }
  return undefined;
}

const OF_DEFECT: ReadonlySet<string> = new Set<CoverageCheck>(['EXCLUDED_DEFECT', 'DEFECT_NOT_COVERED']);

/** Of the defect group: the first that the policy of the unit covers. */
async function codeOf(
  { act: { partnerId }, unit, product, defectGroup }: OfUnit,
  { at }: CommandMetadata,
  { aggregates }: Ports,
): Promise<string> {
  const codes = product.defectGroups.find(({ group }) => group === defectGroup)?.codes ?? [defectGroup];
  for (const code of codes) {
    const { failedChecks } = await claimCoverage(unit, { partnerId, defect: { code } }, at, aggregates);
    if (!failedChecks.some((check) => OF_DEFECT.has(check.code))) return code;
  }
  return codes[0] ?? defectGroup;
}

/** One for all reasons, so that it does not tell whether a serial or batch exists, nor what is known of it. */
const notOfYours = ({ batchId, defectGroup }: BatchUnitsClaim, serial?: string): Refusal => ({
  code: 'NOT_YOUR_DEFECTIVE_UNIT',
  message: `${serial === undefined ? 'You have no unit' : `Unit ${serial} is not one that you have`} of a batch ${batchId} that is confirmed defective by ${defectGroup}. Copy batch, defect group and serials from our notice, or claim for a single unit.`,
  rule: 'B7',
  ...(serial !== undefined && { details: { serial } }),
});
