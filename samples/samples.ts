import { claims } from './claims.ts';
import type { PictureName } from './pictures.ts';
import { registry } from './registry.ts';
import { ndjson } from './request.ts';

/** Both files of requests: first the registry, then the claims. `pictures`: the evidence, by name. */
export function sampleRequests(pictures: ReadonlyMap<PictureName, Buffer>): { registry: string; claims: string } {
  const { requests, units } = registry();
  return { registry: ndjson('registry', requests), claims: ndjson('claims', claims(units, pictures)) };
}
