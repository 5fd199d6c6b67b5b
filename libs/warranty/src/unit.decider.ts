import { accept, conform, decider, firstRefusal, refuse, sameJson, unchanged } from '#kernel';
import {
  claimRefusal,
  extensionRefusal,
  invoicedTax,
  priceRefusal,
  saleDayRefusal,
  sellerRefusal,
  shipmentDayRefusal,
  type UnitState,
} from './unit.policies.ts';
import type { UnitCommand } from './warranty.commands.ts';
import { type UnitEvent, unitEvents } from './warranty.events.ts';

const unknownSerial = refuse(
  'UNKNOWN_SERIAL',
  'No unit with this serial was ever shipped. Check the serial on the plate.',
  { rule: 'C2' },
);

export const unitDecider = decider<UnitCommand, UnitEvent, UnitState>({
  initial: undefined,
  decide: {
    ShipUnit({ data, meta }, unit) {
      const tax = invoicedTax(data.taxCategory, data.taxRate);
      if ('code' in tax) return { kind: 'refused', refusal: tax };
      const shipment = conform(unitEvents.UnitShipped, { ...data, ...tax });
      if (shipment.kind === 'refused') return shipment;
      const refusal = firstRefusal(priceRefusal(data.netPrice), shipmentDayRefusal(data.shippedOn, meta.at));
      if (refusal) return { kind: 'refused', refusal };
      if (!unit) return accept({ type: 'UnitShipped', data: shipment.data });
      if (sameJson(shipment.data, unit.shipment)) return unchanged;
      return refuse('UNIT_ALREADY_SHIPPED', `Unit ${data.serial} was shipped already, with other data.`);
    },

    RecordSale({ data, meta }, unit) {
      if (!unit) return unknownSerial;
      const recorded = unit.sales.find(({ soldOn, soldTo }) => soldOn === data.soldOn && soldTo === data.soldTo);
      // Who sold it on and says so again is no longer the holder.
      if (recorded && !sellerRefusal(recorded.soldBy, meta.actor)) return unchanged;
      const sale = conform(unitEvents.UnitSold, { ...data, soldBy: unit.holder });
      if (sale.kind === 'refused') return sale;
      const refusal = firstRefusal(
        sellerRefusal(unit.holder, meta.actor),
        saleDayRefusal(data.soldOn, unit.shippedOn, meta.at),
      );
      if (refusal) return { kind: 'refused', refusal };
      if (data.soldTo === unit.holder) return unchanged;
      if (unit.soldOn)
        return refuse('UNIT_ALREADY_SOLD', `This unit was sold to a consumer on ${unit.soldOn}; a unit is sold once.`);
      return accept({ type: 'UnitSold', data: sale.data });
    },

    ExtendCoverage({ data }, unit) {
      if (!unit) return unknownSerial;
      const extension = conform(unitEvents.CoverageExtended, data);
      if (extension.kind === 'refused') return extension;
      // The reason tells two extensions apart: the same months for the same reason is the same one told twice (C12).
      if (unit.extensions.some((known) => sameJson(known, extension.data))) return unchanged;
      const refusal = extensionRefusal(unit.extensionMonths + data.months);
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'CoverageExtended', data: extension.data });
    },

    OpenClaimOnUnit({ data }, unit) {
      if (!unit) return unknownSerial;
      const opening = conform(unitEvents.ClaimOpenedOnUnit, data);
      if (opening.kind === 'refused') return opening;
      const refusal = claimRefusal(opening.data, unit);
      if (refusal) return { kind: 'refused', refusal };
      if (unit.openClaim === data.claimId && data.round <= unit.openRound) return unchanged;
      return accept({ type: 'ClaimOpenedOnUnit', data: opening.data });
    },

    CloseClaimOnUnit({ data }, unit) {
      if (!unit) return unknownSerial;
      const closing = conform(unitEvents.ClaimClosedOnUnit, data);
      if (closing.kind === 'refused') return closing;
      // The end of an earlier round comes late: the claim holds the unit again, having been reopened.
      if (unit.openClaim === data.claimId && data.round < unit.openRound) return unchanged;
      if (unit.openClaim === data.claimId) return accept({ type: 'ClaimClosedOnUnit', data: closing.data });
      if (unit.closedClaims.get(data.claimId) === data.outcome) return unchanged;
      return refuse('CLAIM_NOT_OPEN', `Claim ${data.claimId} is not open on this unit.`, { rule: 'C2' });
    },
  },
  evolve: {
    UnitShipped: (_, { data }) => ({
      sku: data.sku,
      shippedOn: data.shippedOn,
      ...(data.replacementOf && { replacementOf: data.replacementOf }),
      extensionMonths: 0,
      remedied: false,
      shipment: data,
      holder: data.partnerId,
      sales: [],
      extensions: [],
      openRound: 0,
      closedClaims: new Map(),
    }),
    UnitSold: (unit, { data }) =>
      unit && {
        ...unit,
        sales: [...unit.sales, data],
        ...(data.soldTo ? { holder: data.soldTo } : { soldOn: data.soldOn }),
      },
    CoverageExtended: (unit, { data }) =>
      unit && {
        ...unit,
        extensions: [...unit.extensions, data],
        extensionMonths: unit.extensionMonths + data.months,
      },
    ClaimOpenedOnUnit: (unit, { data }) => unit && { ...unit, openClaim: data.claimId, openRound: data.round },
    ClaimClosedOnUnit: (unit, { data }) =>
      unit && {
        ...unit,
        openClaim: undefined,
        closedClaims: new Map(unit.closedClaims).set(data.claimId, data.outcome),
        remedied: unit.remedied || data.outcome === 'CREDITED' || data.outcome === 'REPLACED',
      },
  },
});
