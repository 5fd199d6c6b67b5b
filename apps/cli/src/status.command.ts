import type { Position } from '#platform';
import { type ReaderStatus, stateInWords } from '#engine';
import { type CliCommand, columns, print, withMakegood } from './cli.ts';

export const statusCommand: CliCommand = {
  summary: 'shows how far read models and processes have read, and what has failed',
  usage: '',
  details: `
Lag is counted in events, up to 1,000. A running server keeps it near 0; a read model or process that lags all the same has stopped at
an event it cannot handle. Quarantined and damaged streams, halts and failures are listed with the reason. Exit status 1: something is listed.`,
  options: {},
  words: [0, 0],
  async run(_, context) {
    const { stdout } = context;
    return withMakegood(context, async ({ store, log, models, processState, status }) => {
      if (log.state.kind === 'other') {
        print(stdout, log.state.reason);
        return 1;
      }
      const { readModels, processes, damagedStreams } = await status();
      const quarantined = await models.quarantined();
      const failed = await processState.failedReactions();
      const halted = readModels.flatMap(({ build, state }) =>
        state.kind === 'halted' ? [`  ${build}: ${state.reason}`] : [],
      );
      const header = (what: string) => [what, 'position', 'lag', 'state'];
      const row = (name: string, { position, lagEvents, state }: ReaderStatus) => [
        `  ${name}`,
        shown(position),
        String(lagEvents),
        state.kind === 'halted' ? 'halted' : stateInWords(state),
      ];
      print(
        stdout,
        `the log ends at ${shown(await store.head())}`,
        '',
        ...columns([
          header('read models'),
          ...readModels.map((model) => row(model.build ?? model.name, model)),
          ['', '', '', ''],
          header('processes'),
          ...processes.map((process) => row(process.name, process)),
        ]),
      );
      const list = (heading: string, lines: readonly string[]) => {
        if (lines.length > 0) print(stdout, '', heading, ...lines);
      };
      list('halted read models:', halted);
      list(
        'quarantined by read models:',
        quarantined.map(({ build, reason }) => `  ${build}: ${reason}`),
      );
      list(
        'failed reactions of processes:',
        failed.map(
          (one) => `  ${one.process}: ${one.event} at ${one.stream}@${one.revision}, ${one.effect}: ${one.reason}`,
        ),
      );
      list(
        'streams that were deleted or truncated (docs/operations.md, "Damaged streams"):',
        damagedStreams.map(({ damage }) => `  ${damage}`),
      );
      return halted.length + quarantined.length + failed.length + damagedStreams.length > 0 ? 1 : 0;
    });
  },
};

/** A number where possible: the embedded log counts from 1. */
const shown = (position: Position): string =>
  position.includes('-') ? position : BigInt(`0x${position}`).toLocaleString('en-US');
