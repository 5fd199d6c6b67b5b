import { registerEnumType } from '@nestjs/graphql';
import type { Channel, ClaimStatus, EvidenceKind, Remedy, ReviewVerdict, StandingInstruction } from '#claims';
import type { Role } from '#kernel';
import type { CalendarException, CalendarMode, Weekday } from '#sla';

/** GraphQL's enum: what it says, and what each of its values says. A value without a description does not compile. */
export function enumOf<T extends string>(
  name: string,
  description: string,
  values: Readonly<Record<T, string>>,
): Readonly<Record<T, T>> {
  const entries = Object.entries(values) as [T, string][];
  const names = Object.fromEntries(entries.map(([value]) => [value, value])) as Record<T, T>;
  const valuesMap = Object.fromEntries(entries.map(([value, text]) => [value, { description: text }]));
  registerEnumType(names, { name, description, valuesMap: valuesMap as Record<T, { description: string }> });
  return names;
}

export const ClaimStatusEnum = enumOf<ClaimStatus>('ClaimStatus', 'Where a claim stands in its life cycle.', {
  SUBMITTED: 'Taken in; nobody has reviewed its evidence yet.',
  UNDER_REVIEW: 'Its evidence was reviewed, or new evidence came; the decision is still to be made.',
  AWAITING_EVIDENCE: "The manufacturer asked for more evidence; the next move is the partner's.",
  APPROVED: 'Approved, with a remedy; the remedy or its communication is still to come (C9).',
  AWAITING_CHOICE: 'Approved; the partner has to choose between credit and replacement (C7).',
  RESOLVED: 'Decided, communicated and executed (C9).',
  REJECTED: 'Rejected. It can be reopened with a reason and new evidence (C10).',
  WITHDRAWN: 'Withdrawn by the partner, or by staff on its behalf (C10).',
});

export const RemedyEnum = enumOf<Remedy>('Remedy', 'How an approved claim ends. Repair is not offered (C8).', {
  CREDIT: 'A credit note over the net price invoiced for the unit.',
  REPLACEMENT: "A new unit of the same product on the partner's next regular order; the manufacturer pays the freight.",
});

export const StandingInstructionEnum = enumOf<StandingInstruction>(
  'StandingInstruction',
  "The remedy for a partner's claims that state no preference (C7).",
  {
    ASK: 'The partner is asked each time.',
    CREDIT: 'Always a credit note.',
    REPLACEMENT: 'Always a replacement.',
  },
);

export const EvidenceKindEnum = enumOf<EvidenceKind>('EvidenceKind', 'What a file shows.', {
  PHOTO: 'A picture of the defect.',
  VIDEO: 'A short video of the defect.',
  PROOF_OF_PURCHASE: 'A receipt or an invoice that shows when the unit was sold.',
  OTHER: 'Anything else. It does not replace the picture or video that a claim needs (C1).',
});

export const ReviewVerdictEnum = enumOf<ReviewVerdict>('ReviewVerdict', 'What a review of the evidence found (C5).', {
  CONFIRMED: 'The evidence shows the defect.',
  NOT_CONFIRMED: 'The evidence does not show the defect.',
  INCONCLUSIVE: 'The evidence does not suffice; a request that says what is missing follows.',
});

export const ChannelEnum = enumOf<Channel>('Channel', 'How a claim came in.', {
  API: 'Through GraphQL.',
  EMAIL: 'By e-mail.',
  IMPORT: 'From an imported file.',
  CONSOLE: 'Through the web page.',
});

export const RoleEnum = enumOf<Role>('Role', 'What a bearer token allows.', {
  PARTNER: 'A business partner: submits claims and sees what is its own.',
  REVIEWER: 'Reviews evidence and decides on claims.',
  QUALITY: 'Keeps the quality records of batches.',
  FINANCE: 'Reads credit notes and replacements.',
  AUDITOR: 'Reads everything and changes nothing.',
  ADMIN: 'Keeps the registry; may also do what a reviewer does.',
});

export const POLICY_KINDS = ['FULL', 'LIMITED'] as const;
export const PolicyKindEnum = enumOf<(typeof POLICY_KINDS)[number]>('PolicyKind', 'How much a warranty covers.', {
  FULL: 'Every defect that is not excluded.',
  LIMITED: 'The defects it names, where it names any; otherwise every defect that is not excluded.',
});

export const START_ANCHORS = ['SHIPPED', 'SOLD', 'SOLD_ELSE_SHIPPED'] as const;
export const StartAnchorEnum = enumOf<(typeof START_ANCHORS)[number]>(
  'StartAnchor',
  'The day on which a warranty term begins.',
  {
    SHIPPED: 'The day the unit was shipped.',
    SOLD: 'The day it was sold to the consumer. While that is not known, coverage fails a check and a person looks (C4).',
    SOLD_ELSE_SHIPPED: 'The day it was sold to the consumer, or the day it was shipped while that is not known.',
  },
);

export const CalendarModeEnum = enumOf<CalendarMode>('CalendarMode', 'What counts as business time (S2).', {
  BUSINESS_DAY_24H: 'A business day counts 24 hours: submitted Monday 10:00, due Wednesday 10:00 for 48 hours.',
  OFFICE_HOURS: 'Only the windows count.',
});

export const WeekdayEnum = enumOf<Weekday>('Weekday', "A day of the week in the calendar's time zone.", {
  MONDAY: 'Monday, the first day of the week (ISO 8601).',
  TUESDAY: 'Tuesday.',
  WEDNESDAY: 'Wednesday.',
  THURSDAY: 'Thursday.',
  FRIDAY: 'Friday.',
  SATURDAY: 'Saturday.',
  SUNDAY: 'Sunday.',
});

export const CalendarExceptionKindEnum = enumOf<CalendarException['kind']>(
  'CalendarExceptionKind',
  'How a dated exception changes the weekly hours of its day (S3).',
  {
    CLOSED: 'No business time on that day.',
    OPEN: 'Business time on a day that would be closed: its own windows, or the whole day in mode BUSINESS_DAY_24H.',
    CHANGED: 'Its own windows in place of the weekly ones.',
  },
);

export const ExceptionSourceEnum = enumOf<CalendarException['source']>(
  'ExceptionSource',
  'Where a dated exception comes from. MANUAL beats IMPORTED (S3).',
  {
    IMPORTED: 'Read from the holidays of a country or from an .ics file.',
    MANUAL: 'Entered by a person.',
  },
);
