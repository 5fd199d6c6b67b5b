import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import type { ClaimEvent } from './claim.events.ts';
import { claimStreams } from './claim.stream.ts';
import { reminderAt } from './reminder.policies.ts';

export interface DueReminder extends Identified {
  readonly dueAt: Instant;
  /** Nothing is to be sent any more then. */
  readonly until: Instant;
}

type Of<T extends ClaimEvent['type']> = Extract<ClaimEvent, { type: T }>;

export const dueRemindersModel = defineReadModel<DueReminder>()({
  name: 'due-reminders',
  version: 1,
  fields: { dueAt: 'string', until: 'string' },
  indexes: [['dueAt']],
  owner: 'staff',
  seenBy: 'staff',
});

const over = () => undefined;
const until = (id: string, since: Instant, end: Instant | undefined): DueReminder | undefined =>
  end && { id, dueAt: reminderAt(since, end), until: end };
const chosenUntil = (
  _: DueReminder | undefined,
  { data, metadata }: Recorded<Of<'Approved' | 'GoodwillConfirmed' | 'RemedyReversed'>>,
  id: string,
) => until(id, metadata.occurredAt, data.chooseBy);

/** The due list of reminders (C6, C7): it nominates, and the claim's own stream decides. */
export const dueReminders = defineProjection<
  DueReminder,
  Of<
    | 'EvidenceRequested'
    | 'EvidenceAttached'
    | 'Approved'
    | 'GoodwillConfirmed'
    | 'Rejected'
    | 'RemedyChosen'
    | 'RemedyReversed'
    | 'PartnerReminded'
    | 'Withdrawn'
  >
>({
  model: dueRemindersModel,
  streams: [claimStreams],
  poison: 'quarantine',
  keysOf: ({ stream }) => [claimStreams.idOf(stream) as string],
  when: {
    EvidenceRequested: (_, { data, metadata }, id) => until(id, metadata.occurredAt, data.answerBy),
    EvidenceAttached: over,
    Approved: chosenUntil,
    GoodwillConfirmed: chosenUntil,
    Rejected: over,
    RemedyChosen: over,
    RemedyReversed: chosenUntil,
    PartnerReminded: over,
    Withdrawn: over,
  },
});
