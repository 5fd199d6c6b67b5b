import { type Condition, type Listed, ownTurn, pagesOf, type Position, type ReadModels } from '#platform';
import type { CallerModels } from './caller-models.ts';
import { claimsModel } from './claims.projection.ts';
import { IN_STOCK, type UnitDocument, unitsModel } from './units.projection.ts';

/** Between pages, others have their turn. */
const AT_A_TIME = 100;
/** Of values in one condition. */
const VALUES_AT_A_TIME = 1_000;

/** A unit that a partner has. */
export interface HeldUnit {
  readonly serial: string;
  readonly partnerId: string;
  /** It failed and was credited or replaced; it stays where it is. */
  readonly remedied: boolean;
  readonly hasOpenClaim: boolean;
}

const heldUnit = ({ id, partnerId, remedied, openClaim }: UnitDocument): HeldUnit => ({
  serial: id,
  partnerId,
  remedied,
  hasOpenClaim: openClaim !== undefined,
});

/** As the list of units has them: who decides about one looks at the unit itself. */
export const unitsOfBatch = (models: Pick<ReadModels, 'query' | 'countBy'>) => ({
  async heldBy(partnerId: string, batchId: string): Promise<readonly HeldUnit[]> {
    const held: HeldUnit[] = [];
    const where = [{ field: 'shipment.batchId', eq: batchId } as const, { field: 'partnerId', eq: partnerId } as const];
    for await (const units of pagesOf(models, unitsModel, { where, limit: AT_A_TIME }))
      held.push(...units.map(heldUnit));
    return held;
  },

  /** How many each of the partners has, but for `without`: counted in the index, since a partner may have thousands. */
  async countedBy(
    partnerIds: readonly string[],
    batchId: string,
    without: Iterable<string>,
  ): Promise<ReadonlyMap<string, number>> {
    const ofBatch = { field: 'shipment.batchId', eq: batchId } as const;
    const counts = new Map(partnerIds.map((partnerId) => [partnerId, 0]));
    const add = async (sign: 1 | -1, which: Condition<(typeof unitsModel)['fields']>) => {
      for (const [partnerId, units] of await models.countBy(unitsModel, 'partnerId', [ofBatch, which])) {
        const before = counts.get(partnerId);
        if (before !== undefined) counts.set(partnerId, before + sign * units);
      }
    };
    for (const some of inParts(partnerIds)) await add(1, { field: 'partnerId', in: some });
    for (const some of inParts([...without])) await add(-1, { field: 'id', in: some });
    return counts;
  },
});

function* inParts<T>(values: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < values.length; from += VALUES_AT_A_TIME) yield values.slice(from, from + VALUES_AT_A_TIME);
}

export interface UnitsOut {
  readonly units: number;
  /** Of these, units that were not claimed for. */
  readonly unclaimed: number;
}

/** Units of a batch that are out, by the partner that has them. `received`: samples, which the manufacturer has. */
export async function unitsOut(
  models: CallerModels,
  batchId: string,
  received: ReadonlySet<string>,
): Promise<ReadonlyMap<string, UnitsOut>> {
  const where = [{ field: 'shipment.batchId', eq: batchId }] as const;
  const held = new Map<string, UnitsOut>();
  for await (const units of models.pages(unitsModel, { where, limit: AT_A_TIME }))
    for (const { id, partnerId, remedied, openClaim } of units) {
      if (partnerId === IN_STOCK || received.has(id)) continue;
      const { units: before, unclaimed } = held.get(partnerId) ?? { units: 0, unclaimed: 0 };
      const isUnclaimed = !remedied && openClaim === undefined;
      held.set(partnerId, { units: before + 1, unclaimed: unclaimed + Number(isUnclaimed) });
    }
  return held;
}

/** Of a batch, so that thousands of events that concern its holders do not read them again each. */
const MOST_KEPT = 20_000;

/** Claims and units of a batch, once the lists have seen the log up to a position. */
export const membersOfBatch = (models: Pick<ReadModels, 'query'>, listed: Listed) => new MembersOfBatch(models, listed);

class MembersOfBatch {
  /** The last that were read, and what their list had seen before. */
  #held: { readonly batchId: string; readonly seen: Position; readonly units: readonly HeldUnit[] } | undefined;

  constructor(
    private readonly models: Pick<ReadModels, 'query'>,
    private readonly listed: Listed,
  ) {}

  async *claims(batchId: string, upTo: Position): AsyncGenerator<string> {
    await this.listed(claimsModel, upTo);
    const where = [{ field: 'batchId', eq: batchId }] as const;
    for await (const claims of pagesOf(this.models, claimsModel, { where, limit: AT_A_TIME }))
      yield* claims.map(({ id }) => id);
  }

  /** Of one batch the same list, until it is read again. */
  async heldUnits(batchId: string, upTo: Position): Promise<readonly HeldUnit[]> {
    // What follows from thousands of events would else be one turn of the event loop.
    await ownTurn();
    const known = this.#held;
    if (known?.batchId === batchId && known.seen >= upTo) return known.units;
    const seen = await this.listed(unitsModel, upTo);
    const units: HeldUnit[] = [];
    const where = [{ field: 'shipment.batchId', eq: batchId }] as const;
    for await (const page of pagesOf(this.models, unitsModel, { where, limit: AT_A_TIME }))
      units.push(...page.filter(({ partnerId }) => partnerId !== IN_STOCK).map(heldUnit));
    this.#held = units.length <= MOST_KEPT ? { batchId, seen, units } : undefined;
    return units;
  }
}
