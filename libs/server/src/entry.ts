/** The oldest Node with all that the engine stands on (package.json, `engines`). */
const NEEDED = [24, 9] as const;

/**
 * Starts a program, or says in one line that this Node is too old for it. Imports nothing, and the program only afterwards: on an
 * older Node the imports themselves would fail, in words that help nobody.
 */
export async function enter(program: () => Promise<unknown>): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
    process.stderr.write(
      `makegood: needs Node ${NEEDED.join('.')} or newer and this is ${process.versions.node}: start it with "npm start", which brings its own\n`,
    );
    process.exit(1);
  }
  // Compiled code is kept between starts: half of the time to ready is reading modules.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  await program();
}
