import type { Json } from '#kernel';
import { contractTrigger, type TriggerInputs } from './contract-trigger.detector.ts';
import type { Detector, Reading } from './detector.ts';
import { driftCusum, type DriftInputs } from './drift-cusum.detector.ts';
import { maxSprt, type SequentialInputs } from './max-sprt.detector.ts';

/** One version of each method. */
export interface Detectors {
  readonly sequential: Detector<SequentialInputs>;
  readonly trigger: Detector<TriggerInputs>;
  readonly drift: Detector<DriftInputs>;
}

export const todaysDetectors: Detectors = { sequential: maxSprt, trigger: contractTrigger, drift: driftCusum };

/** All versions that alarms were ever raised under. */
const everyDetector = [maxSprt, contractTrigger, driftCusum] as unknown as readonly Detector<Json>[];

/** B5: what the detector of that time reads from the inputs of that time. Undefined: there never was that version. */
export const readAgain = ({
  method,
  version,
  inputs,
}: Pick<Reading, 'method' | 'version' | 'inputs'>): Reading | undefined =>
  everyDetector.find((detector) => detector.method === method && detector.version === version)?.read(inputs);
