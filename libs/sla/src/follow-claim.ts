import { epochMilliseconds, type Instant, instantOf, latest } from '#kernel';
import type { React, Recorded } from '#platform';
import type { CompiledCalendar } from './business-time.ts';
import type { CalendarRepository } from './calendar.repository.ts';
import { FollowClaim, RecalculateDeadlines } from './sla.commands.ts';
import type { SlaEvent } from './sla.events.ts';
import type { SlaClock, SlaState } from './sla.state.ts';
import { slaStreams } from './sla.streams.ts';

/** The claim's stream is not read, so its length does not matter. */
export interface ClockReader {
  clock(claimId: string): Promise<SlaState>;
  readonly calendars: Pick<CalendarRepository, 'newest'>;
  events(stream: string): AsyncIterable<Recorded<SlaEvent>>;
}

type ClaimChange = Pick<Recorded<unknown>, 'revision' | 'position' | 'metadata'>;

/** S6, S10, S11: makes a clock follow an event of its claim; no effect when no clock was started. */
export async function followClaim(
  reader: ClockReader,
  claimId: string,
  change: ClaimChange,
  follows: Pick<FollowClaim['data'], 'facts' | 'until'>,
  react: React<FollowClaim | RecalculateDeadlines>,
): Promise<void> {
  const clock = await reader.clock(claimId);
  if (!clock) return;
  const { revision } = change;
  const notBefore = await afterBreaches(reader, clock, change);
  const follow = async (calendar: CompiledCalendar): Promise<void> => {
    const data = { claimId, calendar, revision, ...follows, ...(notBefore && { notBefore }) };
    const outcome = await react(FollowClaim, data, 'follow');
    if (outcome.kind !== 'refused' || outcome.refusal.code !== 'CALENDAR_SUPERSEDED') return;
    const newest = await reader.calendars.newest(calendar.id);
    if (newest && newest.version > calendar.version) await follow(newest);
  };
  await follow((await reader.calendars.newest(clock.calendarId)) as CompiledCalendar);
  await applyNewestCalendar(reader, claimId, change, react);
}

/** S7: versions are not applied to paused clocks, nor to those started meanwhile, so each event looks for a newer one. */
export async function applyNewestCalendar(
  reader: ClockReader,
  claimId: string,
  { revision }: Pick<ClaimChange, 'revision'>,
  react: React<RecalculateDeadlines>,
): Promise<void> {
  const clock = await reader.clock(claimId);
  if (clock?.claim.revision !== revision) return;
  const calendar = await reader.calendars.newest(clock.calendarId);
  if (calendar && calendar.version > clock.calendarVersion)
    await react(RecalculateDeadlines, { claimId, calendar }, `recalculate@${calendar.version}`);
}

/** S9: a fact after a breach in the log, but recorded before the breach was noticed, comes from a clock that was set back. */
async function afterBreaches(
  reader: ClockReader,
  { claimId, targets }: SlaClock,
  { position, metadata: { recordedAt } }: ClaimChange,
): Promise<Instant | undefined> {
  if (!targets.some(({ breach, voided }) => voided || (breach && breach.noticedAt > recordedAt))) return undefined;
  let after: Instant | undefined;
  for await (const event of reader.events(slaStreams.of(claimId))) {
    if (event.position > position) break;
    if (event.type !== 'SlaBreached' || event.data.noticedAt <= recordedAt) continue;
    const moment = instantOf(epochMilliseconds(event.data.dueAt) + 1);
    after = latest(moment, after ?? moment);
  }
  return after;
}
