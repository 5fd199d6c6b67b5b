import { parseClaimNumber, type Instant, parseDay, parseInstant } from '#kernel';
import type { RecordedEvent } from '#platform';
import { CallerModels, claimHistory, claimsModel, type Moment, replayClaim } from '#views';
import { catalogue } from '#engine';
import {
  CliError,
  type CliCommand,
  columns,
  type ExitStatus,
  type Given,
  OPERATOR,
  print,
  textOf,
  withMakegood,
} from './cli.ts';
import { actorInWords, inWords, stateInWords } from './story.ts';

export const replayCommand: CliCommand = {
  summary: 'prints the history of a claim up to a moment, and its state then',
  usage: '<claim> [--as-of T] [--known-at T] [--json]',
  details: `
<claim>     its id, or its number in any spelling
--as-of     what had happened by then
--known-at  what was known by then, without what was recorded later
--json      events and state as JSON

T is an instant such as 2026-03-09T02:00:00Z, or a day, meaning its end in UTC.`,
  options: {
    'as-of': { type: 'string' },
    'known-at': { type: 'string' },
    json: { type: 'boolean', default: false },
  },
  words: [1, 1],
  async run(given, context) {
    const { stdout } = context;
    const [typed = ''] = given.words;
    const moment: Moment = { asOf: momentOf(given, 'as-of'), knownAt: momentOf(given, 'known-at') };
    return withMakegood<ExitStatus>(context, async ({ store, models, projector }) => {
      // A read model names the other streams of the claim, and no server may be running.
      await projector.prepare();
      await projector.catchUp();
      const callerModels = new CallerModels(OPERATOR, models);
      const claimId = await claimIdOf(callerModels, typed);
      const all = await claimHistory(callerModels, store, claimId);
      if (all.length === 0) throw new CliError(`there is no claim "${typed}"`);
      const history = await claimHistory(callerModels, store, claimId, moment);
      const state = replayClaim(history, catalogue);
      if (given.options.json === true) {
        print(stdout, JSON.stringify({ claimId, ...moment, events: history, state: state ?? null }, null, 2));
        return 0;
      }
      print(stdout, `claim ${claimId}${momentInWords(moment)}`, '');
      if (history.length > 0) print(stdout, ...columns(tableOf(history)), '');
      print(
        stdout,
        ...(state
          ? columns(stateInWords(state).map(([name, words]) => [`  ${name}`, words]))
          : [`  the claim did not exist yet: ${all.length} events came later`]),
      );
      return 0;
    });
  },
};

/** The claim whose number was typed, else the id as it stands. */
async function claimIdOf(models: CallerModels, typed: string): Promise<string> {
  const number = parseClaimNumber(typed);
  if (number === undefined) return typed;
  const { items } = await models.query(claimsModel, { where: [{ field: 'number', eq: number }], limit: 1 });
  return items[0]?.document.id ?? typed;
}

function momentOf(given: Given, option: string): Instant | undefined {
  const text = textOf(given, option);
  if (text === undefined) return undefined;
  const day = parseDay(text);
  const moment = parseInstant(day ? `${day}T23:59:59.999Z` : text);
  if (!moment)
    throw new CliError(`--${option} must be an instant such as 2026-03-09T02:00:00Z or a day such as 2026-03-09`);
  return moment;
}

const momentInWords = ({ asOf, knownAt }: Moment): string =>
  [...(asOf ? [`, what had happened by ${asOf}`] : []), ...(knownAt ? [`, what was known by ${knownAt}`] : [])].join(
    '',
  );

/** A second column of times only when something was recorded later than it happened (A1). */
function tableOf(history: readonly RecordedEvent[]): readonly (readonly string[])[] {
  const late = history.some(({ metadata }) => metadata.occurredAt !== metadata.recordedAt);
  const row = (recorded: string, occurred: string, ...rest: readonly string[]) =>
    late ? [recorded, occurred, ...rest] : [recorded, ...rest];
  return [
    row('recorded', 'occurred', 'event', 'by', 'what'),
    ...history.map((event) => {
      const { recordedAt, occurredAt } = event.metadata;
      const occurred = occurredAt === recordedAt ? '' : shown(occurredAt);
      return row(shown(recordedAt), occurred, event.type, actorInWords(event.metadata), inWords(event));
    }),
  ];
}

const shown = (instant: Instant): string => instant.replace('T', ' ').replace('.000Z', 'Z');
