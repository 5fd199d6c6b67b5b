import { dueAt, explainDue } from '#sla';
import { CliError, cliErrorFor, type CliCommand, columns, type ExitStatus, print, withMakegood } from './cli.ts';
import { beyondInWords, calendarInWords, momentIn, Page, timetable } from './timetable.ts';

export const dueCommand: CliCommand = {
  summary: 'calculates when a target falls due by a calendar, line by line',
  usage: '<calendar> <from> <duration>',
  details: `
<from>      an instant such as 2026-02-13T07:00:00Z, or a local time of the calendar such as "2026-02-13 15:00"
<duration>  business hours, such as PT48H or PT1H30M; never days (S1)

By the newest version of the calendar. The lines sum to the target.`,
  options: {},
  words: [3, 3],
  async run({ words: [calendarId = '', from = '', target = ''] }, context) {
    return withMakegood<ExitStatus>(context, async ({ aggregates }) => {
      const calendar = await aggregates.calendars.newest(calendarId);
      if (!calendar) throw new CliError(`there is no calendar "${calendarId}"`);
      const { timeZone } = calendar.published;
      const begins = momentIn(timeZone, from);
      const verdict = dueAt(calendar, begins, target);
      if (verdict.kind === 'refused') throw cliErrorFor(verdict.refusal);
      const { answer } = verdict;
      const page = new Page(timeZone, [begins, answer.dueAt]);
      const heading = [
        [`${target} from`, ...page.both(begins)],
        ['is due', ...page.both(answer.dueAt)],
      ];
      print(
        context.stdout,
        `calendar ${calendarInWords(calendar)}`,
        '',
        ...columns(heading).map((line) => `  ${line}`),
        '',
        ...timetable(page, explainDue(calendar, begins, answer.dueAt), {
          at: answer.dueAt,
          what: 'due',
          total: `= ${target}`,
        }),
        ...(answer.beyondPublished ? ['', beyondInWords(calendar)] : []),
      );
      return 0;
    });
  },
};
