import { counted } from '#engine';
import { addDays, type Day } from '#kernel';
import {
  overriddenDays,
  type CalendarDraft,
  type CalendarException,
  type ExceptionChange,
  exceptionChanges,
  exceptionOf,
  type FieldChange,
  fieldChanges,
  windowInWords,
} from '#sla';
import { columns } from './cli.ts';

const SIGNS = { ADDED: '+', REMOVED: '-', CHANGED: '~' } as const;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const weekday = (day: Day): string => DAYS[new Date(day).getUTCDay()] as string;

export function calendarDiff(before: CalendarDraft | undefined, after: CalendarDraft): readonly string[] {
  const changes = exceptionChanges(before?.exceptions ?? [], after.exceptions);
  const fields = fieldChanges(before, after);
  if (changes.length === 0 && fields.length === 0) return [];
  const manual = overriddenDays(after);
  const lines = changes.map((change): Line => {
    const exception = exceptionOf(change);
    const winner =
      exception.source === 'IMPORTED' && change.kind !== 'REMOVED' ? manual.get(exception.date) : undefined;
    const was = change.kind === 'CHANGED' ? ` (was: ${inWords(change.before)})` : '';
    const override = winner ? ` (overridden by: ${inWords(winner)})` : '';
    return {
      sign: SIGNS[change.kind],
      first: exception.date,
      last: exception.date,
      words: inWords(exception) + was + override,
    };
  });
  const count = (kind: ExceptionChange['kind']) => changes.filter((change) => change.kind === kind).length;
  const same = after.exceptions.length - count('ADDED') - count('CHANGED');
  return [
    ...columns(fields.map((field) => fieldLine(field, !before))),
    ...datedLines(lines),
    `${counted(count('ADDED'), 'day')} added, ${count('REMOVED')} removed, ${count('CHANGED')} changed, ${same} as before`,
  ];
}

interface Line {
  readonly sign: string;
  readonly first: Day;
  readonly last: Day;
  readonly words: string;
}

export const datedLines = (lines: readonly Line[]): readonly string[] =>
  columns(
    inRuns(lines).map(({ sign, first, last, words }) => {
      const until = first === last ? '' : ` to ${last} ${weekday(last)}`;
      return [`  ${sign}`, `${first} ${weekday(first)}${until}`, words];
    }),
  );

function inRuns(lines: readonly Line[]): readonly Line[] {
  const runs: Line[] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run && addDays(run.last, 1) === line.first && run.sign === line.sign && run.words === line.words)
      runs[runs.length - 1] = { ...run, last: line.last };
    else runs.push(line);
  }
  return runs;
}

function inWords({ kind, windows, name, source }: CalendarException): string {
  const hours = windows.length > 0 ? ` ${windows.map(windowInWords).join(' ')}` : '';
  const hand = source === 'MANUAL' ? ', by hand' : '';
  return `${kind === 'CHANGED' ? 'hours' : kind.toLowerCase()}${hours}${name === undefined ? '' : `  ${name}`}${hand}`;
}

const LABELS: Readonly<Record<FieldChange['field'], string>> = {
  timeZone: 'zone',
  mode: 'mode',
  weekly: 'weekly',
  publishedUntil: 'known until',
};

function fieldLine({ field, before, after }: FieldChange, isNew: boolean): readonly string[] {
  const [was, is] = [before ?? 'for ever', after ?? 'for ever'];
  return [isNew ? '  +' : '  ~', LABELS[field], isNew ? is : `${is} (was: ${was})`];
}
