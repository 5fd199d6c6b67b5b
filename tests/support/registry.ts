import type { Day } from '#kernel';
import type { InputOf, RequestName } from '#requests';

/** A request as it is imported, sent to the API or given to an engine. */
export interface Row<N extends RequestName = RequestName> {
  readonly request: N;
  readonly input: object;
}

/** Some members of an input; days as they are written. */
type Some<I> = { readonly [M in keyof I]?: I[M] extends Day | undefined ? string : I[M] };

type Shipment = Some<Omit<InputOf<'shipUnits'>, 'lines'>> & {
  /** Net, of each unit. */
  readonly price: string;
  readonly taxRate?: string;
  readonly serials: readonly string[];
};

type Partner = Some<InputOf<'enrollPartner'>> & {
  readonly id: string;
  readonly shipments?: readonly Shipment[];
};

/** A version of a policy. */
export const terms = (more: Some<InputOf<'publishPolicy'>> = {}): Row => ({
  request: 'publishPolicy',
  input: {
    id: 'STANDARD',
    skus: ['LAMP'],
    effectiveFrom: '2025-01-01',
    retroactiveReason: 'Agreed on before the engine was set up',
    kind: 'FULL',
    months: 24,
    startAnchor: 'SHIPPED',
    ...more,
  },
});

/** What documents state of the legal entity that a new store has. */
const entityDetails = (id = 'MG'): Row => ({
  request: 'changeLegalEntity',
  input: {
    id,
    name: id,
    timeZone: 'UTC',
    vatId: 'DE123456788',
    address: { lines: ['Torstrasse 1'], city: 'Berlin', postalCode: '10115', country: 'DE' },
  },
});

/** A member of staff. */
const member = (id: string, more: Some<Omit<InputOf<'enrollStaff'>, 'id'>> = {}): Row => ({
  request: 'enrollStaff',
  input: {
    id,
    name: `${id[0]?.toUpperCase()}${id.slice(1)} Lee`,
    email: `${id}@maker.example`,
    roles: ['REVIEWER'],
    ...more,
  },
});

/** What documents state of a partner. */
export const partnerDetails = {
  shipTo: { lines: ['1 Main Street'], city: 'Springfield', postalCode: '10001', country: 'US' },
  electronicAddress: '0060:690549662',
};

/** One product with its terms and a batch, and partners with units on invoices. What is left out has a usual value. */
export function registry({
  legalEntityId,
  product = {},
  policy = {},
  batch = {},
  partners,
}: {
  readonly legalEntityId?: string | undefined;
  readonly product?: Some<InputOf<'listProduct'>>;
  readonly policy?: Some<InputOf<'publishPolicy'>>;
  readonly batch?: Some<InputOf<'recordBatch'>>;
  readonly partners: readonly Partner[];
}): readonly Row[] {
  const { sku = 'LAMP' } = product;
  const { id: batchId = 'B-1' } = batch;
  return [
    entityDetails(legalEntityId),
    ...[...new Set(partners.map(({ accountManager = 'kim' }) => accountManager))].map((id) => member(id)),
    { request: 'listProduct', input: { sku, name: 'Lamp', ...product } },
    terms({ skus: [sku], ...policy }),
    {
      request: 'recordBatch',
      input: { id: batchId, sku, producedOn: '2025-12-01', quantity: 500, ...batch },
    },
    ...partners.flatMap(({ shipments = [], ...partner }): Row[] => {
      const { id, currency = 'EUR' } = partner;
      return [
        {
          request: 'enrollPartner',
          input: { name: id, locale: 'en-US', currency, accountManager: 'kim', ...partnerDetails, ...partner },
        },
        ...shipments.map(({ price, serials, taxRate, ...invoice }, n): Row => {
          const line = { sku, batchId, netPrice: { amount: price, currency }, ...(taxRate && { taxRate }), serials };
          const day = '2026-01-12';
          const usual = { partnerId: id, invoiceNumber: `INV-${id}-${n}`, invoiceDate: day, shippedOn: day };
          return { request: 'shipUnits', input: { ...usual, ...invoice, lines: [line] } };
        }),
      ];
    }),
  ];
}
