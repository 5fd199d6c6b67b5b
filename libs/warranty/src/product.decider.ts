import {
  accept,
  among,
  canonicalLocale,
  conform,
  decider,
  firstRefusal,
  normalizeCode,
  type Refusal,
  refuse,
  sameCode,
  sameJson,
  unchanged,
} from '#kernel';
import { overlap, type Period } from './policy.policies.ts';
import type { ProductCommand } from './warranty.commands.ts';
import { type ProductEvent, type ProductFact, productEvents } from './warranty.events.ts';

export interface Product {
  readonly listing: ProductFact<'ProductListed'>;
  readonly current: ProductFact<'ProductListed'>;
  /** R6: by policy id, including former policies. */
  readonly policies: Readonly<Record<string, readonly Period[]>>;
}
export type ProductState = Product | undefined;

type Grouped = Pick<ProductFact<'ProductListed'>, 'defectGroups'>;

export const defectCodesOf = ({ defectGroups }: Grouped): readonly string[] =>
  defectGroups.flatMap(({ codes }) => codes);

/** B2: a code in no group is its own group, however it is spelt (R10). */
export const defectGroupOf = ({ defectGroups }: Grouped, defectCode: string): string =>
  defectGroups.find(({ codes }) => among(codes)(defectCode))?.group ?? normalizeCode(defectCode);

/** B2: as the product spells it; undefined when the product has no such group. Without groups each of its codes is one. */
export const defectGroupNamed = ({ defectGroups }: Grouped, name: string): string | undefined =>
  defectGroups.length === 0 ? normalizeCode(name) : defectGroups.find(({ group }) => sameCode(group, name))?.group;

export const productDecider = decider<ProductCommand, ProductEvent, ProductState>({
  initial: undefined,
  decide: {
    ListProduct({ data }, product) {
      const listing = conform(productEvents.ProductListed, data);
      if (listing.kind === 'refused') return listing;
      const refusal = firstRefusal(twiceRefusal(listing.data), labelRefusal(listing.data));
      if (refusal) return { kind: 'refused', refusal };
      if (!product) return accept({ type: 'ProductListed', data: listing.data });
      if (sameJson(listing.data, product.listing) || sameJson(listing.data, product.current)) return unchanged;
      return refuse(
        'PRODUCT_EXISTS',
        `Product ${data.sku} is already listed with other data. Change it, or choose another SKU.`,
        { rule: 'R5' },
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
      const changedTo = { ...product.current, ...changes };
      const refusal = firstRefusal(twiceRefusal(changedTo), labelRefusal(changedTo));
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
            `Policy ${other} governs product ${data.sku} on some of these days. First publish a version of it without this product, or let this policy begin later.`,
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

/** The label of a defect code in a language, else that for every other language, else the code itself. */
export function defectLabel(
  { labels = [] }: ProductFact<'ProductListed'>['defectGroups'][number],
  code: string,
  locale: string,
): string {
  const ofCode = labels.filter((label) => sameCode(label.code, code));
  const spoken = (tag: string | undefined) => ofCode.find(({ language }) => language === tag)?.label;
  return spoken(locale) ?? spoken(locale.split('-')[0]) ?? spoken(undefined) ?? code;
}

/** What a code means in a language, of products with these groups; undefined where none of them has the code. */
export function defectName({ defectGroups }: Grouped, code: string, locale: string): string | undefined {
  const group = defectGroups.find(({ codes }) => among(codes)(code));
  return group && defectLabel(group, code, locale);
}

const notListed = (sku: string) =>
  refuse('PRODUCT_NOT_FOUND', `There is no product ${sku}. List it first.`, { rule: 'R2' });

function twiceRefusal(product: ProductFact<'ProductListed'>): Refusal | undefined {
  const names = new Set<string>();
  const named = product.defectGroups.find(({ group }) => names.size === names.add(normalizeCode(group)).size);
  if (named)
    return {
      code: 'INVALID_INPUT',
      message: `defectGroups: ${named.group} is listed twice. Put its defects into one group.`,
      rule: 'B2',
    };
  const seen = new Set<string>();
  const twice = defectCodesOf(product).find((code) => seen.size === seen.add(normalizeCode(code)).size);
  return twice === undefined
    ? undefined
    : {
        code: 'DEFECT_IN_TWO_GROUPS',
        message: `Defect code ${twice} is listed twice; put it in one group only.`,
        rule: 'B2',
      };
}

/** A label names a code of its group and a language that exists, each pair once. */
function labelRefusal({ defectGroups }: ProductFact<'ProductListed'>): Refusal | undefined {
  for (const { group, codes, labels = [] } of defectGroups) {
    const isOfGroup = among(codes);
    const seen = new Set<string>();
    for (const { code, language } of labels) {
      if (!isOfGroup(code))
        return {
          code: 'LABEL_WITHOUT_CODE',
          message: `Group ${group} has no defect ${code} to label. Correct the code.`,
          rule: 'B2',
        };
      if (language !== undefined && canonicalLocale(language) !== language)
        return {
          code: 'INVALID_LANGUAGE',
          message: `The language ${language} of the label of ${code} does not exist. Name one such as ko or zh-TW.`,
          rule: 'B2',
        };
      const pair = `${normalizeCode(code)} ${language ?? ''}`;
      if (seen.has(pair))
        return {
          code: 'LABELLED_TWICE',
          message: `Defect ${code} has two labels in one language. Leave one of them out.`,
          rule: 'B2',
        };
      seen.add(pair);
    }
  }
  return undefined;
}
