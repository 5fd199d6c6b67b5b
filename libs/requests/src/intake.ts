import type { ClaimCoverage } from '#claims';
import { type Actor, type Clock, type Day, type Instant, parseSerial, type Refusal, type Serial } from '#kernel';
import { dueAt, USUAL_TARGETS } from '#sla';
import { claimCoverage, claimTerms, DEFAULT_CALENDAR_ID } from '#use-cases';
import { evidenceDemandedFor, excludesDefect, type ProductFact, type PublishedPolicy, type Unit } from '#warranty';
import { forbidden } from './actions.ts';
import { submitClaim } from './claims.requests.ts';
import type { DryRun } from './dispatcher.ts';
import { EXAMPLE_EVIDENCE, EXAMPLE_TEXT } from './examples.ts';

export interface IntakeQuestion {
  readonly serial: string;
  readonly defectCode?: string | undefined;
  readonly failedOn?: Day | undefined;
}

/** What a claim would meet. Without `outlook` the unit is not there, or not the caller's. */
export interface IntakeAnswer {
  /** What `submitClaim` would be refused for with evidence that shows the defect; undefined: it would be taken. */
  readonly refusal: Refusal | undefined;
  readonly outlook?: Outlook | undefined;
}

export interface Outlook {
  readonly serial: Serial;
  readonly coverage: ClaimCoverage;
  readonly defectGroups: ProductFact<'ProductListed'>['defectGroups'];
  /** Whether the policy leaves a defect out. */
  readonly isExcluded: (code: string) => boolean;
  readonly evidenceDemanded: ReturnType<typeof evidenceDemandedFor>;
  /** When it would be resolved at the latest if it were submitted now; absent where it would be refused. */
  readonly dueAt?: Instant | undefined;
}

/** A code that no claim was ever rejected for, in place of one that is not known yet: it normalises to nothing else. */
const NOT_SAID = '?'.repeat(64);

/** Asks the request `submitClaim` dry. Staff are answered for the partner that has the unit. */
export async function intake(
  { serial: typed, defectCode, failedOn }: IntakeQuestion,
  actor: Actor,
  { dryRun, clock }: { readonly dryRun: DryRun; readonly clock: Clock },
): Promise<IntakeAnswer | { readonly invalid: string }> {
  const serial = parseSerial(typed);
  const found = serial && (await dryRun.aggregates.unit(serial));
  const unit = found && found.newSerial === undefined ? found : undefined;
  const partnerId = actor.onBehalfOf ?? unit?.holder ?? unit?.shipment.partnerId ?? EXAMPLE_PARTNER;
  const prepared = submitClaim.prepare(
    {
      serial: typed,
      defect: { code: defectCode ?? NOT_SAID, description: EXAMPLE_TEXT },
      ...(failedOn !== undefined && { failedOn }),
      ...(actor.role !== 'PARTNER' && { partnerId }),
      evidence: EXAMPLE_EVIDENCE,
    },
    { actor, channel: 'API', clock },
  );
  if (prepared.kind === 'invalid') return { invalid: prepared.message };
  const outcome = prepared.kind === 'refused' ? prepared : await dryRun.ask(prepared.request).catch(forbidden);
  const refusal = outcome.kind === 'refused' ? outcome.refusal : undefined;
  const visible = serial && unit && (actor.role !== 'PARTNER' || unit.holder === partnerId);
  if (!visible) return { refusal };
  const question = { partnerId, failedOn, defect: defectCode === undefined ? undefined : { code: defectCode } };
  const outlook = await outlookOf(serial, unit, question, clock.now(), dryRun.aggregates);
  return { refusal, outlook: refusal ? { ...outlook, dueAt: undefined } : outlook };
}

/** In place of a partner for a unit that nobody was ever shipped. */
const EXAMPLE_PARTNER = 'P-EXAMPLE';

async function outlookOf(
  serial: Serial,
  unit: Unit,
  question: Parameters<typeof claimCoverage>[1],
  at: Instant,
  aggregates: DryRun['aggregates'],
): Promise<Outlook> {
  const coverage = await claimCoverage(unit, question, at, aggregates);
  const policy = await claimTerms({ coverage }, aggregates);
  const product = await aggregates.product(unit.sku);
  return {
    serial,
    coverage,
    defectGroups: product?.current.defectGroups ?? [],
    isExcluded: (code) => policy !== undefined && excludesDefect(policy, code),
    evidenceDemanded: policy ? evidenceDemandedFor(policy, question.defect?.code) : [],
    dueAt: await resolutionDue(question.partnerId, policy, at, aggregates),
  };
}

/** S1, S5: as the clock of a claim that is submitted now would have it. */
async function resolutionDue(
  partnerId: string,
  policy: PublishedPolicy | undefined,
  at: Instant,
  { partner, calendars }: DryRun['aggregates'],
): Promise<Instant | undefined> {
  const own = (await partner(partnerId))?.current.calendarId;
  const calendar =
    (own === undefined ? undefined : await calendars.newest(own)) ?? (await calendars.newest(DEFAULT_CALENDAR_ID));
  const due = calendar && dueAt(calendar, at, (policy ?? USUAL_TARGETS).resolutionTarget);
  return due?.kind === 'due' ? due.answer.dueAt : undefined;
}
