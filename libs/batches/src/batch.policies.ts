import { shareOut } from '#kernel';

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

interface SamplesOfPartner {
  readonly partnerId: string;
  readonly units: number;
}

/**
 * B6: from which partners, of the units that each still has without a claim. One from each, those with most units first, so that no one
 * shipment or storage speaks for the batch; the others in proportion. The same for the same units; fewer where there are fewer.
 */
export function samplesFrom(units: number, inField: ReadonlyMap<string, number>): readonly SamplesOfPartner[] {
  const partners = [...inField]
    .filter(([, has]) => has > 0)
    .sort(([one, its], [other, others]) => others - its || (one < other ? -1 : 1))
    .slice(0, units);
  const others = partners.map(([, has]) => has - 1);
  const more = Math.min(
    units - partners.length,
    others.reduce((sum, has) => sum + has, 0),
  );
  const shares = shareOut({ minor: more, currency: '' }, others);
  return partners.map(([partnerId], index) => ({ partnerId, units: 1 + (shares[index]?.minor ?? 0) }));
}
