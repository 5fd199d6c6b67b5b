import type { EvidenceKind, Remedy, ReviewVerdict, StandingInstruction } from '#claims';
import type { Role } from '#kernel';
import type { CalendarException, CalendarMode, Weekday } from '#sla';
import { enumeration } from './fields.ts';

export const REMEDY = enumeration<Remedy>('Remedy', 'How an approved claim ends. Repair is not offered (C8).', {
  CREDIT: 'A credit note for the net price invoiced for the unit.',
  REPLACEMENT: "A new unit of the same product on the partner's next regular order; the manufacturer pays the freight.",
});

export const STANDING_INSTRUCTION = enumeration<StandingInstruction>(
  'StandingInstruction',
  "The remedy for a partner's claims that state no preference (C7).",
  {
    ASK: 'The partner is asked each time.',
    CREDIT: 'Always a credit note.',
    REPLACEMENT: 'Always a replacement.',
  },
);

export const CREDITS_FOR_UNITS_SOLD_ON = enumeration<'NONE' | 'TO_INVOICED_PARTNER'>(
  'CreditsForUnitsSoldOn',
  'Remedies for claims on units that a partner has sold on (R4).',
  {
    NONE: 'They can be replaced, but not credited.',
    TO_INVOICED_PARTNER: 'They can also be credited, to the partner that was invoiced.',
  },
);

export const EVIDENCE_KIND = enumeration<EvidenceKind>('EvidenceKind', 'What a file shows.', {
  PHOTO: 'A picture of the defect.',
  VIDEO: 'A short video of the defect.',
  PROOF_OF_PURCHASE: 'A receipt or an invoice that shows when the unit was sold.',
  OTHER: 'Anything else. It does not replace the picture or video that a claim needs (C1).',
});

export const REVIEW_VERDICT = enumeration<ReviewVerdict>('ReviewVerdict', 'What a review of the evidence found (C5).', {
  CONFIRMED: 'The evidence shows the defect.',
  NOT_CONFIRMED: 'The evidence does not show the defect.',
  INCONCLUSIVE: 'The evidence is not sufficient; a request for what is missing follows.',
});

export const POLICY_KIND = enumeration<'FULL' | 'LIMITED'>('PolicyKind', 'How much a warranty covers.', {
  FULL: 'Every defect that is not excluded.',
  LIMITED: 'The defects that it lists; if it lists none, every defect that is not excluded.',
});

export const START_ANCHOR = enumeration<'SHIPPED' | 'SOLD' | 'SOLD_ELSE_SHIPPED'>(
  'StartAnchor',
  'The day on which a warranty term begins.',
  {
    SHIPPED: 'The day the unit was shipped.',
    SOLD: 'The day it was sold to the consumer. While it is unknown, a coverage check fails and a person decides (C4).',
    SOLD_ELSE_SHIPPED: 'The day it was sold to the consumer, or, while that is unknown, the day it was shipped.',
  },
);

export const CALENDAR_MODE = enumeration<CalendarMode>('CalendarMode', 'What counts as business time (S2).', {
  BUSINESS_DAY_24H: 'A business day counts 24 hours: submitted Monday 10:00, due Wednesday 10:00 for 48 hours.',
  OFFICE_HOURS: 'Only the windows count.',
});

export const WEEKDAY = enumeration<Weekday>('Weekday', "A day of the week in the calendar's time zone.", {
  MONDAY: 'Monday, the first day of the week (ISO 8601).',
  TUESDAY: 'Tuesday.',
  WEDNESDAY: 'Wednesday.',
  THURSDAY: 'Thursday.',
  FRIDAY: 'Friday.',
  SATURDAY: 'Saturday.',
  SUNDAY: 'Sunday.',
});

export const CALENDAR_EXCEPTION_KIND = enumeration<CalendarException['kind']>(
  'CalendarExceptionKind',
  'How a dated exception changes the weekly hours of its day (S3).',
  {
    CLOSED: 'No business time on that day.',
    OPEN: 'Business time on a day that would be closed: its own windows, or the whole day in mode BUSINESS_DAY_24H.',
    CHANGED: 'Its own windows instead of the weekly ones.',
  },
);

export const EXCEPTION_SOURCE = enumeration<CalendarException['source']>(
  'ExceptionSource',
  'Where a dated exception comes from. MANUAL overrides IMPORTED (S3).',
  {
    IMPORTED: 'Read from the holidays of a country or from an .ics file.',
    MANUAL: 'Entered by a person.',
  },
);

export const ROLE = enumeration<Role>('Role', 'What a bearer token allows.', {
  PARTNER: 'A business partner: submits claims and sees only its own data.',
  REVIEWER: 'Reviews evidence and decides on claims.',
  QUALITY: 'Maintains the quality records of batches.',
  FINANCE: 'Reads credit notes and replacements.',
  AUDITOR: 'Reads everything and changes nothing.',
  ADMIN: 'Maintains the registry; may also do what a reviewer does.',
});
