import { BEGINNING, type EventStore, type Position, Projector } from '#platform';
import { catalogue, projections } from '#wiring';
import { CannotDo, type CliCommand, counted, type ExitStatus, print, withMakegood } from './cli.ts';
import { progressOf } from './progress.ts';

export const rebuildCommand: CliCommand = {
  summary: 'builds read models anew from the log, beside those in use, and switches to them',
  usage: '[<read model>…]',
  details: `
Without names: all of them. ${projections.map(({ model }) => model.name).join(', ')}

Readers keep the old documents until the new ones are complete. One that halts at an event it cannot apply stays as it is.`,
  options: {},
  words: [0, projections.length],
  async run({ words }, surroundings) {
    const known = projections.map(({ model }) => model.name);
    const stranger = words.find((word) => !known.includes(word));
    if (stranger !== undefined) throw new CannotDo(`there is no read model "${stranger}": ${known.join(', ')}`);
    return withMakegood<ExitStatus>(surroundings, async ({ store, models, log }) => {
      const projector = new Projector(projections, { store, models, catalogue, log });
      await projector.prepare();
      const total = await eventsAfter(store, BEGINNING);
      for (const name of words.length > 0 ? new Set(words) : known) {
        const progress = progressOf(surroundings, name, { total, unit: 'event', step: 50_000 });
        try {
          const build = await projector.rebuild(name, progress.to);
          progress.end();
          print(surroundings.stdout, `${name}: ${build}, from ${counted(total, 'event')}`);
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
