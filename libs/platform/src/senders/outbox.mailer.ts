import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mailer } from './mailer.port.ts';

/** Each mail as a file, `<name>.eml`, complete or not at all; again under the same name replaces it. */
export function openOutboxMailer(folder: string): Mailer {
  return {
    async send(name, bytes) {
      try {
        await mkdir(folder, { recursive: true });
        const path = join(folder, `${name}.eml`);
        const file = await open(`${path}.part`, 'w');
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(`${path}.part`, path);
        return { kind: 'WRITTEN' };
      } catch (error) {
        return {
          kind: 'REFUSED',
          reason: `the outbox cannot be written: ${(error as Error).message}`,
          temporary: true,
        };
      }
    },
    forget: (name) => rm(join(folder, `${name}.eml`), { force: true }),
    close: () => undefined,
  };
}
