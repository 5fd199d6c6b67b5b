import type { ClaimState } from '#claims';
import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import { endOfBusinessDays } from '#sla';
import { DEFAULT_CALENDAR_ID } from './default-calendar.ts';
import type { AggregateReader } from './ports.ts';

const DAY = 86_400_000;
/** C6, C7: where no policy says otherwise. */
const USUAL_DAYS = 10;

/**
 * Until when the partner has for evidence (C6) or for the choice of a remedy (C7): the policy's business days over the claim's
 * calendar. A calendar without business time counts every day, so that its fault does not stop a claim (S3).
 */
export async function endOfPartnerTime(
  { calendars, policy }: Pick<AggregateReader, 'calendars' | 'policy'>,
  { submission, coverage }: ClaimState,
  time: 'evidenceDays' | 'choiceDays',
  from: Instant,
): Promise<Instant> {
  const { policyId, policyVersion } = coverage ?? {};
  const terms = policyId !== undefined && policyVersion !== undefined && (await policy(policyId, policyVersion));
  const days = terms ? terms[time] : USUAL_DAYS;
  const calendar = await calendars.newest(submission?.calendarId ?? DEFAULT_CALENDAR_ID);
  const end = calendar && endOfBusinessDays(calendar, from, days);
  return end ?? instantOf(epochMilliseconds(from) + days * DAY);
}
