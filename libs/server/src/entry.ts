const NEEDED = [24, 9] as const;

/**
 * Of glibc, which reads them when a program starts: what is large goes back to the system when it is freed, and threads share their memory.
 * In bytes, but the first.
 */
const MEMORY = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072', MALLOC_TRIM_THRESHOLD_: '131072' };

/** `enter` for what runs for months: with other memory settings than what starts a hundred times a day can afford to set. */
export async function enterServer(program: () => Promise<unknown>): Promise<void> {
  const isSet = Object.keys(MEMORY).some((name) => name in process.env);
  // The same process begins anew. One that a parent talks with would lose its channel.
  if (process.platform === 'linux' && !isSet && !process.channel)
    process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
      ...process.env,
      ...MEMORY,
    });
  await enter(program);
}

/** Starts a program, or says that Node is too old. Imports nothing before the check, since an older Node fails on imports. */
export async function enter(program: () => Promise<unknown>): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
    process.stderr.write(
      `makegood: needs Node ${NEEDED.join('.')} or newer, but this is ${process.versions.node}: start it with "npm start", which uses its own Node\n`,
    );
    process.exit(1);
  }
  // Whatever is created, the data folder first of all, is for this account alone.
  process.umask(0o077);
  // What packages call that is out of date is nothing that an operator could change; Node tells by their folder, and they are part of the program.
  process.noDeprecation = true;
  // Half of the time to ready is loading what is compiled.
  const { enableCompileCache, flushCompileCache } = await import('node:module');
  enableCompileCache();
  await program();
  // Otherwise at its end: one that is killed would compile everything again when it starts anew.
  flushCompileCache();
}
