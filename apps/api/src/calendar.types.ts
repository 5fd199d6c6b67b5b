import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { type Instant, instantOf } from '#kernel';
import {
  type BusinessTime,
  type CalendarException as Exception,
  type CalendarPreview as Preview,
  type CompiledCalendar,
  type DueAnswer as Due,
  type DueChange,
  exceptionChanges,
  fieldChanges,
  type PublishedCalendar,
  type Window,
} from '#sla';
import { Connection, Refused, refusedView } from './common.types.ts';
import { causeInWords, SlaTargetNameEnum } from './sla.types.ts';
import { CalendarExceptionKindEnum, CalendarModeEnum, ExceptionSourceEnum, WeekdayEnum } from './enums.ts';
import { DateScalar, DateTimeScalar } from './scalars.ts';

@ObjectType({ description: 'A period of business time, [opensAt, closesAt).' })
export class CalendarWindow {
  @Field(() => DateTimeScalar, { description: 'When it opens.' }) opensAt!: string;
  @Field(() => DateTimeScalar, { description: 'When it closes; this instant is excluded.' }) closesAt!: string;
  @Field({ description: 'Why it is open: weekly hours, or the exception of that day.' }) cause!: string;
  @Field({ description: 'The kind of cause: WEEKLY, HOLIDAY or MANUAL.' }) causeCode!: string;
}

export const windowView = ({ opensAt, closesAt, cause }: Window): CalendarWindow => ({
  opensAt: instantOf(opensAt),
  closesAt: instantOf(closesAt),
  cause: causeInWords(cause),
  causeCode: cause.kind,
});

@ObjectType({ description: 'Hours of a day in local time; a window that closes before it opens runs past midnight.' })
export class DayWindow {
  @Field({ description: 'Local time of opening, such as 09:00.' }) open!: string;
  @Field({ description: 'Local time of closing, such as 18:00; 24:00 is the end of the day.' }) close!: string;
}

@ObjectType({ description: 'Hours of some days of the week in local time.' })
export class WeeklyWindow {
  @Field(() => [WeekdayEnum], { description: 'The days on which it opens.' }) days!: string[];
  @Field({ description: 'Local time of opening, such as 09:00.' }) open!: string;
  @Field({ description: 'Local time of closing, such as 18:00; 24:00 is the end of the day.' }) close!: string;
}

@ObjectType({
  description:
    'What applies on one day instead of the weekly hours. A manual exception overrides an imported one (S3).',
})
export class CalendarException {
  @Field(() => DateScalar, { description: 'The local day.' }) date!: string;
  @Field(() => CalendarExceptionKindEnum, {
    description: 'How the day differs from its weekday.',
  })
  kind!: string;
  @Field(() => [DayWindow], { description: 'Its hours; none on a closed day.' }) windows!: DayWindow[];
  @Field(() => ExceptionSourceEnum, { description: 'Whether it was imported or entered by hand.' }) source!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Name of the holiday, or another reason; null when none was given.',
  })
  name?: string | undefined;
}

export const exceptionView = ({ date, kind, windows, source, name }: Exception): CalendarException => ({
  date,
  kind,
  windows: windows.map(({ open, close }) => ({ open, close })),
  source,
  name,
});

@ObjectType({ description: 'When a version of a calendar was published, and by whom.' })
export class CalendarVersion {
  @Field(() => Int, { description: 'Its number, from 1.' }) version!: number;
  @Field(() => DateTimeScalar, { description: 'When it was published.' }) publishedAt!: Instant;
  @Field({ description: 'Id of the publisher; an import names its sources.' }) publishedBy!: string;
}

@ObjectType({ description: 'A field of a calendar that differs, in words.' })
export class CalendarFieldChange {
  @Field({ description: 'timeZone, mode, weekly or publishedUntil.' }) field!: string;
  @Field(() => String, { nullable: true, description: 'Its value in the earlier version; null when it had none.' })
  before?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Its value in this version; null when it has none.' }) after?:
    | string
    | undefined;
}

@ObjectType({ description: 'An exception that differs.' })
export class CalendarExceptionChange {
  @Field(() => CalendarException, { description: 'The exception in the earlier version.' }) before!: CalendarException;
  @Field(() => CalendarException, { description: 'The exception in this version.' }) after!: CalendarException;
}

@ObjectType({ description: 'How one version of a calendar differs from an earlier one.' })
export class CalendarChanges {
  @Field(() => [CalendarFieldChange], {
    description: 'Differences in zone, mode, weekly hours and the last day for which the holidays are known.',
  })
  fields!: CalendarFieldChange[];
  @Field(() => [CalendarException], { description: 'Exceptions that are only in this version.' })
  added!: CalendarException[];
  @Field(() => [CalendarException], { description: 'Exceptions that are only in the earlier version.' })
  removed!: CalendarException[];
  @Field(() => [CalendarExceptionChange], {
    description: 'Exceptions of the same day and source that differ.',
  })
  changed!: CalendarExceptionChange[];
}

export function changesView(before: PublishedCalendar | undefined, after: PublishedCalendar): CalendarChanges {
  const changes = exceptionChanges(before?.exceptions ?? [], after.exceptions);
  return {
    fields: [...fieldChanges(before, after)],
    added: changes.flatMap((change) => (change.kind === 'ADDED' ? exceptionView(change.after) : [])),
    removed: changes.flatMap((change) => (change.kind === 'REMOVED' ? exceptionView(change.before) : [])),
    changed: changes.flatMap((change) =>
      change.kind === 'CHANGED' ? { before: exceptionView(change.before), after: exceptionView(change.after) } : [],
    ),
  };
}

@ObjectType({ description: 'One version of the business time of a place; versions are never edited.' })
export class Calendar {
  readonly laidOut!: CompiledCalendar;
  @Field(() => ID, { description: 'Id that all its versions share.' }) id!: string;
  @Field(() => Int, { description: 'Number of this version, from 1.' }) version!: number;
  @Field({ description: 'IANA name of its time zone, such as Asia/Seoul.' }) timeZone!: string;
  @Field(() => CalendarModeEnum, { description: 'What counts as business time.' }) mode!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day for which the holidays are known; null when that was not stated.',
  })
  publishedUntil?: string | undefined;
}

export const calendarView = (laidOut: CompiledCalendar): Calendar => {
  const { timeZone, mode, publishedUntil } = laidOut.published;
  const { id, version } = laidOut;
  return Object.assign(new Calendar(), { id, version, timeZone, mode, publishedUntil, laidOut });
};

@ObjectType('CalendarConnection', { description: 'A page of calendars.' })
export class CalendarConnection extends Connection(Calendar, 'Calendar') {}

@ObjectType({ description: 'A target of a claim whose due time would change.' })
export class CalendarPreviewChange {
  readonly claimId!: string;
  @Field(() => SlaTargetNameEnum, { description: 'The target.' }) target!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'The present due time; null when it has none.' })
  dueAt?: string | undefined;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The due time by the new version; null while paused, or when the calendar has no business time left.',
  })
  newDueAt?: string | undefined;
}

@ObjectType({ description: 'What a version of a calendar would change if it were published now.' })
export class CalendarPreview {
  @Field(() => Refused, { nullable: true, description: 'Why it would be refused; null when it would be published.' })
  refusal?: Refused | undefined;
  @Field(() => Calendar, {
    nullable: true,
    description: 'The version as it would be, with its windows; null when it would be refused.',
  })
  calendar?: Calendar | undefined;
  @Field(() => [CalendarPreviewChange], { description: 'Open claims whose due times would move (S7).' })
  moved!: CalendarPreviewChange[];
  @Field(() => [CalendarPreviewChange], { description: 'Breaches that would be void, also of ended claims (S12).' })
  voided!: CalendarPreviewChange[];
}

export const previewView = ({ refusal, calendar, moved, voided }: Preview): CalendarPreview => ({
  refusal: refusal && refusedView(refusal),
  calendar: calendar && calendarView(calendar),
  moved: moved.map(changeView),
  voided: voided.map(changeView),
});

const changeView = (change: DueChange): CalendarPreviewChange => Object.assign(new CalendarPreviewChange(), change);

@ObjectType({ description: 'A deadline with its arithmetic.' })
export class DueAnswer {
  @Field(() => DateTimeScalar, { description: 'When the target falls due.' }) dueAt!: Instant;
  @Field(() => Int, { description: 'The version of the calendar that it was calculated with: the newest.' })
  calendarVersion!: number;
  @Field({
    description: 'Whether it is after the last day for which the holidays are known, so that it may still move.',
  })
  beyondPublished!: boolean;
  readonly calendar!: BusinessTime;
  readonly from!: Instant;
}

export const dueAnswerView = (answer: Due, calendar: BusinessTime, from: Instant): DueAnswer =>
  Object.assign(new DueAnswer(), { ...answer, calendar, from });
