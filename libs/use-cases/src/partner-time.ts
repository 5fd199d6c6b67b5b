import type { ClaimState } from '#claims';
import { DAY_MS, epochMilliseconds, type Instant, instantOf } from '#kernel';
import { endOfBusinessDays } from '#sla';
import { claimTerms } from './claim-coverage.ts';
import { DEFAULT_CALENDAR_ID } from './default-calendar.ts';
import type { AggregateReader } from './ports.ts';

/** Without a policy. */
const USUAL_DAYS = 10;

/** C6, C7: the policy's business days in the claim's calendar; all days if it has no business time, so that claims go on (S3). */
export async function endOfPartnerTime(
  aggregates: Pick<AggregateReader, 'calendars' | 'policy'>,
  claim: ClaimState,
  time: 'evidenceDays' | 'choiceDays',
  from: Instant,
): Promise<Instant> {
  const days = (await claimTerms(claim, aggregates))?.[time] ?? USUAL_DAYS;
  const calendar = await aggregates.calendars.newest(claim.submission?.calendarId ?? DEFAULT_CALENDAR_ID);
  const end = calendar && endOfBusinessDays(calendar, from, days);
  return end ?? instantOf(epochMilliseconds(from) + days * DAY_MS);
}
