import { wallClock } from '#wiring';
import { run } from './program.ts';

// `makegood export | head`: who reads has enough, which is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const { stdout, stderr, env: environment } = process;
process.exitCode = await run(process.argv.slice(2), { stdout, stderr, environment, clock: wallClock });
