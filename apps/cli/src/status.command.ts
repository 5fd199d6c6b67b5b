import { BEGINNING, type Position, type ReadModels, type QuarantinedStream } from '#platform';
import { projections, counted } from '#engine';
import { type CliCommand, columns, print, withMakegood } from './cli.ts';

/** A reader of the log and how far it has come. */
interface Reader {
  readonly name: string;
  readonly position: Position;
  readonly notes: readonly string[];
}

export const statusCommand: CliCommand = {
  summary: 'shows how far read models and processes have come, and what has failed',
  usage: '',
  details: `
Lag is counted in events. A server that runs keeps it near 0; a read model or process that lags beside one stands still at an
event it cannot take: what was quarantined or failed is listed below, each with the reason. Status 1: something is listed.`,
  options: {},
  words: [0, 0],
  async run(_, surroundings) {
    const { stdout } = surroundings;
    return withMakegood(surroundings, async ({ store, models, processState, reactorWith, carryOut }) => {
      const aside = await models.quarantined();
      const undone = await processState.failedReactions();
      const readers = await readModels(models, aside);
      const reactor = reactorWith(carryOut);
      await reactor.prepare();
      const processes = reactor.status.map(({ name, position }) => ({
        name,
        position,
        notes: notesOf(undone.filter((one) => one.process === name && one.quarantined).length),
      }));

      const all = [...readers, ...processes];
      const behind = new Map<Reader, number>(all.map((reader) => [reader, 0]));
      const oldest = all.reduce((least, { position }) => (position < least ? position : least), await store.head());
      for await (const { position } of store.readAll({ after: oldest }))
        for (const reader of all) if (position > reader.position) behind.set(reader, (behind.get(reader) ?? 0) + 1);
      const row = (reader: Reader) => {
        const lag = behind.get(reader) ?? 0;
        const state = [lag === 0 ? 'up to date' : 'behind', ...reader.notes].join(', ');
        return [`  ${reader.name}`, shown(reader.position), String(lag), state];
      };
      const header = (what: string) => [what, 'position', 'lag', 'state'];
      print(
        stdout,
        `the log ends at ${shown(await store.head())}`,
        '',
        ...columns([
          header('read models'),
          ...readers.map(row),
          ['', '', '', ''],
          header('processes'),
          ...processes.map(row),
        ]),
      );
      if (aside.length > 0)
        print(stdout, '', 'quarantined by read models:', ...aside.map(({ build, reason }) => `  ${build}: ${reason}`));
      if (undone.length > 0) {
        const lines = undone.map(
          (one) => `  ${one.process}: ${one.event} at ${one.stream}@${one.revision}: ${one.reason}`,
        );
        print(stdout, '', 'failed reactions of processes:', ...lines);
      }
      return aside.length + undone.length > 0 ? 1 : 0;
    });
  },
};

async function readModels(models: ReadModels, aside: readonly QuarantinedStream[]): Promise<readonly Reader[]> {
  const readers: Reader[] = [];
  for (const { model } of projections) {
    const build = await models.active(model.name);
    if (build === undefined) {
      readers.push({ name: model.name, position: BEGINNING, notes: ['not built yet'] });
      continue;
    }
    const notes = notesOf(aside.filter((one) => one.build === build).length);
    readers.push({ name: build, position: await models.checkpoint(build), notes });
  }
  return readers;
}

const notesOf = (aside: number): readonly string[] => (aside > 0 ? [`${counted(aside, 'stream')} quarantined`] : []);

/** As a number where it is one: the embedded log counts from 1. */
const shown = (position: Position): string =>
  position.includes('-') ? position : BigInt(`0x${position}`).toLocaleString('en-US');
