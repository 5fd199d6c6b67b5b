import { counted } from '#engine';
import { parseDay } from '#kernel';
import { type DoubtAnswer, DOUBTS, type ImportedDay, type ListedDay, settledDays } from '#sla';
import { datedLines } from './calendar-import.diff.ts';
import { CliError, type Given, textsOf } from './cli.ts';

const ANSWERS: Readonly<Record<string, DoubtAnswer>> = { closed: 'CLOSED', worked: 'OPEN', ordinary: 'ORDINARY' };
const CHOICES = Object.keys(ANSWERS);

/** `--doubtful 2026-12-24=closed`, `--doubtful observance=ordinary` */
export function answersOf(given: Given): ReadonlyMap<string, DoubtAnswer> {
  return new Map(
    textsOf(given, 'doubtful').map((text) => {
      const [days = '', choice = ''] = text.split('=');
      const answer = Object.hasOwn(ANSWERS, choice) ? ANSWERS[choice] : undefined;
      if (!answer || !(parseDay(days) || DOUBTS.some((kind) => kind === days)))
        throw new CliError(
          `--doubtful "${text}" must be a day or one of ${DOUBTS.join(', ')}, and then ${CHOICES.join(', ')}: 2026-12-24=closed`,
        );
      return [days, answer];
    }),
  );
}

/** Undefined without a terminal. */
export type Ask = ((question: string) => Promise<string>) | undefined;

/** S3. Undefined: some days are still doubtful. */
export async function settleDoubts(
  listed: readonly ListedDay[],
  answers: ReadonlyMap<string, DoubtAnswer>,
  show: (...lines: readonly string[]) => void,
  ask: Ask,
): Promise<readonly ImportedDay[] | undefined> {
  const idle = [...answers.keys()].find(
    (key) => parseDay(key) && !listed.some(({ date, doubt }) => date === key && doubt),
  );
  if (idle) throw new CliError(`--doubtful ${idle}: this day is not doubtful`);
  const all = new Map(answers);
  const { doubtful } = settledDays(listed, all);
  if (doubtful.length > 0)
    show(counted(doubtful.length, 'day is doubtful:', 'days are doubtful:'), ...datedLines(doubtful.map(lineOf)));
  for (const { date, name, doubt } of doubtful) {
    if (!ask || !doubt || all.has(doubt.kind)) continue;
    const typed = (
      await ask(`${date} ${name}: closed, worked or ordinary? [c/w/o, C/W/O for all ${doubt.kind}] `)
    ).trim();
    const choice = CHOICES.find((one) => typed !== '' && one.startsWith(typed.toLowerCase()));
    if (choice) all.set(typed === typed.toUpperCase() ? doubt.kind : date, ANSWERS[choice] as DoubtAnswer);
  }
  const settled = settledDays(listed, all);
  return settled.doubtful.length === 0 ? settled.days : undefined;
}

const lineOf = ({ date, name, doubt }: ListedDay) => ({
  sign: '?',
  first: date,
  last: date,
  words: `${doubt?.kind.padEnd(10)}  ${name}: ${doubt?.reason}`,
});

export const HOW_TO_ANSWER = `not published: resolve the doubtful days, by day or by kind, as ${CHOICES.join(', ')}: --doubtful 2026-12-24=closed --doubtful observance=ordinary`;
