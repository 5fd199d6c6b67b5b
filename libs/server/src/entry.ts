const NEEDED = [24, 9] as const;

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
  // Half of the time to ready is loading modules.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  await program();
}
