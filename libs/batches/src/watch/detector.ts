import type { Json } from '#kernel';

/** What a detector read from its inputs. It is stored whole, so that the same version gives it again for ever (B5). */
export interface Reading<I extends Json = Json> {
  readonly method: DetectionMethod;
  readonly version: number;
  readonly inputs: I;
  readonly observed: number;
  readonly expected: number;
  readonly statistic: number;
  readonly threshold: number;
  readonly alarm: boolean;
}

export type DetectionMethod = 'POISSON_MAXSPRT' | 'CONTRACT_TRIGGER' | 'POISSON_CUSUM';

/** A change that could change any reading is a new version; versions that alarms were raised under stay. */
export interface Detector<I extends Json> {
  readonly method: DetectionMethod;
  readonly version: number;
  read(inputs: I): Reading<I>;
}

export const detector = <I extends Json>(
  method: DetectionMethod,
  version: number,
  measure: (inputs: I) => Omit<Reading, 'method' | 'version' | 'inputs'>,
): Detector<I> => ({ method, version, read: (inputs) => ({ method, version, inputs, ...measure(inputs) }) });
