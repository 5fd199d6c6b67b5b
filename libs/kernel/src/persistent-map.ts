/** An immutable hash array mapped trie (Bagwell 2001): folding n events costs n·log n instead of n². */
export class PersistentMap<V> {
  static readonly #empty = new PersistentMap<never>(undefined, 0);

  static empty<V>(): PersistentMap<V> {
    return PersistentMap.#empty;
  }

  private constructor(
    private readonly root: Node<V> | undefined,
    readonly size: number,
  ) {}

  get(key: string): V | undefined {
    let node = this.root;
    for (let hash = fnv1a(key); node; hash >>>= 5) {
      if (node.kind === 'leaf') return node.entries.find(([held]) => held === key)?.[1];
      node = node.children[hash & 31];
    }
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  with(key: string, value: V): PersistentMap<V> {
    const added = this.has(key) ? 0 : 1;
    return new PersistentMap(insert(this.root, fnv1a(key), 0, key, value), this.size + added);
  }

  /** In an order that depends on the keys alone. */
  values(): Iterable<V> {
    return valuesOf(this.root);
  }
}

type Node<V> =
  | { readonly kind: 'leaf'; readonly hash: number; readonly entries: readonly (readonly [string, V])[] }
  | { readonly kind: 'branch'; readonly children: readonly (Node<V> | undefined)[] };

function* valuesOf<V>(node: Node<V> | undefined): Generator<V> {
  if (node?.kind === 'leaf') for (const [, value] of node.entries) yield value;
  else if (node) for (const child of node.children) yield* valuesOf(child);
}

function insert<V>(node: Node<V> | undefined, hash: number, shift: number, key: string, value: V): Node<V> {
  if (!node) return { kind: 'leaf', hash, entries: [[key, value]] };
  if (node.kind === 'leaf') {
    if (node.hash === hash)
      return { kind: 'leaf', hash, entries: [...node.entries.filter(([held]) => held !== key), [key, value]] };
    const children: (Node<V> | undefined)[] = new Array(32).fill(undefined);
    children[(node.hash >>> shift) & 31] = node;
    return insert({ kind: 'branch', children }, hash, shift, key, value);
  }
  const slot = (hash >>> shift) & 31;
  return {
    kind: 'branch',
    children: node.children.with(slot, insert(node.children[slot], hash, shift + 5, key, value)),
  };
}

/** Not for secrets: 32 bits, whole numbers from 0. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
