import { keepReading, knownReading } from '#engine';
import { instantOf } from '#kernel';
import { agrees, machineClocks } from '#platform';
import { type CliCommand, type ExitStatus, print, withMakegood } from './cli.ts';

export const clockCommand: CliCommand = {
  summary: 'shows whether the clock of this machine is believed, and confirms what it shows',
  usage: '[--confirm]',
  details: `
A process whose clock jumps by more than 5 minutes, while the uptime of the machine says otherwise, goes on with the time from before the
jump; so does one that starts with a clock behind the newest time that is known to have passed (in the log, or kept by the programs of
this machine), or more than 31 days ahead of it: no deadline is judged by a time that nobody has confirmed. If the clock is wrong, set it right. If it is right:

--confirm  the processes of this machine take what its clock shows now, within 10 s

Exit status 1: the clock is not believed.`,
  options: { confirm: { type: 'boolean', default: false } },
  words: [0, 0],
  async run({ options }, context) {
    return withMakegood<ExitStatus>(context, async (makegood) => {
      const now = machineClocks.wall();
      if (options.confirm === true) {
        await keepReading(makegood.processState, { wall: now, uptime: machineClocks.uptime() });
        print(context.stdout, `confirmed: ${instantOf(now)}`);
        return 0;
      }
      const known = await knownReading(makegood);
      print(context.stdout, `the clock of this machine shows ${instantOf(now)}`);
      if (!known || agrees(known, machineClocks)) return 0;
      const steady = instantOf(Math.round(known.wall + machineClocks.uptime() - known.uptime));
      print(context.stdout, `the processes go on with ${steady}: set the clock right, or confirm it with --confirm`);
      return 1;
    });
  },
};
