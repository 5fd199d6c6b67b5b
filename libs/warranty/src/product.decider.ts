import { accept, conform, decider, refuse, sameJson, unchanged } from '#kernel';
import { sameCode } from './coverage.policies.ts';
import type { ProductCommand } from './warranty.commands.ts';
import { type ProductEvent, productEvents } from './warranty.events.ts';

/** The product as listed. */
export type ProductState = ProductEvent['data'] | undefined;

export const productDecider = decider<ProductCommand, ProductEvent, ProductState>({
  initial: undefined,
  decide: {
    ListProduct({ data }, product) {
      const listing = conform(productEvents.ProductListed, data);
      if (listing.kind === 'refused') return listing;
      const codes = listing.data.defectGroups.flatMap((group) => group.codes);
      const twice = codes.find((code, index) => codes.slice(0, index).some((other) => sameCode(other, code)));
      if (twice !== undefined)
        return refuse('DEFECT_IN_TWO_GROUPS', `Defect code ${twice} is listed twice; put it into one group.`, {
          rule: 'B2',
        });
      if (!product) return accept({ type: 'ProductListed', data: listing.data });
      if (sameJson(listing.data, product)) return unchanged;
      return refuse('PRODUCT_EXISTS', `Product ${data.sku} is listed already with other data. Choose another SKU.`);
    },
  },
  evolve: { ProductListed: (_, { data }) => data },
});
