import { type Clock, epochMilliseconds, instantOf } from '#kernel';
import { defineTimer, type Outcome, type ReadModels, timerMetadata } from '#platform';
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
  ticksOver: (options) => () => remindPartners(options),
});

/** C6, C7. Any number of runs, ended at any point, remind once. @returns the number of claims nominated */
export async function remindPartners({ models, clock, execute }: RemindersOptions): Promise<number> {
  const now = clock.now();
  const { items } = await models.query(dueRemindersModel, {
    where: [
      { field: 'dueAt', lt: instantOf(epochMilliseconds(now) + 1) },
      { field: 'until', gte: instantOf(epochMilliseconds(now) + 1) },
    ],
    orderBy: { field: 'dueAt', direction: 'asc' },
    limit: AT_A_TIME,
  });
  for (const { document } of items) {
    const { id: claimId, until } = document;
    await execute(new RemindPartner({ claimId }, timerMetadata(reminders, `remind/${claimId}/${until}`, claimId, now)));
  }
  return items.length;
}
