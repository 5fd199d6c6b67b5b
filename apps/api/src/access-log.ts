import type { Actor } from '#kernel';
import type { Logger } from '#platform';

/** A file by its path here; people by their ids. */
export type ReadByStaff = { readonly file: string } | { readonly people: readonly string[] };

/** A5: who of the staff was given what. The logger adds when. */
export function logAccess(logger: Logger, { id: actor, role }: Actor, read: ReadByStaff): void {
  if (role === 'PARTNER') return;
  const what = 'file' in read ? 'a file' : 'names or addresses of people';
  logger.info({ actor, role, ...read }, `a member of staff has read ${what}`);
}
