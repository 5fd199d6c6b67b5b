import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { addDays, type Day, dayInWords, type Instant, zId } from '#kernel';
import { Forbidden, requests } from '#requests';
import {
  calendarNotFound,
  type CompiledCalendar,
  dueClocksModel,
  dueAt as dueAtBy,
  explainDue,
  previewCalendar,
  PublishCalendar,
  type PublishCalendarData,
} from '#sla';
import { calendarsModel, claimsModel } from '#views';
import { MAKEGOOD } from '#server';
import { type Makegood } from '#engine';
import {
  Calendar,
  CalendarChanges,
  CalendarConnection,
  CalendarException,
  CalendarPreview,
  CalendarPreviewChange,
  CalendarVersion,
  CalendarWindow,
  calendarView,
  changesView,
  DueAnswer,
  dueAnswerView,
  exceptionView,
  previewView,
  WeeklyWindow,
  windowView,
} from './calendar.types.ts';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { Claim, claimView } from './claim.types.ts';
import { failure } from './errors.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';
import { inputTypeOf } from './request-inputs.ts';
import { SlaSegment, segmentView } from './sla.types.ts';
import { DateScalar, DateTimeScalar, DurationScalar } from './scalars.ts';

/** Time-zone data is reliable from 1970 on; windows must close before the last instant. */
const KNOWN = { from: '1970-01-01', to: '9998-12-31' };

const { publishCalendar } = requests;
const CalendarInput = inputTypeOf(publishCalendar.input);

/** It goes through all clocks of a calendar. */
const PREVIEW_LINES = 1_000;

/** S3: as far as the search for business time. */
const WINDOW_DAYS = 400;

@Resolver(() => Calendar)
export class CalendarResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Calendar, { nullable: true, description: 'One version of a calendar; null when there is none.' })
  async calendar(
    @Args('id', { type: () => ID, description: 'Id of the calendar.' }) id: string,
    @Args('version', { type: () => Int, nullable: true, description: 'Default: the newest.' }) version?: number | null,
  ): Promise<Calendar | undefined> {
    const found = await this.#find(id, version ?? undefined);
    return found && calendarView(found);
  }

  @Query(() => CalendarConnection, { description: 'The newest versions of all calendars, by id.' })
  calendars(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
  ) {
    return pageOf(caller, calendarsModel, {}, { first, after }, ({ id }) => this.calendar(id));
  }

  @Query(() => CalendarPreview, {
    description:
      'What publishCalendar would change with the same input: due times that would move, breaches that would be void. Writes nothing. For the roles of publishCalendar.',
  })
  async calendarPreview(
    @Args('input', { type: () => CalendarInput, description: publishCalendar.input.description }) input: object,
    @Context('caller') caller: Caller,
  ): Promise<CalendarPreview> {
    const { actor } = caller;
    if (!publishCalendar.roles.some((role) => role === actor.role)) throw new Forbidden(actor.role, 'calendarPreview');
    caller.spend(PREVIEW_LINES);
    const { clock, aggregates } = this.makegood;
    const prepared = publishCalendar.prepare(input, { actor, channel: 'API', clock });
    if (prepared.kind === 'invalid') throw failure('BAD_USER_INPUT', prepared.message);
    if (prepared.kind === 'refused') return previewView({ refusal: prepared.refusal, moved: [], voided: [] });
    const { data, meta } = prepared.request;
    const publish = new PublishCalendar(data as PublishCalendarData, meta);
    const preview = await previewCalendar(publish, aggregates.calendars, (query) =>
      caller.reports.pagesLookedUp(dueClocksModel, query),
    );
    caller.spend(preview.moved.length + preview.voided.length);
    return previewView(preview);
  }

  @ResolveField(() => [CalendarWindow], {
    description: `Business time on these local days, both included; at most ${WINDOW_DAYS} days.`,
  })
  windows(
    @Parent() { laidOut }: Calendar,
    @Context('caller') caller: Caller,
    @Args('from', { type: () => DateScalar, description: "First day, in the calendar's time zone." }) from: Day,
    @Args('to', { type: () => DateScalar, description: 'Last day, inclusive.' }) to: Day,
  ): CalendarWindow[] {
    if (to < from) throw failure('BAD_USER_INPUT', `to: ${dayInWords(to)} is before from, ${dayInWords(from)}.`);
    if (from < KNOWN.from || to > KNOWN.to)
      throw failure(
        'BAD_USER_INPUT',
        `from, to: windows are listed from ${dayInWords(KNOWN.from)} to ${dayInWords(KNOWN.to)}.`,
        'S4',
      );
    if (to >= addDays(from, WINDOW_DAYS))
      throw failure('BAD_USER_INPUT', `to: windows are listed for at most ${WINDOW_DAYS} days at a time.`, 'S3');
    const windows = laidOut.windowsOn(from, to);
    caller.spend(windows.length);
    return windows.map(windowView);
  }

  @Query(() => DueAnswer, { description: 'What-if: a deadline and its arithmetic, without a claim.' })
  async dueAt(
    @Args('calendarId', { type: () => ID, description: 'Its newest version is used.' }) calendarId: string,
    @Args('from', { type: () => DateTimeScalar, description: 'When the time starts.' }) from: Instant,
    @Args('target', { type: () => DurationScalar, description: 'Business hours, such as PT48H (S1).' }) target: string,
  ): Promise<DueAnswer> {
    const calendar = await this.#find(calendarId);
    if (!calendar) throw failure('CALENDAR_NOT_FOUND', calendarNotFound(calendarId).message, 'S3');
    const due = dueAtBy(calendar, from, target);
    if (due.kind === 'due') return dueAnswerView(due.answer, calendar, from);
    const { code, message, rule } = due.refusal;
    throw failure(code === 'NO_BUSINESS_TIME' ? code : 'BAD_USER_INPUT', message, rule);
  }

  @ResolveField(() => [WeeklyWindow], { description: 'Windows of the week, in local time.' })
  weekly(@Parent() { laidOut }: Calendar): WeeklyWindow[] {
    return laidOut.published.weekly.map(({ days, open, close }) => ({ days: [...days], open, close }));
  }

  @ResolveField(() => [CalendarException], { description: 'Dated exceptions, by date.' })
  exceptions(@Parent() { laidOut }: Calendar): CalendarException[] {
    return laidOut.published.exceptions.map(exceptionView);
  }

  @ResolveField(() => [CalendarVersion], { description: 'All its versions, oldest first. FORBIDDEN to partners.' })
  async versions(@Parent() { id }: Calendar, @Context('caller') caller: Caller): Promise<CalendarVersion[]> {
    caller.requireStaff('The history of a calendar');
    return [...(await this.makegood.aggregates.calendars.history(id))];
  }

  @ResolveField(() => CalendarChanges, {
    description: 'How it differs from an earlier version. FORBIDDEN to partners.',
  })
  async changes(
    @Parent() { id, version, laidOut }: Calendar,
    @Context('caller') caller: Caller,
    @Args('since', { type: () => Int, nullable: true, description: 'Default: the version before it.' })
    since?: number | null,
  ): Promise<CalendarChanges> {
    caller.requireStaff('The history of a calendar');
    const earlier = since ?? version - 1;
    const before = await this.#find(id, earlier);
    if (earlier > version || (earlier !== 0 && !before))
      throw failure('BAD_USER_INPUT', `since: must be a version from 1 to ${version}.`, 'S3');
    return changesView(before?.published, laidOut.published);
  }

  async #find(id: string, version?: number): Promise<CompiledCalendar | undefined> {
    const { calendars } = this.makegood.aggregates;
    // A malformed id must not become a stream name.
    if (!zId.safeParse(id).success) return undefined;
    return version === undefined ? calendars.newest(id) : calendars.version(id, version);
  }
}

@Resolver(() => CalendarPreviewChange)
export class CalendarPreviewResolver {
  @ResolveField(() => Claim, { description: 'The claim.' })
  async claim(@Parent() { claimId }: CalendarPreviewChange, @Context('caller') caller: Caller): Promise<Claim> {
    return claimView(requireFound(await caller.find(claimsModel, claimId), 'The claim'));
  }
}

@Resolver(() => DueAnswer)
export class DueAnswerResolver {
  @ResolveField(() => [SlaSegment], { description: 'The segments from the start to the deadline, in order.' })
  explanation(@Parent() { calendar, from, dueAt }: DueAnswer, @Context('caller') caller: Caller): SlaSegment[] {
    const segments = explainDue(calendar, from, dueAt);
    caller.spend(segments.length);
    return segments.map(segmentView);
  }
}
