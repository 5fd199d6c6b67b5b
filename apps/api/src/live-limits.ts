import type { Authenticated } from '#server';
import type { Actor } from '#kernel';
import type { WebSocket } from 'ws';

export const MAX_SUBSCRIPTIONS = 20;

/** Of one caller, and of all callers of one partner. */
const MOST = {
  connections: { caller: 20, partner: 60 },
  subscriptions: { caller: 60, partner: 200 },
} as const;

interface Connection {
  readonly authenticated: Authenticated;
  readonly subscriptions: Readonly<Record<string, unknown>>;
}

/** The connections for live changes, of which a caller and a partner may have so many. */
export class LiveConnections {
  readonly #all = new Map<WebSocket, Connection>();
  /** Since when something waits to be read by the other side, milliseconds of `performance.now`. */
  readonly #waitingSince = new WeakMap<WebSocket, number>();

  /** Since when it has no subscription, likewise. */
  readonly #idleSince = new WeakMap<WebSocket, number>();

  /** @returns false when the caller has too many */
  add(socket: WebSocket, connection: Connection): boolean {
    const { actor } = connection.authenticated;
    const has = (same: Same) => this.#of(actor, same).length;
    const { caller, partner } = MOST.connections;
    if (has(sameCaller) >= caller || has(samePartner) >= partner) return false;
    this.#all.set(socket, connection);
    socket.once('close', () => this.#all.delete(socket));
    return true;
  }

  /** Undefined before it has said who it is. */
  actorOf(socket: WebSocket): Actor | undefined {
    return this.#all.get(socket)?.authenticated.actor;
  }

  /** Whether the caller, the subscription that is asked for included, keeps within its number. */
  mayListen(actor: Actor): boolean {
    const has = (same: Same) =>
      this.#of(actor, same).reduce((sum, { subscriptions }) => sum + Object.keys(subscriptions).length, 0);
    const { caller, partner } = MOST.subscriptions;
    return has(sameCaller) <= caller && has(samePartner) <= partner;
  }

  /** Those whose token has run out or was revoked. */
  *withoutToken(now: number): Generator<WebSocket> {
    for (const [socket, { authenticated }] of this.#all)
      if (authenticated.expiresAtMs <= now || authenticated.isRevoked()) yield socket;
  }

  /** Called again and again: those that have had no subscription for so long. */
  *idle(idleMs: number): Generator<WebSocket> {
    const now = performance.now();
    for (const [socket, { subscriptions }] of this.#all) {
      const isIdle = Object.keys(subscriptions).length === 0;
      const since = isIdle ? (this.#idleSince.get(socket) ?? now) : now;
      this.#idleSince.set(socket, since);
      if (isIdle && now - since >= idleMs) yield socket;
    }
  }

  /** Called again and again: whether the other side has read nothing for so long, though something waits. */
  isStuck(socket: WebSocket, stallMs: number): boolean {
    const now = performance.now();
    if (socket.bufferedAmount === 0) this.#waitingSince.delete(socket);
    const since = this.#waitingSince.get(socket) ?? now;
    if (socket.bufferedAmount > 0) this.#waitingSince.set(socket, since);
    return now - since >= stallMs;
  }

  /** All that waited was read. */
  drained(socket: WebSocket): void {
    this.#waitingSince.delete(socket);
  }

  #of(actor: Actor, same: Same): readonly Connection[] {
    return [...this.#all.values()].filter(({ authenticated }) => same(authenticated.actor, actor));
  }
}

type Same = (one: Actor, other: Actor) => boolean;

const sameCaller: Same = (one, other) =>
  one.id === other.id && one.role === other.role && one.onBehalfOf === other.onBehalfOf;

/** No two members of the staff. */
const samePartner: Same = (one, other) => one.onBehalfOf !== undefined && one.onBehalfOf === other.onBehalfOf;
