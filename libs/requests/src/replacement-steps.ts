import { CancelAllotments, ReserveReplacements, ShipReplacements } from '#finance';
import { CorrectShipment, NameReplacement, ReplaceUnit, ShipUnit } from '#warranty';

/** What makes a new unit the replacement for its claim. */
export const REPLACEMENT_STEPS = [
  ReserveReplacements,
  ShipUnit,
  NameReplacement,
  ReplaceUnit,
  CorrectShipment,
  CancelAllotments,
  ShipReplacements,
] as const;
