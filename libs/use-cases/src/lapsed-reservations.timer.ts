import { AbandonSubmission } from '#claims';
import { type Clock, epochMilliseconds, instantOf } from '#kernel';
import { defineTimer, DueWork, pagesOf, type ReadModels, timerMetadata } from '#platform';
import { CloseClaimOnUnit } from '#warranty';
import type { AggregateReader, CommandExecutor } from './ports.ts';
import { reservationsModel } from './reservations.projection.ts';

type LapseCommand = AbandonSubmission | CloseClaimOnUnit;

export interface LapsedReservationsOptions extends CommandExecutor<LapseCommand> {
  readonly models: ReadModels;
  readonly aggregates: Pick<AggregateReader, 'claim'>;
  readonly clock: Clock;
}

export const lapsedReservations = defineTimer<LapseCommand, LapsedReservationsOptions>({
  name: 'lapsed-reservations',
  commands: { AbandonSubmission, CloseClaimOnUnit },
  ticksOver(options) {
    const due = new DueWork(options.clock);
    return () => freeLapsedReservations(options, due);
  },
});

/** Time that a submission may take between its two writes. */
const RESERVATION_LAPSES_MS = 30_000;
const AT_A_TIME = 100;

/** C2. Abandons the submission first, so that a late one is refused; if it did arrive, the unit stays reserved. @returns the units freed */
export function freeLapsedReservations(
  { models, aggregates, clock, execute }: LapsedReservationsOptions,
  due = new DueWork(clock),
): Promise<number> {
  const now = clock.now();
  return due.pass({
    pages: pagesOf(models, reservationsModel, {
      where: [{ field: 'since', lt: instantOf(epochMilliseconds(now) - RESERVATION_LAPSES_MS) }],
      orderBy: { field: 'since', direction: 'asc' },
      limit: AT_A_TIME,
    }),
    atATime: AT_A_TIME,
    async work({ id: claimId, serial }) {
      const by = (part: string) => timerMetadata(lapsedReservations, `lapse/${claimId}/${part}`, claimId, now);
      await execute(new AbandonSubmission({ claimId }, by('abandon')));
      if ((await aggregates.claim(claimId)).submission) return false;
      await execute(new CloseClaimOnUnit({ serial, claimId, outcome: 'WITHDRAWN', round: 1 }, by('close')));
      return true;
    },
  });
}
