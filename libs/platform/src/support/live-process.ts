/** Whether the process that wrote a file, last changed at `modifiedAt` (ms), still runs on this machine. */
export function isAlive(owner: number, modifiedAt: number): boolean {
  // An earlier process may have had our id; in a container it is always 1.
  if (owner === process.pid) return modifiedAt >= performance.timeOrigin;
  if (!(owner > 0)) return false;
  try {
    return process.kill(owner, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException | undefined)?.code === 'EPERM';
  }
}
