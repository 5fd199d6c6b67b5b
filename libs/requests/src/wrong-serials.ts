import { canonicalJson, type Day, dayOf, parseSerial, type Refusal } from '#kernel';
import type { RequestOutcome } from '#use-cases';
import type { PreparedRequest } from './request.ts';

const MOST_A_DAY = 50;

/** What they refuse is known afterwards: that there is no such unit or partner, or that it is another's. */
const TELLING: ReadonlySet<string> = new Set(['UNKNOWN_SERIAL', 'NOT_YOUR_UNIT', 'PARTNER_NOT_FOUND']);

/** Of a partner on a day: what it was told to be wrong. */
export interface Tried {
  readonly day: Day;
  readonly wrong: readonly string[];
}

/** What all processes know of a partner. */
export interface KeptTries {
  read(partnerId: string): Promise<Tried | undefined>;
  write(partnerId: string, tried: Tried): Promise<void>;
}

interface Named {
  readonly serial?: string;
  readonly soldTo?: string;
}

interface Known {
  readonly partnerId: string;
  readonly day: Day;
  readonly wrong: Set<string>;
}

/**
 * How much a partner learns of the units and partners of others by trying, by days of UTC. Counted in this process and, as far as they
 * can be read, in all others: of processes that answer at the same moment one may not see what the other has just told.
 */
export class WrongSerials {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly kept: KeptTries = { read: async () => undefined, write: async () => undefined },
    private readonly failed: (error: unknown) => void = () => undefined,
  ) {}

  /** In place of an answer, where it would tell even without a refusal. */
  async before(asked: PreparedRequest): Promise<Refusal | undefined> {
    if ((asked.data as Named).soldTo === undefined) return undefined;
    const known = await this.#of(asked);
    return known === undefined || isTold(known, asked) ? undefined : tooMany;
  }

  async after(asked: PreparedRequest, outcome: RequestOutcome): Promise<RequestOutcome> {
    if (outcome.kind !== 'refused' || !TELLING.has(outcome.refusal.code)) return outcome;
    const known = await this.#of(asked);
    if (known === undefined) return outcome;
    if (!isTold(known, asked)) return { kind: 'refused', refusal: tooMany };
    const { partnerId, day, wrong } = known;
    if (!wrong.has(named(asked))) {
      wrong.add(named(asked));
      await this.kept.write(partnerId, { day, wrong: [...wrong] }).catch(this.failed);
    }
    return outcome;
  }

  /** Undefined for who may know all. */
  async #of({ meta: { actor, at }, sender = actor }: PreparedRequest): Promise<Known | undefined> {
    const { role, onBehalfOf: partnerId } = sender;
    if (role !== 'PARTNER' || partnerId === undefined) return undefined;
    const kept = await this.kept.read(partnerId).catch(this.failed);
    const today = dayOf(at);
    const before = this.#known.get(partnerId);
    const day = [today, kept?.day ?? today, before?.day ?? today].sort().at(-1) as Day;
    const known = before?.day === day ? before : { partnerId, day, wrong: new Set<string>() };
    if (kept?.day === day) for (const one of kept.wrong) known.wrong.add(one);
    this.#known.set(partnerId, known);
    return known;
  }
}

/** The same again tells nothing new. */
const isTold = ({ wrong }: Known, asked: PreparedRequest): boolean =>
  wrong.size < MOST_A_DAY || wrong.has(named(asked));

function named({ data }: PreparedRequest): string {
  const { serial = '', soldTo = '' } = data as Named;
  return canonicalJson([parseSerial(serial) ?? serial, soldTo]);
}

const tooMany: Refusal = {
  code: 'TOO_MANY_WRONG_SERIALS',
  message: `More than ${MOST_A_DAY} serials or buyers were wrong today, so this one is not answered. Check them, and send it again tomorrow (UTC).`,
  rule: 'C2',
};
