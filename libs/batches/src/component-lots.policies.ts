import { isBlank, type Json, normalizeCode, type Refusal } from '#kernel';
import { isObject, memberOf } from './quality-record.policies.ts';

/** A lot of a supplier that went into a batch. */
export interface ComponentLot {
  readonly component: string;
  readonly lot: string;
}

/** A lot that is in suspected batches, and the other batches that it is in. */
export interface SharedLot extends ComponentLot {
  readonly suspected: readonly string[];
  readonly others: readonly string[];
}

export interface BatchOfLots {
  readonly batchId: string;
  readonly qc: Json | undefined;
  /** Or confirmed defective. */
  readonly suspected: boolean;
}

const componentsOf = (qc: Json | undefined): Json | undefined => memberOf(qc, 'components');

const isLot = (value: Json): value is string => typeof value === 'string' && !isBlank(value);

/** B1: so that they can be compared with those of other batches. */
export function componentsRefusal(qc: Json): Refusal | undefined {
  const components = componentsOf(qc);
  if (components === undefined) return undefined;
  const refused = (message: string): Refusal => ({
    code: 'INVALID_INPUT',
    message: `components${message}`,
    rule: 'B1',
  });
  if (!isObject(components))
    return refused(' must be an object from each component to its lot, such as {"ledReel": "RD-2508-31"}.');
  for (const [component, lots] of Object.entries(components)) {
    const wrong = (Array.isArray(lots) ? lots : [lots]).find((lot) => !isLot(lot));
    if (wrong !== undefined || (Array.isArray(lots) && lots.length === 0))
      return refused(
        `.${component} must be the lot as text, or a list of lots, such as "RD-2508-31". Numbers lose zeros: put them between quotes.`,
      );
  }
  return undefined;
}

/** As the record names them: `components`, an object from the component to its lot or lots. What is in no such form is none. */
export function componentLots(qc: Json | undefined): readonly ComponentLot[] {
  const components = componentsOf(qc);
  if (!isObject(components)) return [];
  return Object.entries(components).flatMap(([component, lots]) =>
    (Array.isArray(lots) ? lots : [lots]).filter(isLot).map((lot) => ({ component, lot })),
  );
}

/**
 * The lots of suspected batches: those that most of them share first, of these the ones that are in few other batches. Lots are the same
 * however they are typed (R10), and shown as in the first batch.
 */
export async function sharedLots(
  batches: AsyncIterable<BatchOfLots> | Iterable<BatchOfLots>,
): Promise<readonly SharedLot[]> {
  const found = new Map<string, ComponentLot & { suspected: Set<string>; others: Set<string> }>();
  for await (const { batchId, qc, suspected } of batches)
    for (const { component, lot } of componentLots(qc)) {
      const key = JSON.stringify([normalizeCode(component), normalizeCode(lot)]);
      const known = found.get(key) ?? { component, lot, suspected: new Set(), others: new Set() };
      found.set(key, known);
      (suspected ? known.suspected : known.others).add(batchId);
    }
  return [...found]
    .filter(([, { suspected }]) => suspected.size > 0)
    .sort(
      ([oneKey, one], [otherKey, other]) =>
        other.suspected.size - one.suspected.size ||
        one.others.size - other.others.size ||
        (oneKey < otherKey ? -1 : 1),
    )
    .map(([, { component, lot, suspected, others }]) => ({
      component,
      lot,
      suspected: [...suspected].sort(),
      others: [...others].sort(),
    }));
}
