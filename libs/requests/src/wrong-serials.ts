import { canonicalJson, type Day, dayOf, parseSerial, type Refusal } from '#kernel';
import type { Outcome } from '#platform';
import type { PreparedRequest } from './request.ts';

const MOST_A_DAY = 50;

/** What they refuse is known afterwards: that there is no such unit or partner, or that it is another's. */
const TELLING: ReadonlySet<string> = new Set(['UNKNOWN_SERIAL', 'NOT_YOUR_UNIT', 'PARTNER_NOT_FOUND']);

interface Tried {
  day: Day;
  readonly wrong: Set<string>;
}

interface Named {
  readonly serial?: string;
  readonly soldTo?: string;
}

/** How much a partner learns of the units and partners of others by trying: counted in this process, by days of UTC. */
export class WrongSerials {
  readonly #tried = new Map<string, Tried>();

  /** In place of an answer, where it would tell even without a refusal. */
  before(asked: PreparedRequest): Refusal | undefined {
    const { soldTo } = asked.data as Named;
    return soldTo === undefined || this.#isTold(asked) ? undefined : tooMany;
  }

  after(asked: PreparedRequest, outcome: Outcome): Outcome {
    if (outcome.kind !== 'refused' || !TELLING.has(outcome.refusal.code)) return outcome;
    if (!this.#isTold(asked)) return { kind: 'refused', refusal: tooMany };
    this.#of(asked)?.add(named(asked));
    return outcome;
  }

  /** The same again tells nothing new. */
  #isTold(asked: PreparedRequest): boolean {
    const wrong = this.#of(asked);
    return wrong === undefined || wrong.size < MOST_A_DAY || wrong.has(named(asked));
  }

  /** Undefined for who may know all. */
  #of({ meta: { actor, at }, sender = actor }: PreparedRequest): Set<string> | undefined {
    if (sender.role !== 'PARTNER' || sender.onBehalfOf === undefined) return undefined;
    const day = dayOf(at);
    const known = this.#tried.get(sender.onBehalfOf);
    if (known && known.day >= day) return known.wrong;
    const tried = { day, wrong: new Set<string>() };
    this.#tried.set(sender.onBehalfOf, tried);
    return tried.wrong;
  }
}

function named({ data }: PreparedRequest): string {
  const { serial = '', soldTo = '' } = data as Named;
  return canonicalJson([parseSerial(serial) ?? serial, soldTo]);
}

const tooMany: Refusal = {
  code: 'TOO_MANY_WRONG_SERIALS',
  message: `More than ${MOST_A_DAY} serials or buyers were wrong today, so this one is not answered. Check them, and send it again tomorrow (UTC).`,
  rule: 'C2',
};
