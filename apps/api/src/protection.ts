import type { ApolloServerPlugin } from '@apollo/server';
import { Recent } from '#platform';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import { type DocumentNode, GraphQLError, Kind, parse, type SelectionSetNode, type ValidationRule } from 'graphql';

export interface Protection {
  readonly maxTokens: number;
  readonly validationRules: readonly ValidationRule[];
  readonly plugins: readonly ApolloServerPlugin[];
}

/** Limits beyond any honest query. */
export function protection(): Protection {
  const { plugins, validationRules } = new ApolloArmor({
    maxDepth: { n: 12 },
    maxAliases: { n: 30 },
    maxDirectives: { n: 30 },
    // The parser's own limit answers with a better status.
    maxTokens: { enabled: false },
    costLimit: { maxCost: 50_000 },
    // `formatError` leaves them out, over any transport.
    blockFieldSuggestion: { enabled: false },
  }).protect();
  return {
    maxTokens: 2_000,
    validationRules,
    plugins: plugins as unknown as readonly ApolloServerPlugin[],
  };
}

/** Pairs of fields of one name in one place, which the validation of GraphQL compares with each other. */
const MAX_PAIRS = 2_000;
const MAX_SELECTIONS = 5_000;
const MAX_FRAGMENTS = 50;

/** Clients send the same documents again and again. Of those remembered, and of those kept as they were parsed, which takes 90 times their
 * text in memory. */
const REMEMBERED_CHARACTERS = 500_000;
const KEPT_CHARACTERS = 100_000;
const MAX_VALIDATED = 1_000;

/** Over HTTP, where a document is parsed and validated by Apollo; what cannot be parsed is left to that. */
export class Documents {
  /** Validated ones, by the key of Apollo: that of a client which sends another one each time would only be kept for nothing. */
  readonly store = {
    get: async (key: string) => this.#kept.get(key),
    set: async (key: string, document: DocumentNode) => {
      if (this.#validatedOnce.has(key)) this.#kept.set(key, document);
      else this.#validatedOnce.set(key, true);
    },
    delete: async (key: string) => this.#kept.delete(key),
  };
  readonly #kept = new Recent<DocumentNode>(KEPT_CHARACTERS, ({ loc }) => loc?.end ?? 0);
  readonly #validatedOnce = new Recent<true>(MAX_VALIDATED);
  readonly #sound = new Recent<true>(REMEMBERED_CHARACTERS, (_, { length }) => length);

  constructor(private readonly maxTokens: number) {}

  /** It was sent before, and is cheap. */
  isKnown(query: string): boolean {
    return this.#sound.has(query);
  }

  /** @throws GraphQLError, BAD_USER_INPUT */
  check(query: string): void {
    if (this.isKnown(query)) return;
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: this.maxTokens, noLocation: true });
    } catch {
      return;
    }
    refuseRepetition(document);
    this.#sound.set(query, true);
  }
}

/** Before the document is validated. @throws GraphQLError, BAD_USER_INPUT */
export function refuseRepetition({ definitions }: DocumentNode): void {
  const fragments = new Map<string, SelectionSetNode>();
  const operations: SelectionSetNode[] = [];
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
    else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition.selectionSet);
  if (fragments.size > MAX_FRAGMENTS)
    throw tooMuch(`The document has ${fragments.size} fragments: at most ${MAX_FRAGMENTS} are allowed.`);
  const counting = new Repetitions(fragments);
  for (const set of [...operations, ...fragments.values()]) counting.add([set]);
}

/** Of the fields of a document, its fragments laid out. */
class Repetitions {
  #selections = 0;
  #pairs = 0;

  constructor(private readonly fragments: ReadonlyMap<string, SelectionSetNode>) {}

  /** Selected in one place: they are answered together. @throws GraphQLError, BAD_USER_INPUT */
  add(sets: readonly SelectionSetNode[]): void {
    const inside = new Map<string, SelectionSetNode[]>();
    const times = new Map<string, number>();
    const laidOut = new Set<string>();
    const open = [...sets];
    for (let set = open.pop(); set; set = open.pop())
      for (const selection of set.selections) {
        if (++this.#selections > MAX_SELECTIONS)
          throw tooMuch(`The document selects over ${MAX_SELECTIONS} fields, those of its fragments included.`);
        if (selection.kind === Kind.INLINE_FRAGMENT) open.push(selection.selectionSet);
        else if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const name = selection.name.value;
          const fragment = laidOut.has(name) ? undefined : this.fragments.get(name);
          laidOut.add(name);
          if (fragment) open.push(fragment);
        } else {
          const name = (selection.alias ?? selection.name).value;
          const before = times.get(name) ?? 0;
          times.set(name, before + 1);
          this.#pairs += before;
          if (this.#pairs > MAX_PAIRS) throw tooMuch(`The document selects the same over and over, ${name} for one.`);
          if (selection.selectionSet) inside.set(name, [...(inside.get(name) ?? []), selection.selectionSet]);
        }
      }
    for (const merged of inside.values()) this.add(merged);
  }
}

const tooMuch = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
