import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Room on a disk that is free again once the file is closed, or this process has ended. */
export async function openNamelessFile(folder: string): Promise<FileHandle> {
  const path = join(folder, `${process.pid}-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
  } catch (error) {
    await file.close();
    throw error;
  }
  return file;
}
