import { AbandonSubmission } from '#claims';
import { type Clock, epochMilliseconds, instantOf } from '#kernel';
import { defineTimer, type ReadModels, timerMetadata } from '#platform';
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
  ticksOver: (options) => () => freeLapsedReservations(options),
});

/** Time that a submission may take between its two writes. */
const RESERVATION_LAPSES_MS = 30_000;

/** C2. Abandons the submission first, so that a late one is refused; if it did arrive, the unit stays reserved. @returns the units freed */
export async function freeLapsedReservations({
  models,
  aggregates,
  clock,
  execute,
}: LapsedReservationsOptions): Promise<number> {
  const now = clock.now();
  const due = instantOf(epochMilliseconds(now) - RESERVATION_LAPSES_MS);
  const { items } = await models.query(reservationsModel, {
    where: [{ field: 'since', lt: due }],
    orderBy: { field: 'since', direction: 'asc' },
    limit: 100,
  });
  let freed = 0;
  for (const { document } of items) {
    const { id: claimId, serial } = document;
    const by = (part: string) => timerMetadata(lapsedReservations, `lapse/${claimId}/${part}`, claimId, now);
    await execute(new AbandonSubmission({ claimId }, by('abandon')));
    if ((await aggregates.claim(claimId)).submission) continue;
    await execute(new CloseClaimOnUnit({ serial, claimId, outcome: 'WITHDRAWN', round: 1 }, by('close')));
    freed++;
  }
  return freed;
}
