import { BEGINNING, type EventStore, type Position } from '#platform';
import { counted, projections } from '#engine';
import { CliError, type CliCommand, type ExitStatus, print, withMakegood } from './cli.ts';
import { progressOf } from './progress.ts';

const MODELS = projections.map(({ model }) => model.name).sort();

export const rebuildCommand: CliCommand = {
  summary: 'rebuilds read models from the log, beside those in use, and switches to them',
  usage: '[<read model>…] | --prune',
  details: `
Without names, rebuilds all: ${MODELS.join(', ')}

--prune  only drops unused builds: of older versions, and of interrupted rebuilds

Readers see the old documents until the new ones are complete. If an event cannot be applied, the old ones stay in use.`,
  options: { prune: { type: 'boolean', default: false } },
  words: [0, MODELS.length],
  async run({ words, options }, context) {
    const unknown = words.find((word) => !MODELS.includes(word));
    if (unknown !== undefined) throw new CliError(`there is no read model "${unknown}": ${MODELS.join(', ')}`);
    return withMakegood<ExitStatus>(context, async ({ store, projector }) => {
      await projector.prepare();
      if (options.prune === true) {
        const pruned = await projector.prune();
        print(
          context.stdout,
          ...(pruned.length > 0 ? pruned.map((build) => `${build}: dropped`) : ['nothing to drop']),
        );
        return 0;
      }
      const total = await eventsAfter(store, BEGINNING);
      for (const name of words.length > 0 ? new Set(words) : MODELS) {
        const progress = progressOf(context, name, { total, unit: 'event', step: 50_000 });
        try {
          const build = await projector.rebuild(name, progress.to);
          progress.end();
          print(context.stdout, `${name}: ${build}, from ${counted(total, 'event')}`);
        } finally {
          progress.end();
        }
      }
      return 0;
    });
  },
};

export async function eventsAfter(store: EventStore, after: Position): Promise<number> {
  let count = 0;
  for await (const _ of store.readAll({ after })) count++;
  return count;
}
