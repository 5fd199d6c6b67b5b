import { run } from './program.ts';

// `makegood export | head`: a reader that stops early is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const { stdin, stdout, stderr, env: environment } = process;
process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, environment });
