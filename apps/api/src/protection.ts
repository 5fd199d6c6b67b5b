import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { ValidationRule } from 'graphql';

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
