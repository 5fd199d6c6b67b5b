import { CallerModels, lotsOfSuspectedBatches } from '#views';
import { counted } from '#engine';
import { type CliCommand, columns, type ExitStatus, OPERATOR, print, textOf, withMakegood } from './cli.ts';

export const lotsCommand: CliCommand = {
  summary: 'ranks the component lots that suspected batches share',
  usage: '[--group <defect group>]',
  details: `
--group  only batches that are suspected of this group of defects, or confirmed

Lots are those that quality-control records name under "components", such as {"components":{"ledReel":"RD-2508-31"}}.
Those in most suspected batches come first, of these the ones in few other batches.`,
  options: { group: { type: 'string' } },
  words: [0, 0],
  async run(given, context) {
    return withMakegood<ExitStatus>(context, async ({ models }) => {
      const lots = await lotsOfSuspectedBatches(new CallerModels(OPERATOR, models), textOf(given, 'group'));
      const rows = lots.map(({ component, lot, suspected, others }) => [
        component,
        lot,
        `in ${counted(suspected.length, 'suspected batch', 'suspected batches')}`,
        `and ${others.length} others`,
        suspected.join(', '),
      ]);
      print(
        context.stdout,
        ...(rows.length > 0 ? columns(rows) : ['no suspected batch names a lot of its components']),
      );
      return 0;
    });
  },
};
