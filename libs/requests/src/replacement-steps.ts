import { CancelAllotments, ReserveReplacements, ShipReplacements } from '#finance';
import { NameReplacement, ReplaceUnit, ShipUnit } from '#warranty';

/** What makes a new unit the replacement for its claim. */
export const REPLACEMENT_STEPS = [
  ReserveReplacements,
  ShipUnit,
  NameReplacement,
  ReplaceUnit,
  CancelAllotments,
  ShipReplacements,
] as const;
