import type { ApolloServerPlugin } from '@apollo/server';
import { Recent } from '#platform';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import { type DocumentNode, GraphQLError, Kind, parse, type SelectionNode, type ValidationRule, visit } from 'graphql';

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
    maxTokens: 3_000,
    validationRules,
    plugins: plugins as unknown as readonly ApolloServerPlugin[],
  };
}

/** Of one thing in one place; the validation of GraphQL compares each with each. */
const MAX_REPEATED = 20;
/** Of all things in all places: those repeated in what is repeated are compared most often. */
const MAX_REPETITIONS = 40;
const MAX_FRAGMENTS = 50;

/** Clients send the same documents again and again; Apollo keeps what it has parsed and validated of them too. */
const MAX_KNOWN = 1_000;
const MAX_KNOWN_CHARACTERS = 10_000;

/** Over HTTP, where a document is parsed and validated by Apollo; what cannot be parsed is left to that. */
export class RepetitionGuard {
  readonly #sound = new Recent<true>(MAX_KNOWN);

  constructor(private readonly maxTokens: number) {}

  /** @throws GraphQLError, BAD_USER_INPUT */
  check(query: unknown): void {
    if (typeof query !== 'string' || this.#sound.has(query)) return;
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: this.maxTokens, noLocation: true });
    } catch {
      return;
    }
    refuseRepetition(document);
    if (query.length <= MAX_KNOWN_CHARACTERS) this.#sound.set(query, true);
  }
}

/** Before the document is validated. @throws GraphQLError, BAD_USER_INPUT */
export function refuseRepetition(document: DocumentNode): void {
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length;
  if (fragments > MAX_FRAGMENTS)
    throw repeated(`The document has ${fragments} fragments: at most ${MAX_FRAGMENTS} are allowed.`);
  let repetitions = 0;
  visit(document, {
    SelectionSet({ selections }) {
      const times = new Map<string, number>();
      for (const selection of selections) {
        const name = nameOf(selection);
        const count = (times.get(name) ?? 0) + 1;
        if (count > MAX_REPEATED)
          throw repeated(`${name} is selected over ${MAX_REPEATED} times in one place: once is enough.`);
        if (count > 1 && ++repetitions > MAX_REPETITIONS)
          throw repeated(`The document repeats what it has selected over ${MAX_REPETITIONS} times: once is enough.`);
        times.set(name, count);
      }
    },
  });
}

function nameOf(selection: SelectionNode): string {
  if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value;
  return selection.kind === Kind.FRAGMENT_SPREAD ? `...${selection.name.value}` : 'An inline fragment';
}

const repeated = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
