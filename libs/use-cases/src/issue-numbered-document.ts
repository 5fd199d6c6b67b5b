import { SERIES_MOVED } from '#finance';
import { type Outcome, Turns } from '#platform';

export interface Numbered<D extends { readonly number: string }> {
  /** Its stream. */
  readonly series: string;
  /** The last document of the series; from memory, it may be an older one. */
  readonly head: () => Promise<D | undefined>;
  /** Makes the document known to the stream that says whether it was issued before. */
  readonly confirm: (document: D) => Promise<void>;
  readonly isWanted: (document: D) => boolean;
  /** Whether that stream says that the wanted document was issued; as of now. */
  readonly wasIssued: () => Promise<boolean>;
  /** As the next after that number. */
  readonly issue: (after: string | undefined) => Promise<Outcome>;
  readonly issued: (n: number) => D;
}

/** Of each reader, and so of each engine in a process. */
const turnsOf = new WeakMap<object, Turns>();

/**
 * F1, F2, F4, on any store (ADR 0013): at most the last document of a series is unconfirmed, since anyone who appends has confirmed it
 * before. So one who then finds the wanted document neither at the end nor confirmed knows that it was not issued; and an append beside it
 * conflicts. Any repeat, in this process or another, is safe. Callers with one reader wait for their turn instead of conflicting.
 * @throws EventStoreError
 */
export function issueNumberedDocument<D extends { readonly number: string }>(
  reader: object,
  numbered: Numbered<D>,
): Promise<void> {
  const turns = turnsOf.get(reader) ?? new Turns();
  turnsOf.set(reader, turns);
  return turns.take(numbered.series, () => issueNext(numbered));
}

async function issueNext<D extends { readonly number: string }>({
  head,
  confirm,
  isWanted,
  wasIssued,
  issue,
  issued,
}: Numbered<D>): Promise<void> {
  for (;;) {
    const last = await head();
    if (last) {
      await confirm(last);
      if (isWanted(last)) return;
    }
    if (await wasIssued()) return;
    const outcome = await issue(last?.number);
    // F1: numbered by its revision.
    if (outcome.kind !== 'refused') return confirm(issued(outcome.revision + 1));
    if (outcome.refusal.code !== SERIES_MOVED) return;
  }
}
