import { claimNumber, amountText, csvLine } from '#kernel';
import { QueryError } from '#platform';
import type { SeenOf } from './access.ts';
import type { CallerModels } from './caller-models.ts';
import { partnersModel } from './partners.projection.ts';
import { replacementsModel } from './replacements.projection.ts';

const COLUMNS = [
  'order',
  'partner',
  'claim',
  'claim_number',
  'defective_serial',
  'product',
  'status',
  'new_serial',
  'shipped_on',
  'carrier',
  'tracking_number',
  'customs_value',
  'currency',
  'freight_paid_by',
];
const AT_A_TIME = 500;

export interface PackedOrder {
  readonly partnerId: string;
  readonly orderNumber: string;
}

/**
 * F6: the replacements of an order, those allotted to it and those shipped with it, longest owed first.
 * @throws QueryError before the first line
 */
export async function packingListCsv(models: CallerModels, order: PackedOrder): Promise<AsyncIterable<string>> {
  await partnerOf(models, order);
  return lines(models, order);
}

/** @throws QueryError for a partner that the caller may not see */
export async function partnerOf(
  models: CallerModels,
  { partnerId }: PackedOrder,
): Promise<SeenOf<typeof partnersModel>> {
  const partner = (await models.get(partnersModel, [partnerId])).get(partnerId);
  if (!partner) throw new QueryError(`partnerId: there is no partner "${partnerId}".`);
  return partner;
}

/** A page at a time. */
export function packedUnits(models: CallerModels, { orderNumber, partnerId }: PackedOrder) {
  const where = [
    { field: 'orderNumber', eq: orderNumber },
    { field: 'partnerId', eq: partnerId },
  ] as const;
  const orderBy = { field: 'owedSince', direction: 'asc' } as const;
  return models.pages(replacementsModel, { where, orderBy, limit: AT_A_TIME });
}

async function* lines(models: CallerModels, order: PackedOrder): AsyncGenerator<string> {
  const { orderNumber, partnerId } = order;
  yield csvLine(COLUMNS);
  for await (const packed of packedUnits(models, order))
    for (const document of packed) {
      const { id, serial, sku, status, newSerial, shippedOn, delivery, customsValue } = document;
      const cells = [
        orderNumber,
        partnerId,
        id,
        claimNumber(id),
        serial,
        sku,
        status,
        newSerial,
        shippedOn,
        delivery?.carrier ?? document.carrier,
        delivery?.trackingNumber ?? document.trackingNumber,
        customsValue && amountText(customsValue),
        customsValue?.currency,
        'MANUFACTURER',
      ];
      yield csvLine(cells.map((cell = '') => cell));
    }
}
