import { claimDecider, SubmitClaim } from '#claims';
import { Command, dayOf, parseSerial, type Refusal } from '#kernel';
import { coverageOf, OpenClaimOnUnit } from '#warranty';
import { type Case, partOf, refused } from './ports.ts';

/** A claim as it comes in: the serial as it was typed, the rest as the claim will hold it. */
export class FileClaim extends Command<
  Omit<SubmitClaim['data'], 'serial' | 'sku' | 'batchId' | 'coverage' | 'calendarId'> & { readonly serial: string }
> {
  readonly type = 'FileClaim' as const;
}

const unknownSerial = (serial: string): Refusal => ({
  code: 'UNKNOWN_SERIAL',
  message: 'No unit with this serial was ever shipped. Check the serial on the plate.',
  rule: 'C2',
  details: { serial },
});

/**
 * One open claim per serial, although two streams cannot be written together (C2): the unit is reserved first, on its own
 * stream, where two who come at once meet; the claim follows. When it never comes, the reservation lapses
 * (`when-reservation-lapses-then-free-the-unit`).
 */
export const fileClaim: Case<FileClaim> = {
  CommandClass: FileClaim,
  async handle({ data, meta }, ports) {
    const serial = parseSerial(data.serial);
    const unit = serial && (await ports.aggregates.unit(serial));
    if (!serial || !unit) return refused(unknownSerial(data.serial));

    // C3: coverage is asked for the day of failure, or of submission when that is unknown; never for today.
    const submittedOn = dayOf(meta.at);
    const coverage = coverageOf(unit, await ports.aggregates.policiesFor(unit.sku), {
      on: data.failedOn ?? submittedOn,
      defectCode: data.defect.code,
      submittedOn,
    });
    const calendarId = (await ports.aggregates.partner(data.partnerId))?.current.calendarId;
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

    // A claim that is there tells whether this is the same request; what the claim itself refuses must not reserve the unit.
    const claim = await ports.aggregates.claim(data.claimId);
    if (claim.submission || claimDecider.decide(submit, claim).kind === 'refused') return ports.execute(submit);

    const reserved = await ports.execute(
      new OpenClaimOnUnit(
        { serial, claimId: data.claimId, partnerId: data.partnerId, round: 1 },
        partOf(meta, 'reserve'),
      ),
    );
    return reserved.kind === 'refused' ? reserved : ports.execute(submit);
  },
};
