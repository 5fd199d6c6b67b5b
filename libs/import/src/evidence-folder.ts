import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { holderOf, receiveEvidence } from '#evidence';
import type { Refusal } from '#kernel';
import type { Blobs } from '#platform';
import { IMPORTER } from './import.ts';

/** A file that was not taken in, and why. */
export interface RefusedFile {
  readonly name: string;
  readonly refusal: Refusal;
}

/**
 * Takes in every file of a folder as staff do, so that the claims of an import can name them (C1). Again changes nothing.
 * @returns what was refused
 * @throws BlobsError; an error of the system when the folder cannot be read
 */
export async function takeInEvidence(folder: string, blobs: Blobs): Promise<readonly RefusedFile[]> {
  const refused: RefusedFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { name } = entry;
    const receipt = await receiveEvidence(
      createReadStream(join(folder, name)),
      { name, holder: holderOf(IMPORTER) },
      blobs,
    );
    if (receipt.kind === 'refused') refused.push({ name, refusal: receipt.refusal });
  }
  return refused;
}
