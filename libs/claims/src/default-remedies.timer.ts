import { type Clock, epochMilliseconds, instantOf } from '#kernel';
import { defineTimer, DueWork, type Outcome, pagesOf, type ReadModels, timerMetadata } from '#platform';
import { ApplyDefaultRemedy } from './claim.commands.ts';
import type { StandingInstruction } from './claim.events.ts';
import { openChoicesModel } from './open-choices.projection.ts';

export const defaultRemedies = defineTimer<ApplyDefaultRemedy, DefaultRemediesOptions>({
  name: 'default-remedies',
  commands: { ApplyDefaultRemedy },
  ticksOver(options) {
    const due = new DueWork(options.clock);
    return () => applyDefaultRemedies(options, due);
  },
});

const AT_A_TIME = 100;

export interface DefaultRemediesOptions {
  readonly models: ReadModels;
  readonly clock: Clock;
  readonly standingInstructionFor: (claimId: string) => Promise<StandingInstruction>;
  readonly execute: (command: ApplyDefaultRemedy) => Promise<Outcome>;
}

/** C7. Any number of runs, restarted at any point, choose once. @returns the number of claims that were tried */
export function applyDefaultRemedies(
  { models, clock, standingInstructionFor, execute }: DefaultRemediesOptions,
  due = new DueWork(clock),
): Promise<number> {
  const now = clock.now();
  return due.pass({
    pages: pagesOf(models, openChoicesModel, {
      where: [{ field: 'chooseBy', lt: instantOf(epochMilliseconds(now) + 1) }],
      orderBy: { field: 'chooseBy', direction: 'asc' },
      limit: AT_A_TIME,
    }),
    atATime: AT_A_TIME,
    async work({ id: claimId, chooseBy }) {
      const standingInstruction = await standingInstructionFor(claimId);
      const meta = timerMetadata(defaultRemedies, `default-remedy/${claimId}/${chooseBy}`, claimId, now);
      await execute(new ApplyDefaultRemedy({ claimId, standingInstruction }, meta));
      return true;
    },
  });
}
