import { claimDecider, SubmitClaim } from '#claims';
import {
  type CommandMetadata,
  dayIn,
  type Instant,
  isDamagedBySpreadsheet,
  parseSerial,
  type Refusal,
  serialRefusal,
} from '#kernel';
import type { Outcome } from '#platform';
import { coverageOf, defectCodesOf, OpenClaimOnUnit } from '#warranty';
import { placeOfPartner } from './place-of-partner.ts';
import { partOf, refused, type UseCasePorts } from './ports.ts';

/** Data of `SubmitClaim`, with the serial as it was typed and without what is looked up here. */
export interface ClaimSubmission
  extends Omit<SubmitClaim['data'], 'serial' | 'sku' | 'batchId' | 'coverage' | 'calendarId'> {
  readonly serial: string;
  /** When it was received, if that was earlier (S5). */
  readonly receivedAt?: Instant | undefined;
}

type Reads = 'claim' | 'unit' | 'partner' | 'product' | 'policiesFor' | 'calendars';

/**
 * C2, one open claim per serial, although two streams cannot be written together: the unit is reserved first on its own stream, where
 * concurrent submissions conflict; the claim follows. If it never does, the reservation lapses (`lapsed-reservations.timer.ts`).
 */
export async function submitClaim(
  { receivedAt, ...data }: ClaimSubmission,
  request: CommandMetadata,
  { aggregates, execute }: UseCasePorts<Reads, SubmitClaim | OpenClaimOnUnit>,
): Promise<Outcome> {
  const { claimId, partnerId } = data;
  const meta = { ...request, at: receivedAt ?? request.at, actor: { ...request.actor, onBehalfOf: partnerId } };
  const serial = parseSerial(data.serial);
  const unit = serial && (await aggregates.unit(serial));
  if (!serial || !unit)
    return refused(isDamagedBySpreadsheet(data.serial) ? serialRefusal(data.serial) : unknownSerial(data.serial));

  // C3: coverage on the day of failure, or of submission when that is unknown; never on today. R9: days of the partner's place.
  const submittedOn = dayIn(await placeOfPartner(partnerId, aggregates), meta.at);
  const product = await aggregates.product(unit.sku);
  const coverage = coverageOf(unit, await aggregates.policiesFor(unit.sku), {
    on: data.failedOn ?? submittedOn,
    defectCode: data.defect.code,
    productDefects: product && defectCodesOf(product.current),
    submittedOn,
  });
  const calendarId = (await aggregates.partner(partnerId))?.current.calendarId;
  const submit = new SubmitClaim(
    {
      ...data,
      serial,
      sku: unit.sku,
      batchId: unit.shipment.batchId,
      coverage: { ...coverage, failedChecks: [...coverage.failedChecks] },
      ...(calendarId !== undefined && { calendarId }),
    },
    meta,
  );

  // An existing claim decides whether this is the same request, and a submission that it refuses must not reserve the unit.
  const claim = await aggregates.claim(claimId);
  if (claim.submission || claimDecider.decide(submit, claim).kind === 'refused') return execute(submit);

  const reserved = await execute(
    new OpenClaimOnUnit({ serial, claimId, partnerId, round: 1 }, partOf(meta, 'reserve')),
  );
  return reserved.kind === 'refused' ? reserved : execute(submit);
}

const unknownSerial = (serial: string): Refusal => ({
  code: 'UNKNOWN_SERIAL',
  message: 'No unit with this serial was ever shipped. Check the serial on the plate.',
  rule: 'C2',
  details: { serial },
});
