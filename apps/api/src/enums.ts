import { registerEnumType } from '@nestjs/graphql';
import type { GroupState } from '#batches';
import type { Channel, ClaimStatus } from '#claims';
import type { DeliveryState } from '#webhooks';
import {
  CALENDAR_EXCEPTION_KIND,
  CALENDAR_MODE,
  CREDITS_FOR_UNITS_SOLD_ON,
  type Enumeration,
  EVIDENCE_KIND,
  EXCEPTION_SOURCE,
  POLICY_KIND,
  REMEDY,
  REVIEW_VERDICT,
  ROLE,
  STANDING_INSTRUCTION,
  START_ANCHOR,
  WEEKDAY,
} from '#requests';

type GraphqlEnum<T extends string> = Readonly<Record<T, T>>;

/** A value without a description does not compile. */
export function enumOf<T extends string>(
  name: string,
  description: string,
  values: Readonly<Record<T, string>>,
): GraphqlEnum<T> {
  const entries = Object.entries(values) as [T, string][];
  const names = Object.fromEntries(entries.map(([value]) => [value, value])) as Record<T, T>;
  const valuesMap = Object.fromEntries(entries.map(([value, text]) => [value, { description: text }]));
  registerEnumType(names, { name, description, valuesMap: valuesMap as Record<T, { description: string }> });
  return names;
}

const declaredEnums = new Map<Enumeration, GraphqlEnum<string>>();

export function enumFrom<T extends string>(declared: Enumeration<T>): GraphqlEnum<T> {
  const known = declaredEnums.get(declared) as GraphqlEnum<T> | undefined;
  if (known) return known;
  const made = enumOf(declared.name, declared.description, declared.values);
  declaredEnums.set(declared, made);
  return made;
}

export const RemedyEnum = enumFrom(REMEDY);
export const ReviewVerdictEnum = enumFrom(REVIEW_VERDICT);
export const EvidenceKindEnum = enumFrom(EVIDENCE_KIND);
export const StandingInstructionEnum = enumFrom(STANDING_INSTRUCTION);
export const CreditsForUnitsSoldOnEnum = enumFrom(CREDITS_FOR_UNITS_SOLD_ON);
export const PolicyKindEnum = enumFrom(POLICY_KIND);
export const StartAnchorEnum = enumFrom(START_ANCHOR);
export const CalendarModeEnum = enumFrom(CALENDAR_MODE);
export const CalendarExceptionKindEnum = enumFrom(CALENDAR_EXCEPTION_KIND);
export const ExceptionSourceEnum = enumFrom(EXCEPTION_SOURCE);
export const WeekdayEnum = enumFrom(WEEKDAY);
export const RoleEnum = enumFrom(ROLE);

export const ClaimStatusEnum = enumOf<ClaimStatus>('ClaimStatus', 'Where a claim stands in its life cycle.', {
  SUBMITTED: 'Submitted; its evidence has not been reviewed yet.',
  UNDER_REVIEW: 'Its evidence was reviewed, or new evidence arrived; the decision is pending.',
  AWAITING_EVIDENCE: "The manufacturer asked for more evidence; the next move is the partner's.",
  APPROVED: 'Approved, with a remedy; execution or communication is pending (C9).',
  AWAITING_CHOICE: 'Approved; the partner has to choose between credit and replacement (C7).',
  RESOLVED: 'Decided, communicated and executed (C9).',
  REJECTED: 'Rejected. It can be reopened with a reason and new evidence (C10).',
  WITHDRAWN: 'Withdrawn by the partner, or by staff on its behalf (C10).',
});

export const DeliveryStateEnum = enumOf<DeliveryState>('DeliveryState', 'What became of a delivery of a webhook.', {
  QUEUED: 'It is sent next.',
  DELIVERED: 'The receiver took it (2xx).',
  FAILED: 'The last attempt failed; there will be another one.',
  GIVEN_UP: 'All attempts failed, or the webhook does not work any more. It can be sent again (redeliver).',
});

export const ChannelEnum = enumOf<Channel>('Channel', 'How a claim was submitted.', {
  API: 'Through GraphQL.',
  EMAIL: 'By e-mail.',
  IMPORT: 'From an imported file.',
  CONSOLE: 'Through the web page.',
});

export const BatchStateEnum = enumOf<GroupState | 'NORMAL'>('BatchState', 'What is known of the quality of a batch.', {
  NORMAL: 'Nothing is suspected, and nothing ever was.',
  SUSPECTED: 'A group of defects is suspected.',
  CONFIRMED_DEFECTIVE: 'A defect was confirmed.',
  CLEARED: 'What was suspected turned out to be unfounded.',
});
