import { type Day, parseDay } from '#kernel';
import { counted, reportZone, unfinishedClosings } from '#engine';
import { QueryError } from '#platform';
import {
  itemsInWords,
  moneyText,
  type Reconciliation,
  RECONCILED_FIGURES,
  type ReconciledFigure,
  reconciliationOfLog,
} from '#views';
import { type CliCommand, CliError, columns, type ExitStatus, type Given, print, textOf, withMakegood } from './cli.ts';

export const reconcileCommand: CliCommand = {
  summary: 'checks that each approved claim is credited, replaced or open, once and at its price',
  usage: '--from <day> --to <day> [--zone <zone>]',
  details: `
--from, --to  the days on which the claims were approved, both included, such as 2026-03-01
--zone        IANA time zone in which days begin and end; default: that of the only legal entity

Compares what the claims say with the series of credit notes and reversals and with the ledgers of replacements, from the log itself.
One line for each difference. Claims that changed within the last five minutes may be under way, and are only counted.
Further one line for each month whose closing has started and is not done.
Exit status 1: there are differences.`,
  options: { from: { type: 'string' }, to: { type: 'string' }, zone: { type: 'string' } },
  words: [0, 0],
  async run(given, context) {
    const [from, to] = [dayOf(given, 'from'), dayOf(given, 'to')];
    return withMakegood<ExitStatus>(context, async ({ store, catalogue, aggregates, clock }) => {
      try {
        const period = { from, to, timeZone: await reportZone(aggregates, textOf(given, 'zone')) };
        const reconciled = await reconciliationOfLog(store.readAll(), catalogue, period, clock.now());
        const closings = (await unfinishedClosings(aggregates)).map(
          ({ legalEntityId, month }) =>
            `legal entity ${legalEntityId}: the closing of ${month} has started and is not done; repeat it (closeMonth)`,
        );
        print(context.stdout, ...inLines(reconciled), ...closings);
        return reconciled.differences.length === 0 ? 0 : 1;
      } catch (error) {
        // The engine names the argument of the API.
        if (error instanceof QueryError) throw new CliError(error.message.replace(/^timeZone:/, '--zone:'));
        throw error;
      }
    });
  },
};

function dayOf(given: Given, name: string): Day {
  const day = parseDay(textOf(given, name) ?? '');
  if (!day) throw new CliError(`--${name}: must be a day such as 2026-03-09`);
  return day;
}

const IN_WORDS: Readonly<Record<ReconciledFigure, string>> = {
  approved: 'approved',
  credited: 'credited',
  replaced: 'replaced',
  open: 'open',
  stillOwed: 'of the replaced: not shipped yet',
  held: 'of the open: credits that are held',
  reversed: 'credit notes reversed',
  converted: 'replacements converted to credits',
};

function inLines({ currencies, differences, underWay }: Reconciliation): readonly string[] {
  const figures = currencies.flatMap((sums) =>
    RECONCILED_FIGURES.map((figure) => [IN_WORDS[figure], String(sums[figure].count), moneyText(sums[figure].net)]),
  );
  return [
    ...columns(figures),
    ...differences.map(
      ({ claimId, expected, found }) =>
        `claim ${claimId}: expected ${itemsInWords(expected)}; found ${itemsInWords(found)}`,
    ),
    ...(underWay === 0 ? [] : [`${counted(underWay, 'claim')} under way: run it again in five minutes`]),
    differences.length === 0 ? 'no differences' : counted(differences.length, 'difference'),
  ];
}
