import { canonicalJson, type Json } from '#kernel/json';
import { sha256 } from './digest.ts';

/** A recorded event, as far as its reader sees it. */
export interface Link {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly hash: string;
  readonly previousHash: string | null;
  /** Null where not all of the data are shown. */
  readonly metadata: unknown;
  readonly data: unknown;
}

/**
 * `holds`: recalculated. `removed`: the same, but for its data, which were removed. `partial`: its reader does not see all that is needed.
 * `data`: they are not those that were recorded. `link`: its hash does not follow. `behind`: after one of these two.
 */
export type Finding = 'holds' | 'removed' | 'partial' | 'data' | 'link' | 'behind';

export interface Chain<L extends Link> {
  readonly stream: string;
  readonly links: readonly { readonly link: L; readonly finding: Finding }[];
}

/** A2: recalculates what binds each event to its content and to the event before it. Events may be left out, but not changed. */
export async function checkedChains<L extends Link>(events: readonly L[]): Promise<readonly Chain<L>[]> {
  const chains: Chain<L>[] = [];
  for (const [stream, links] of Map.groupBy(events, (event) => event.stream)) {
    const checked: { link: L; finding: Finding }[] = [];
    let before: L | undefined;
    let isBroken = false;
    for (const link of links.toSorted((one, other) => one.revision - other.revision)) {
      const finding = isBroken ? 'behind' : await findingOf(link, before);
      isBroken ||= isBreak(finding);
      checked.push({ link, finding });
      before = link;
    }
    chains.push({ stream, links: checked });
  }
  return chains;
}

export const isBreak = (finding: Finding): boolean => finding === 'data' || finding === 'link';

/** As in the metadata, which the chain is over instead of the data themselves. */
const REMOVED = canonicalJson({ $redacted: true });

async function findingOf(link: Link, before: Link | undefined): Promise<Finding> {
  const { id, type, stream, revision, hash, previousHash, metadata, data } = link;
  // The event before it may not name the claim, or not be shown; then what the server says of it has to do.
  const isNext = before?.revision === revision - 1 && previousHash !== null;
  if (isNext && before.hash !== previousHash) return 'link';
  if (metadata === null) return 'partial';
  try {
    const content = canonicalJson(data as Json);
    if (content !== REMOVED && (await sha256(content)) !== (metadata as { dataDigest?: string }).dataDigest)
      return 'data';
    const linked = { previous: previousHash, stream, revision, id, type, metadata: metadata as Json };
    if ((await sha256(canonicalJson(linked))) !== hash) return 'link';
    return content === REMOVED ? 'removed' : 'holds';
  } catch {
    // No canonical form: not written by the engine.
    return 'data';
  }
}
