import { type Clock, epochMilliseconds, instantOf } from '#kernel';
import { defineTimer, DueWork, type Outcome, pagesOf, type ReadModels, timerMetadata } from '#platform';
import { RemindPartner } from './claim.commands.ts';
import { dueRemindersModel } from './due-reminders.projection.ts';

const AT_A_TIME = 100;

export interface RemindersOptions {
  readonly models: Pick<ReadModels, 'query'>;
  readonly clock: Clock;
  readonly execute: (command: RemindPartner) => Promise<Outcome>;
}

export const reminders = defineTimer<RemindPartner, RemindersOptions>({
  name: 'reminders',
  commands: { RemindPartner },
  ticksOver(options) {
    const due = new DueWork(options.clock);
    return () => remindPartners(options, due);
  },
});

/** C6, C7. Any number of runs, ended at any point, remind once. @returns the number of claims that were tried */
export function remindPartners(
  { models, clock, execute }: RemindersOptions,
  due = new DueWork(clock),
): Promise<number> {
  const now = clock.now();
  return due.pass({
    pages: pagesOf(models, dueRemindersModel, {
      where: [
        { field: 'dueAt', lt: instantOf(epochMilliseconds(now) + 1) },
        { field: 'until', gte: instantOf(epochMilliseconds(now) + 1) },
      ],
      orderBy: { field: 'dueAt', direction: 'asc' },
      limit: AT_A_TIME,
    }),
    atATime: AT_A_TIME,
    async work({ id: claimId, until }) {
      const meta = timerMetadata(reminders, `remind/${claimId}/${until}`, claimId, now);
      await execute(new RemindPartner({ claimId }, meta));
      return true;
    },
  });
}
