import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import type { ClaimEventData } from './claim.events.ts';
import { type ClaimState, claimStatus } from './claim.state.ts';

/** What the partner is asked for, since when, and until when it has time (C6, C7). */
export interface AskedOfPartner {
  readonly of: ClaimEventData<'PartnerReminded'>['of'];
  readonly since: Instant;
  readonly until: Instant;
}

export function askedOfPartner(claim: ClaimState): AskedOfPartner | undefined {
  const { request, chooseBy, choiceAskedAt } = claim;
  switch (claimStatus(claim)) {
    case 'AWAITING_EVIDENCE':
      return request && { of: 'EVIDENCE', since: request.at, until: request.answerBy };
    case 'AWAITING_CHOICE':
      return chooseBy && choiceAskedAt && { of: 'CHOICE', since: choiceAskedAt, until: chooseBy };
    default:
      return undefined;
  }
}

/** C7: when three quarters of the time are over. */
export function reminderAt(since: Instant, until: Instant): Instant {
  const from = epochMilliseconds(since);
  return instantOf(from + Math.floor((epochMilliseconds(until) - from) * 0.75));
}
