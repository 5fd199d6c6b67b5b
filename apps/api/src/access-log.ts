import type { Actor } from '#kernel';
import type { Logger } from '#platform';

/** A5: who of the staff was given which file. The logger adds when. `file`: its path here. */
export function logAccess(logger: Logger, { id: actor, role }: Actor, file: string): void {
  if (role !== 'PARTNER') logger.info({ actor, role, file }, 'a member of staff has read a file');
}
