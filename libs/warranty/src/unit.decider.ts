import { accept, claimNumber, conform, dayInWords, decider, firstRefusal, refuse, sameJson, unchanged } from '#kernel';
import {
  answeringRefusal,
  claimedRefusal,
  claimRefusal,
  correctedSales,
  correctedShipment,
  dayRefusal,
  decidedClaims,
  deliveryRefusal,
  extensionRefusal,
  inStockRefusal,
  isRemedy,
  latestAct,
  replacementKeptRefusal,
  saleRefusal,
  sellerRefusal,
  settledRefusal,
  shipmentOf,
  type Unit,
  type UnitState,
  whereabouts,
  withReplacement,
} from './unit.policies.ts';
import type { UnitCommand } from './warranty.commands.ts';
import { type UnitEvent, type UnitFact, unitEvents } from './warranty.events.ts';

const unknownSerial = refuse(
  'UNKNOWN_SERIAL',
  'No unit with this serial was ever shipped. Check the serial on the plate.',
  { rule: 'C2' },
);
const alreadyShipped = (serial: string) =>
  refuse(
    'UNIT_ALREADY_SHIPPED',
    `Unit ${serial} was already shipped with other data. Check the serial; correct the shipment if it was recorded wrongly, and record the return of a unit that came back.`,
    { rule: 'R2' },
  );

/** R5: after a correction of its serial, a unit exists only under the new one. */
const present = (unit: UnitState): UnitState => (unit?.newSerial === undefined ? unit : undefined);

export const unitDecider = decider<UnitCommand, UnitEvent, UnitState>({
  initial: undefined,
  decide: {
    ShipUnit({ data, meta }, unit) {
      const shipment = conform(unitEvents.UnitShipped, data);
      if (shipment.kind === 'refused') return shipment;
      if (unit?.recordedShipments.some((known) => sameShipment(known, shipment.data))) return unchanged;
      const current = present(unit);
      if (current && current.returnedOn === undefined) return alreadyShipped(data.serial);
      const refusal = firstRefusal(
        current && data.replacementOf && claimedRefusal(current),
        dayRefusal(data.shippedOn, meta.at, current && latestAct(current)),
      );
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'UnitShipped', data: shipment.data });
    },

    NameReplacement({ data: { serial, partnerId, replacementOf, invoicing } }, unit) {
      if (!present(unit) || !unit) return unknownSerial;
      const { claimId } = replacementOf;
      if (unit.shipment.replacementOf?.claimId === claimId) return unchanged;
      const refusal = answeringRefusal(unit, partnerId);
      if (refusal) return { kind: 'refused', refusal };
      const { delivery } = unit;
      const data = { serial, claimId, replacementOf, ...invoicing, ...(delivery && { delivery }) };
      return accept({ type: 'UnitNamedAsReplacement', data });
    },

    ReplaceUnit({ data }, unit) {
      if (!unit) return unknownSerial;
      return unit.replacedBy === data.newSerial ? unchanged : accept({ type: 'UnitReplaced', data });
    },

    RecordDelivery({ data, meta }, unit) {
      if (!present(unit) || !unit) return unknownSerial;
      const claimId = unit.shipment.replacementOf?.claimId;
      const delivered = conform(unitEvents.UnitDelivered, { ...data, ...(claimId !== undefined && { claimId }) });
      if (delivered.kind === 'refused') return delivered;
      const { serial: _, claimId: __, ...delivery } = delivered.data;
      if (sameJson(unit.delivery, delivery)) return unchanged;
      const refusal = deliveryRefusal(unit, data.deliveredOn, meta.at);
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'UnitDelivered', data: delivered.data });
    },

    RecordSale({ data, meta }, unit) {
      if (!present(unit) || !unit) return unknownSerial;
      const recorded = [...unit.recordedSales, ...unit.sales].find(
        ({ soldOn, soldTo }) => soldOn === data.soldOn && soldTo === data.soldTo,
      );
      // The seller is no longer the holder when it repeats a sale.
      if (recorded && !sellerRefusal(recorded.soldBy, meta.actor)) return unchanged;
      const refusal = firstRefusal(sellerRefusal(unit.holder, meta.actor), saleRefusal(unit, data.soldTo));
      if (refusal) return { kind: 'refused', refusal };
      const sale = conform(unitEvents.UnitSold, { ...data, soldBy: unit.holder });
      if (sale.kind === 'refused') return sale;
      if (data.soldTo === unit.holder) return unchanged;
      if (unit.soldOn)
        return refuse(
          'UNIT_ALREADY_SOLD',
          `This unit was sold to a consumer on ${dayInWords(unit.soldOn)}; a unit is sold only once. Correct the sale.`,
          { rule: 'R5' },
        );
      const tooEarly = dayRefusal(data.soldOn, meta.at, latestAct(unit));
      return tooEarly ? { kind: 'refused', refusal: tooEarly } : accept({ type: 'UnitSold', data: sale.data });
    },

    ExtendCoverage({ data, meta }, unit) {
      if (!present(unit) || !unit) return unknownSerial;
      const extension = conform(unitEvents.CoverageExtended, data);
      if (extension.kind === 'refused') return extension;
      const refusal = firstRefusal(
        dayRefusal(data.boughtOn, meta.at, shipmentOf(unit)),
        extensionRefusal(unit, data.months),
      );
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'CoverageExtended', data: extension.data });
    },

    CorrectShipment({ data }, unit) {
      if (!unit) return unknownSerial;
      if (unit.newSerial !== undefined) return unit.newSerial === data.newSerial ? unchanged : unknownSerial;
      const { serial, reason, newSerial, sku, batchId, policy, orderNumber, invoiceNumber, amounts } = data;
      const correction = conform(unitEvents.ShipmentCorrected, {
        serial,
        reason,
        ...whatDiffers(
          { newSerial: unit.shipment.serial, ...unit.shipment },
          { newSerial, sku, batchId, orderNumber, invoiceNumber, ...amounts },
        ),
        ...(policy !== undefined && !sameJson(policy ?? undefined, unit.policy) && { policy }),
        claimIds: decidedClaims(unit),
      });
      if (correction.kind === 'refused') return correction;
      const { serial: _, reason: __, claimIds: ___, ...corrected } = correction.data;
      if (Object.keys(corrected).length === 0) return unchanged;
      const refusal = correction.data.newSerial === undefined ? undefined : settledRefusal(unit);
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'ShipmentCorrected', data: correction.data });
    },

    TakeOverUnit({ data: { serial, shipment, sales, extensions, closedClaims, delivery } }, unit) {
      const { serial: correctedFrom, replacementOf } = shipment;
      const current = present(unit);
      if (current) return current.shipment.correctedFrom === correctedFrom ? unchanged : alreadyShipped(serial);
      return accept<UnitEvent>(
        { type: 'UnitShipped', data: { ...shipment, serial, correctedFrom } },
        ...(delivery
          ? [{ type: 'UnitDelivered' as const, data: { ...delivery, serial, claimId: replacementOf?.claimId } }]
          : []),
        ...sales.map((sale): UnitEvent => ({ type: 'UnitSold', data: { ...sale, serial } })),
        ...extensions.map((extension): UnitEvent => ({ type: 'CoverageExtended', data: { ...extension, serial } })),
        ...closedClaims.map((closed): UnitEvent => ({ type: 'ClaimClosedOnUnit', data: { ...closed, serial } })),
      );
    },

    CorrectSale({ data: { serial, reason, soldOn, soldTo }, meta }, unit) {
      if (!present(unit) || !unit) return unknownSerial;
      if (unit.returnedOn !== undefined) return { kind: 'refused', refusal: inStockRefusal(unit.returnedOn) };
      const sale = unit.sales.at(-1);
      if (!sale) return refuse('NOT_SOLD', 'This unit has no recorded sale. Record it.', { rule: 'R5' });
      const to = soldTo === sale.soldBy ? undefined : { soldOn: soldOn ?? sale.soldOn, soldTo: soldTo ?? sale.soldTo };
      const correction = conform(unitEvents.SaleCorrected, {
        serial,
        reason,
        sale: unit.sales.length,
        from: { soldOn: sale.soldOn, soldTo: sale.soldTo },
        to,
        claimIds: decidedClaims(unit),
      });
      if (correction.kind === 'refused') return correction;
      if (to && to.soldOn === sale.soldOn && to.soldTo === sale.soldTo) return unchanged;
      const holderChanges = to?.soldTo !== sale.soldTo;
      const refusal = firstRefusal(
        holderChanges ? settledRefusal(unit) : undefined,
        to && dayRefusal(to.soldOn, meta.at, latestAct(unit, unit.sales.slice(0, -1))),
      );
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'SaleCorrected', data: correction.data });
    },

    ReturnUnit({ data, meta }, unit) {
      if (!present(unit) || !unit) return unknownSerial;
      const returned = conform(unitEvents.UnitReturned, data);
      if (returned.kind === 'refused') return returned;
      if (unit.returnedOn === data.returnedOn) return unchanged;
      const refusal = firstRefusal(
        unit.returnedOn === undefined ? undefined : inStockRefusal(unit.returnedOn),
        unit.shipment.replacementOf && replacementKeptRefusal(unit.shipment.replacementOf.claimId),
        settledRefusal(unit),
        dayRefusal(data.returnedOn, meta.at, latestAct(unit)),
      );
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'UnitReturned', data: returned.data });
    },

    OpenClaimOnUnit({ data, meta }, unit) {
      if (!present(unit) || !unit) return unknownSerial;
      const opening = conform(unitEvents.ClaimOpenedOnUnit, data);
      if (opening.kind === 'refused') return opening;
      const refusal = claimRefusal(opening.data, meta, unit);
      if (refusal) return { kind: 'refused', refusal };
      if (unit.openClaim === data.claimId && data.round <= unit.openRound) return unchanged;
      return accept({ type: 'ClaimOpenedOnUnit', data: opening.data });
    },

    CloseClaimOnUnit({ data }, unit) {
      if (!unit) return unknownSerial;
      const closing = conform(unitEvents.ClaimClosedOnUnit, data);
      if (closing.kind === 'refused') return closing;
      // From an earlier round: since then the reopened claim has reserved the unit again.
      if (unit.openClaim === data.claimId && data.round < unit.openRound) return unchanged;
      if (unit.openClaim === data.claimId) return accept({ type: 'ClaimClosedOnUnit', data: closing.data });
      if (unit.closedClaims.get(data.claimId)?.outcome === data.outcome) return unchanged;
      return refuse('CLAIM_NOT_OPEN', `Claim ${claimNumber(data.claimId)} is not open on this unit.`, { rule: 'C2' });
    },
  },
  evolve: {
    UnitShipped: (unit, { data }) => ({
      sku: data.sku,
      shippedOn: data.shippedOn,
      ...(data.policy && { policy: data.policy }),
      ...(data.replacementOf && { replacementOf: data.replacementOf }),
      remedied: false,
      shipment: data,
      recordedShipments: [...(unit?.recordedShipments ?? []), data],
      recordedSales: [],
      holder: data.partnerId,
      sales: [],
      extensions: [],
      corrections: unit?.corrections ?? 0,
      openRound: unit?.openRound ?? 0,
      closedClaims: present(unit)?.closedClaims ?? new Map(),
    }),
    UnitNamedAsReplacement: (unit, { data }) =>
      unit && { ...unit, replacementOf: data.replacementOf, shipment: withReplacement(unit.shipment, data) },
    UnitReplaced: (unit, { data }) => unit && { ...unit, replacedBy: data.newSerial },
    UnitDelivered: (unit, { data: { serial: _, claimId: __, ...delivery } }) => unit && { ...unit, delivery },
    UnitSold: (unit, { data }) =>
      unit && withSales({ ...unit, recordedSales: [...unit.recordedSales, data] }, [...unit.sales, data]),
    CoverageExtended: (unit, { data }) => unit && { ...unit, extensions: [...unit.extensions, data] },
    ShipmentCorrected(unit, { data }) {
      if (!unit) return undefined;
      const shipment = correctedShipment(unit.shipment, data);
      const { sku, policy } = shipment;
      return { ...unit, sku, policy, shipment, corrections: unit.corrections + 1, newSerial: data.newSerial };
    },
    SaleCorrected(unit, { data }) {
      if (!unit) return undefined;
      // A sale that never took place may still take place on that day.
      const recordedSales = data.to ? unit.recordedSales : unit.recordedSales.toSpliced(data.sale - 1, 1);
      return withSales({ ...unit, recordedSales }, correctedSales(unit.sales, data));
    },
    UnitReturned: (unit, { data }) => unit && { ...unit, holder: undefined, returnedOn: data.returnedOn },
    ClaimOpenedOnUnit(unit, { data: { claimId, round } }) {
      if (!unit) return undefined;
      const ended = unit.closedClaims.get(claimId);
      return {
        ...unit,
        openClaim: claimId,
        openRound: round,
        // F4: its remedy was reversed.
        ...(ended && isRemedy(ended.outcome) && { remedied: false, creditedTax: undefined }),
      };
    },
    ClaimClosedOnUnit: (unit, { data }) =>
      unit && {
        ...unit,
        openClaim: undefined,
        closedClaims: new Map(unit.closedClaims).set(data.claimId, data),
        ...(data.outcome === 'CREDITED' && { creditedTax: unit.shipment.taxAmount }),
        remedied: unit.remedied || isRemedy(data.outcome),
      },
  },
});

const withSales = (unit: Unit, sales: readonly UnitFact<'UnitSold'>[]): Unit => ({
  ...unit,
  sales,
  ...whereabouts(unit.shipment, sales),
});

function sameShipment(a: UnitFact<'UnitShipped'>, b: UnitFact<'UnitShipped'>): boolean {
  const said = ({ policy: _, correctedFrom: __, ...shipment }: UnitFact<'UnitShipped'>) => {
    if (!shipment.replacementOf) return shipment;
    // Looked up on the unit that it replaces, which may have changed since.
    const { serial, batchId, partnerId, shippedOn, replacementOf } = shipment;
    return { serial, batchId, partnerId, shippedOn, claimId: replacementOf.claimId };
  };
  return sameJson(said(a), said(b));
}

function whatDiffers(current: object, asked: object): object {
  return Object.fromEntries(
    Object.entries(asked).filter(
      ([field, value]) => value !== undefined && !sameJson(value, (current as Record<string, never>)[field]),
    ),
  );
}
