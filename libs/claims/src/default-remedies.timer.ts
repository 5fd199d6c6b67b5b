import { type Clock, epochMilliseconds, instantOf } from '#kernel';
import { defineTimer, type Outcome, type ReadModels, timerMetadata } from '#platform';
import { ApplyDefaultRemedy } from './claim.commands.ts';
import type { StandingInstruction } from './claim.events.ts';
import { openChoicesModel } from './open-choices.projection.ts';

export const defaultRemedies = defineTimer<ApplyDefaultRemedy, DefaultRemediesOptions>({
  name: 'default-remedies',
  commands: { ApplyDefaultRemedy },
  ticksOver: (options) => () => applyDefaultRemedies(options),
});

const AT_A_TIME = 100;

export interface DefaultRemediesOptions {
  readonly models: ReadModels;
  readonly clock: Clock;
  readonly standingInstructionFor: (claimId: string) => Promise<StandingInstruction>;
  readonly execute: (command: ApplyDefaultRemedy) => Promise<Outcome>;
}

/** C7. Any number of runs, restarted at any point, choose once. @returns the number of claims nominated */
export async function applyDefaultRemedies(options: DefaultRemediesOptions): Promise<number> {
  const { models, clock, standingInstructionFor, execute } = options;
  const now = clock.now();
  const { items } = await models.query(openChoicesModel, {
    where: [{ field: 'chooseBy', lt: instantOf(epochMilliseconds(now) + 1) }],
    orderBy: { field: 'chooseBy', direction: 'asc' },
    limit: AT_A_TIME,
  });
  for (const { document } of items) {
    const { id: claimId, chooseBy } = document;
    const standingInstruction = await standingInstructionFor(claimId);
    const meta = timerMetadata(defaultRemedies, `default-remedy/${claimId}/${chooseBy}`, claimId, now);
    await execute(new ApplyDefaultRemedy({ claimId, standingInstruction }, meta));
  }
  return items.length;
}
