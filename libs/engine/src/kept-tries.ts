import type { ProcessState } from '#platform';
import type { KeptTries, Tried } from '#requests';

const KIND = 'wrong-serials';

/** One entry for each partner, that of its last day. */
export const keptTries = (processState: Pick<ProcessState, 'job' | 'setJob'>): KeptTries => ({
  read: async (partnerId) => (await processState.job(KIND, partnerId)) as Tried | undefined,
  write: (partnerId, { day, wrong }) => processState.setJob(KIND, partnerId, { day, wrong }),
});
