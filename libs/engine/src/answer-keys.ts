import { randomBytes } from 'node:crypto';
import { type Clock, epochMilliseconds, type Instant } from '#kernel';
import { type AnswerKey, type AnswerLink, answerLinkIn, answerToken, keyIdOf } from '#notices';
import type { ProcessState } from '#platform';

const KIND = 'answer-keys';
const DAY_MS = 24 * 3_600_000;
/** After this a new key signs; links that are out already keep theirs. */
const SIGNS_MS = 90 * DAY_MS;
const KEPT = 10;
/** So long may another process not know that links were withdrawn. */
const KNOWN_MS = 10_000;

interface KeptKey {
  readonly id: string;
  readonly secret: string;
  readonly madeAt: Instant;
  readonly withdrawn?: boolean;
}

/**
 * The keys that sign the links of notices (N5). They are kept with the state of the processes, which all of them share: two that make
 * the first key at the same moment make two, and both are valid.
 */
export class AnswerKeys {
  #known: readonly KeptKey[] = [];
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly state: Pick<ProcessState, 'jobs' | 'setJob'>,
    private readonly clock: Clock,
  ) {}

  /** @throws DocumentStoreError */
  async sign(link: AnswerLink): Promise<string> {
    return answerToken(link, asKey(await this.#signing()));
  }

  /** Undefined for every text that none of the keys signed, whatever is wrong with it. @throws DocumentStoreError */
  async read(token: string): Promise<AnswerLink | undefined> {
    const id = keyIdOf(token);
    const kept = (await this.#keys()).find((key) => key.id === id);
    return kept && !kept.withdrawn ? answerLinkIn(token, asKey(kept)) : undefined;
  }

  /** From now on no link that was sent before works; later ones have another key. @throws DocumentStoreError */
  async withdraw(): Promise<void> {
    for (const key of await this.#keys({ fresh: true }))
      if (!key.withdrawn) await this.state.setJob(KIND, key.id, { ...key, withdrawn: true });
    await this.#make();
  }

  async #signing(): Promise<KeptKey> {
    const [newest] = await this.#keys();
    const now = this.#now();
    if (newest && !newest.withdrawn && now - epochMilliseconds(newest.madeAt) < SIGNS_MS) return newest;
    return this.#make();
  }

  async #make(): Promise<KeptKey> {
    // Sorted by the moment, so that the newest is listed first.
    const id = `${this.#now().toString(36).padStart(9, '0')}${randomBytes(3).toString('hex')}`;
    const key = { id, secret: randomBytes(32).toString('base64url'), madeAt: this.clock.now() };
    await this.state.setJob(KIND, id, key);
    await this.#keys({ fresh: true });
    return key;
  }

  async #keys({ fresh = false } = {}): Promise<readonly KeptKey[]> {
    const now = performance.now();
    if (fresh || now - this.#readAt >= KNOWN_MS || this.#known.length === 0) {
      this.#known = (await this.state.jobs(KIND, KEPT)) as unknown as KeptKey[];
      this.#readAt = now;
    }
    return this.#known;
  }

  #now = (): number => epochMilliseconds(this.clock.now());
}

const asKey = ({ id, secret }: KeptKey): AnswerKey => ({ id, secret: Buffer.from(secret, 'base64url') });
