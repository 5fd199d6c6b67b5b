import type { EventStore, Position } from '#platform';
import { counted, keepDamagedStreams, projections, Rebuilds, SAMPLES_TASK } from '#engine';
import { ImportJobs } from '#import';
import { CliError, type CliCommand, type ExitStatus, OPERATOR, print, withMakegood } from './cli.ts';
import { progressOf } from './progress.ts';

const MODELS = projections.map(({ model }) => model.name).sort();

export const rebuildCommand: CliCommand = {
  summary: 'rebuilds read models from the log, beside those in use, and switches to them',
  usage: '[<read model>…] | --prune',
  details: `
Without names, rebuilds all: ${MODELS.join(', ')}

--prune  only drops unused builds: of older versions, and of interrupted rebuilds

Without names, after the log was restored or replaced (stop all programs first), it also takes the log as it is: the processes react to
the whole of it again at the next start, which does nothing twice, and unfinished imports begin anew.

Reads the log once for all of them. Readers see the old documents until the new ones are complete. If a model meets an event that
cannot be applied, its old ones stay in use, the others are rebuilt all the same, and the exit status is 1.
What another process rebuilds is not rebuilt a second time meanwhile: the exit status is 2.`,
  options: { prune: { type: 'boolean', default: false } },
  words: [0, MODELS.length],
  async run({ words, options }, context) {
    const unknown = words.find((word) => !MODELS.includes(word));
    if (unknown !== undefined) throw new CliError(`there is no read model "${unknown}": ${MODELS.join(', ')}`);
    return withMakegood<ExitStatus>(context, async (makegood) => {
      const { projector, log } = makegood;
      const other = log.state.kind === 'other' ? log.state.reason : undefined;
      const all = words.length === 0 && options.prune !== true;
      if (other !== undefined && !all) throw new CliError(`only all read models together can be rebuilt. ${other}`);
      if (!all) await projector.prepare();
      if (options.prune === true) {
        const pruned = await projector.prune();
        print(
          context.stdout,
          ...(pruned.length > 0 ? pruned.map((build) => `${build}: dropped`) : ['nothing to drop']),
        );
        return 0;
      }
      const rebuild = async (names: readonly string[]): Promise<ExitStatus> => {
        const what = names.length === 1 ? (names[0] as string) : counted(names.length, 'read model');
        const progress = progressOf(context, what, { total: 0, unit: 'event', step: 50_000 });
        let read = 0;
        const rebuilt = await new Rebuilds(makegood)
          .run(names, OPERATOR, ({ events, share }) => {
            read = events;
            progress.to(events, Math.round(events / share));
          })
          .finally(progress.end);
        if ('running' in rebuilt)
          throw new CliError(`another process rebuilds ${rebuilt.running}: wait until it has done so, and try again`);
        const old = other === undefined ? ', and the old documents stay in use' : '';
        print(
          context.stdout,
          ...rebuilt.map((model) =>
            'build' in model
              ? `${model.name}: ${model.build}, from ${counted(read, 'event')}`
              : `${model.name}: cannot be rebuilt${old}: ${model.halted}`,
          ),
        );
        return rebuilt.every((model) => 'build' in model) ? 0 : 1;
      };
      if (!all) return rebuild([...new Set(words)]);
      let status: ExitStatus = 0;
      await log.adopt(async () => {
        await projector.prepare();
        status = await rebuild(MODELS);
        await keepDamagedStreams(makegood);
        if (other === undefined) return;
        // What was done for the other log may be missing in this one.
        await new ImportJobs(makegood).beginAnew();
        await makegood.processState.setTask(SAMPLES_TASK, 'done');
      });
      if (other !== undefined)
        print(context.stdout, 'this log is the known one from now on: the reactions to it run again at the next start');
      return status;
    });
  },
};

export async function eventsAfter(store: Pick<EventStore, 'readAll'>, after: Position): Promise<number> {
  let count = 0;
  for await (const _ of store.readAll({ after })) count++;
  return count;
}
