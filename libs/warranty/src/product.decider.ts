import { accept, conform, decider, type Refusal, refuse, sameCode, sameJson, unchanged } from '#kernel';
import { overlap, type Period } from './policy.policies.ts';
import type { ProductCommand } from './warranty.commands.ts';
import { type ProductEvent, type ProductFact, productEvents } from './warranty.events.ts';

export interface Product {
  /** As listed, to recognise a repeated listing. */
  readonly listing: ProductFact<'ProductListed'>;
  readonly current: ProductFact<'ProductListed'>;
  /** R6: when each policy governs it, by policy id; including former ones. */
  readonly policies: Readonly<Record<string, readonly Period[]>>;
}
export type ProductState = Product | undefined;

export const defectCodesOf = ({
  defectGroups,
}: Pick<ProductFact<'ProductListed'>, 'defectGroups'>): readonly string[] => defectGroups.flatMap(({ codes }) => codes);

export const productDecider = decider<ProductCommand, ProductEvent, ProductState>({
  initial: undefined,
  decide: {
    ListProduct({ data }, product) {
      const listing = conform(productEvents.ProductListed, data);
      if (listing.kind === 'refused') return listing;
      const refusal = twiceRefusal(listing.data);
      if (refusal) return { kind: 'refused', refusal };
      if (!product) return accept({ type: 'ProductListed', data: listing.data });
      if (sameJson(listing.data, product.listing) || sameJson(listing.data, product.current)) return unchanged;
      return refuse(
        'PRODUCT_EXISTS',
        `Product ${data.sku} is listed already with other data. Change it (changeProduct), or choose another SKU.`,
      );
    },

    ChangeProduct({ data }, product) {
      if (!product) return notListed(data.sku);
      const change = conform(productEvents.ProductChanged, data);
      if (change.kind === 'refused') return change;
      const { sku, ...changed } = change.data;
      const changes = Object.fromEntries(
        Object.entries(changed).filter(
          ([field, value]) => !sameJson(value, product.current[field as keyof typeof changed]),
        ),
      );
      if (Object.keys(changes).length === 0) return unchanged;
      const refusal = twiceRefusal({ ...product.current, ...changes });
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'ProductChanged', data: { sku, ...changes } });
    },

    GovernProduct({ data }, product) {
      if (!product) return notListed(data.sku);
      const governed = conform(productEvents.ProductGoverned, data);
      if (governed.kind === 'refused') return governed;
      const { policyId, periods } = governed.data;
      if (sameJson(periods, product.policies[policyId] ?? [])) return unchanged;
      for (const [other, its] of Object.entries(product.policies))
        if (other !== policyId && its.some((one) => periods.some((period) => overlap(one, period))))
          return refuse(
            'TWO_POLICIES',
            `Policy ${other} governs product ${data.sku} on some of these days. Publish a version of it without this product first, or let this one begin later.`,
            { rule: 'R6', details: { policyId: other } },
          );
      return accept({ type: 'ProductGoverned', data: governed.data });
    },
  },
  evolve: {
    ProductListed: (_, { data }) => ({ listing: data, current: data, policies: {} }),
    ProductChanged: (product, { data }) => product && { ...product, current: { ...product.current, ...data } },
    ProductGoverned: (product, { data: { policyId, periods } }) =>
      product && { ...product, policies: { ...product.policies, [policyId]: periods } },
  },
});

const notListed = (sku: string) => refuse('PRODUCT_NOT_FOUND', `There is no product ${sku}. List it first.`);

function twiceRefusal(product: ProductFact<'ProductListed'>): Refusal | undefined {
  const codes = defectCodesOf(product);
  const twice = codes.find((code, index) => codes.slice(0, index).some((other) => sameCode(other, code)));
  return twice === undefined
    ? undefined
    : {
        code: 'DEFECT_IN_TWO_GROUPS',
        message: `Defect code ${twice} is listed twice; put it into one group.`,
        rule: 'B2',
      };
}
