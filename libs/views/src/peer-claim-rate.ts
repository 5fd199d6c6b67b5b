import type { CallerModels } from './caller-models.ts';
import { partnersModel } from './partners.projection.ts';

/** E3: claims per unit received of all other partners together; undefined while they have received none. */
export async function peerClaimRate(models: CallerModels, partnerId: string): Promise<number | undefined> {
  let [units, claims] = [0, 0];
  for await (const partners of models.pages(partnersModel, { limit: 1_000 }))
    for (const partner of partners) {
      if (partner.id === partnerId) continue;
      units += partner.unitsHeld;
      claims += partner.claimsSubmitted;
    }
  return units === 0 ? undefined : claims / units;
}
