import { type Day, type Instant, parseDay, parseInstant, type Role } from '#kernel';
import type { InputOf, RequestName } from '#requests';

/** Who sends a request. */
export interface Sender {
  readonly role: Role;
  readonly id: string;
  /** With role PARTNER: the partner. */
  readonly partner?: string;
}

/** One line of a sample file: a request, its sender, and when it was really sent. */
export interface Request<N extends RequestName = RequestName> {
  readonly request: N;
  readonly input: InputOf<N>;
  readonly as: Sender;
  readonly at: Instant;
}

/** A request whose input fits its name. */
export const ask = <N extends RequestName>(request: N, as: Sender, at: Instant, input: InputOf<N>): Request => ({
  request,
  input,
  as,
  at,
});

/** Oldest first; requests of the same moment stay in the given order. */
export const inOrderOfTime = (requests: readonly Request[]): readonly Request[] =>
  requests.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

/** One request a line. Each has an idempotency key, so that an interrupted load can be repeated from its beginning (C12). */
export const ndjson = (name: string, requests: readonly Request[]): string =>
  requests
    .map(({ request, input, as, at }, index) =>
      JSON.stringify({ request, input: { idempotencyKey: `samples/${name}/${index + 1}`, ...input }, as, at }),
    )
    .map((line) => `${line}\n`)
    .join('');

/** A day written in the source. @throws RangeError when it does not exist */
export function day(text: string): Day {
  const parsed = parseDay(text);
  if (!parsed) throw new RangeError(`${text} is not a day such as 2026-03-09`);
  return parsed;
}

/** A moment of a day, UTC, as `02:30`. @throws RangeError when it does not exist */
export function moment(onDay: string, time: string): Instant {
  const parsed = parseInstant(`${onDay}T${time}:00Z`);
  if (!parsed) throw new RangeError(`${onDay} ${time} is not a moment such as 2026-03-09 02:30`);
  return parsed;
}
