import { accept, decider, unchanged } from '#kernel';
import type { FlagBatch, UnflagBatch } from './claim.commands.ts';
import type { Claim, ClaimState } from './claim.state.ts';
import type { FlagEvent } from './flags.events.ts';

type Flag = FlagEvent['data'];

/** B5: what was said last of each group of defects of a batch. */
export type Flags = readonly (Flag & { readonly stands: boolean })[];

const isOf =
  ({ batchId, defectGroup }: Flag) =>
  (flag: Flag): boolean =>
    flag.batchId === batchId && flag.defectGroup === defectGroup;

const withFlag = (flags: Flags, { batchId, defectGroup }: Flag, stands: boolean): Flags => [
  ...flags.filter((flag) => !isOf({ batchId, defectGroup })(flag)),
  { batchId, defectGroup, stands },
];

/** The groups of its batch of which a claim is flagged; those that stood in its own stream at first, too. */
export const flagsOf = ({ unit, flags: former }: Pick<Claim, 'unit' | 'flags'>, flags: Flags): readonly string[] => {
  const ofItsBatch = flags.filter(({ batchId }) => batchId === unit.batchId);
  return [
    ...former.filter((group) => !ofItsBatch.some(({ defectGroup }) => defectGroup === group)),
    ...ofItsBatch.filter(({ stands }) => stands).map(({ defectGroup }) => defectGroup),
  ];
};

/** Now, or approved as of a defective batch (B7); as far as the reader sees it. */
export const isBatchFlagged = (
  { unit, flags: former = [], decision }: Pick<Partial<ClaimState>, 'unit' | 'flags' | 'decision'>,
  flags: Flags = [],
): boolean =>
  (unit !== undefined && flagsOf({ unit, flags: former }, flags).length > 0) ||
  (decision?.outcome === 'APPROVED' && decision.batch !== undefined);

export const flagsDecider = decider<FlagBatch | UnflagBatch, FlagEvent, Flags>({
  initial: [],
  decide: {
    FlagBatch({ data: { batchId, defectGroup } }, flags) {
      const flag = { batchId, defectGroup };
      if (flags.find(isOf(flag))?.stands) return unchanged;
      return accept({ type: 'BatchFlagged', data: flag });
    },
    /** One that stands in the claim's own stream is not known here. */
    UnflagBatch({ data: { batchId, defectGroup } }, flags) {
      const flag = { batchId, defectGroup };
      if (flags.find(isOf(flag))?.stands === false) return unchanged;
      return accept({ type: 'BatchUnflagged', data: flag });
    },
  },
  evolve: {
    BatchFlagged: (flags, { data }) => withFlag(flags, data, true),
    BatchUnflagged: (flags, { data }) => withFlag(flags, data, false),
  },
});
