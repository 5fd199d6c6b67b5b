import { randomUUID } from 'node:crypto';
import { RecordQc } from '#batches';
import {
  AttachEvidence,
  ChooseRemedy,
  type Channel,
  CommunicateDecision,
  type EvidenceItem,
  RejectClaim,
  RequestEvidence,
  WithdrawClaim,
} from '#claims';
import {
  type Actor,
  canonicalJson,
  type Clock,
  type Command,
  type Instant,
  type CommandMetadata,
  type Json,
  money,
  MoneyError,
  parseSerial,
  type Refusal,
  sha256,
  uuidv5,
} from '#kernel';
import {
  FileClaim,
  GrantClaim,
  JudgeEvidence,
  PublishTerms,
  RegisterBatch,
  RegisterSale,
  ShipUnits,
  TakeUpAgain,
} from '#use-cases';
import { PublishCalendar } from '#sla';
import { ChangePartnerTerms, EnrollPartner, ExtendCoverage, ListProduct } from '#warranty';
import * as inputs from './inputs.ts';

/** What surrounds a request as it comes in. */
export interface Arrival {
  readonly actor: Actor;
  readonly channel: Channel;
  readonly clock: Clock;
  /** Staff import history: when it really was. */
  readonly at?: Instant | undefined;
}

/** A request cannot even become a command: said in the same words wherever it came from. */
export class Unacceptable extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

interface Keyed {
  readonly idempotencyKey?: string;
}

/** What the outside world can ask for, by the name of the mutation: GraphQL and import go through the same table. */
interface Entry<I extends Keyed> {
  readonly Input: new () => I;
  toCommand(input: I, issue: CommandMetadata, arrival: Arrival): Command;
}

const entry = <I extends Keyed>(Input: new () => I, toCommand: Entry<I>['toCommand']): Entry<I> => ({
  Input,
  toCommand,
});

/** A claim's evidence is known by claim and content, so that the same file attached twice is the same item. */
const evidenceItems = (claimId: string, evidence: readonly inputs.EvidenceInput[]): EvidenceItem[] =>
  evidence.map((item) => {
    const hash = item.sha256.toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(hash))
      throw new Unacceptable({
        code: 'INVALID_SHA256',
        message: `"${item.sha256}" is no SHA-256: 64 hexadecimal digits are.`,
        rule: 'E1',
      });
    return { ...given(item), sha256: hash, evidenceId: uuidv5(`${claimId}/${hash}`) };
  });

/** A claim id the client did not choose follows from its key, so that the same request finds the same claim again. */
const claimIdOf = (input: inputs.SubmitClaimInput, issue: CommandMetadata): string =>
  input.claimId ?? (input.idempotencyKey === undefined ? randomUUID() : uuidv5(`claim/${issue.id}`));

const partnerOf = (input: inputs.SubmitClaimInput, { actor }: Arrival): string => {
  const partnerId = input.partnerId ?? actor.onBehalfOf;
  if (partnerId === undefined)
    throw new Unacceptable({
      code: 'PARTNER_REQUIRED',
      message: 'Name the partner this claim is taken for (partnerId).',
      rule: 'C2',
    });
  return partnerId;
};

function submission(input: inputs.SubmitClaimInput, issue: CommandMetadata, arrival: Arrival): Command {
  const claimId = claimIdOf(input, issue);
  const partnerId = partnerOf(input, arrival);
  if (input.receivedAt !== undefined) {
    if (arrival.actor.role === 'PARTNER')
      throw new Unacceptable({
        code: 'RECEIVED_AT_BY_STAFF',
        message: 'receivedAt: only staff can say when a claim was received. Leave it out.',
        rule: 'S5',
      });
    if (input.receivedAt > arrival.clock.now())
      throw new Unacceptable({
        code: 'RECEIVED_IN_FUTURE',
        message: 'receivedAt: a claim cannot have been received in the future.',
        rule: 'S5',
      });
  }
  const { serial, defect, failedOn, preferredRemedy } = input;
  const data = {
    claimId,
    partnerId,
    serial,
    defect: given(defect),
    ...(failedOn && { failedOn }),
    ...(preferredRemedy && { preferredRemedy }),
    evidence: evidenceItems(claimId, input.evidence),
    channel: arrival.channel,
  };
  const actor: Actor = arrival.actor.role === 'PARTNER' ? arrival.actor : { ...arrival.actor, onBehalfOf: partnerId };
  return new FileClaim(data, { ...issue, actor, at: input.receivedAt ?? issue.at });
}

const price = ({ amount, currency }: inputs.MoneyInput) => {
  try {
    return money(amount, currency);
  } catch (error) {
    if (error instanceof MoneyError)
      throw new Unacceptable({ code: 'INVALID_AMOUNT', message: error.message, rule: 'F3' });
    throw error;
  }
};

const serialOf = (typed: string) => {
  const serial = parseSerial(typed);
  if (!serial)
    throw new Unacceptable({
      code: 'UNKNOWN_SERIAL',
      message: 'No unit with this serial was ever shipped. Check the serial on the plate.',
      rule: 'C2',
    });
  return serial;
};

export const intake = {
  submitClaim: entry(inputs.SubmitClaimInput, submission),
  attachEvidence: entry(
    inputs.AttachEvidenceInput,
    ({ claimId, evidence }, by) => new AttachEvidence({ claimId, evidence: evidenceItems(claimId, evidence) }, by),
  ),
  requestEvidence: entry(
    inputs.RequestEvidenceInput,
    ({ claimId, missing, message }, by) => new RequestEvidence({ claimId, missing, message }, by),
  ),
  reviewEvidence: entry(
    inputs.ReviewEvidenceInput,
    ({ claimId, verdict, findings }, by) => new JudgeEvidence({ claimId, verdict, findings }, by),
  ),
  approveClaim: entry(inputs.ApproveClaimInput, (input, by) => new GrantClaim(given(withoutKey(input)), by)),
  rejectClaim: entry(inputs.RejectClaimInput, (input, by) => new RejectClaim(given(withoutKey(input)), by)),
  chooseRemedy: entry(inputs.ChooseRemedyInput, ({ claimId, remedy }, by) => new ChooseRemedy({ claimId, remedy }, by)),
  acknowledgeDecision: entry(
    inputs.ClaimInput,
    ({ claimId }, by) => new CommunicateDecision({ claimId, how: 'SEEN_BY_PARTNER' }, by),
  ),
  withdrawClaim: entry(inputs.WithdrawClaimInput, (input, by) => new WithdrawClaim(given(withoutKey(input)), by)),
  reopenClaim: entry(
    inputs.ReopenClaimInput,
    ({ claimId, reason, evidence }, by) =>
      new TakeUpAgain({ claimId, reason, evidence: evidenceItems(claimId, evidence) }, by),
  ),

  enrollPartner: entry(inputs.PartnerInput, (input, by) => {
    const { id, ...partner } = given(withoutKey(input));
    return new EnrollPartner({ ...partner, partnerId: id }, by);
  }),
  changePartnerTerms: entry(inputs.PartnerTermsInput, (input, by) => {
    const { id, ...terms } = given(withoutKey(input));
    return new ChangePartnerTerms({ ...terms, partnerId: id }, by);
  }),
  listProduct: entry(inputs.ProductInput, (input, by) => new ListProduct(given(withoutKey(input)), by)),
  publishPolicy: entry(inputs.PolicyInput, (input, by) => {
    const { id, ...policy } = given(withoutKey(input));
    return new PublishTerms({ ...policy, policyId: id }, by);
  }),
  publishCalendar: entry(inputs.CalendarInput, (input, by) => {
    const { id, ...calendar } = given(withoutKey(input));
    return new PublishCalendar({ ...calendar, calendarId: id }, by);
  }),
  recordBatch: entry(inputs.BatchInput, (input, by) => {
    // The quality record is the factory's own JSON: nothing is stripped from it.
    const { qc, ...rest } = withoutKey(input);
    const { id, ...batch } = given(rest);
    return new RegisterBatch({ ...batch, batchId: id, ...(qc !== undefined && qc !== null && { qc }) }, by);
  }),
  shipUnits: entry(inputs.ShipmentInput, (input, by) => {
    const { lines, ...invoice } = given(withoutKey(input));
    return new ShipUnits({ ...invoice, lines: lines.map((line) => ({ ...line, netPrice: price(line.netPrice) })) }, by);
  }),
  recordSale: entry(inputs.SaleInput, (input, by) => new RegisterSale(given(withoutKey(input)), by)),
  extendCoverage: entry(
    inputs.ExtendCoverageInput,
    ({ serial, months, reason }, by) => new ExtendCoverage({ serial: serialOf(serial), months, reason }, by),
  ),
  recordQc: entry(inputs.QcInput, ({ batchId, results }, by) => new RecordQc({ batchId, results }, by)),
} as const;

export type RequestName = keyof typeof intake;
export type InputOf<N extends RequestName> = InstanceType<(typeof intake)[N]['Input']>;

/**
 * A request → the command it stands for. With an idempotency key the command's id follows from who sent it and the key, and the
 * whole request is digested, so that the same key with another body is noticed (C12).
 * @throws Unacceptable
 */
export function commandOf<N extends RequestName>(name: N, input: InputOf<N>, arrival: Arrival): Command {
  const { idempotencyKey: key } = input as Keyed;
  const { actor, clock } = arrival;
  const id = key === undefined ? randomUUID() : uuidv5(`key/${actor.onBehalfOf ?? actor.id}/${key}`);
  const issue: CommandMetadata = {
    id,
    actor,
    at: arrival.at ?? clock.now(),
    correlationId: id,
    ...(key !== undefined && { digest: sha256(canonicalJson({ name, input: plain(input) })) }),
  };
  return (intake[name] as unknown as Entry<Keyed>).toCommand(input as Keyed, issue, arrival);
}

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value));

/** A class instance → a plain object of the fields that were given; null counts as not given. */
function given<T extends object>(input: T): T {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([field, held]) =>
        held === null || held === undefined ? [] : [[field, strip(held)]],
      ),
    );
  };
  return strip(input) as T;
}

function withoutKey<T extends Keyed>({ idempotencyKey: _, ...input }: T): Omit<T, 'idempotencyKey'> {
  return input;
}
