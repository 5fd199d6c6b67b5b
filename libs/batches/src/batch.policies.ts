export type GroupState = 'SUSPECTED' | 'CONFIRMED_DEFECTIVE' | 'CLEARED';

const GRAVITY = ['CLEARED', 'SUSPECTED', 'CONFIRMED_DEFECTIVE'] as const;

/** B5: what the batch shows of the states of its defect groups. */
export function gravest(states: Iterable<GroupState>): GroupState | 'NORMAL' {
  let gravity = -1;
  for (const state of states) gravity = Math.max(gravity, GRAVITY.indexOf(state));
  return GRAVITY[gravity] ?? 'NORMAL';
}

/** B9: whether the units of a batch in this state are neither shipped nor allotted. */
export const isHeldIn = (state: GroupState | 'NORMAL', released: boolean): boolean =>
  !released && (state === 'SUSPECTED' || state === 'CONFIRMED_DEFECTIVE');

/** B6: units that show a fault of this share at least once with this confidence: ⌈ln(1 − confidence) / ln(1 − share)⌉, 1 for all. */
export const sampleSize = (share: number, confidence = 0.95): number =>
  share >= 1 ? 1 : Math.ceil(Math.log(1 - confidence) / Math.log(1 - share));
