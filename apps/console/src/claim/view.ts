import type { ClaimQuery } from './claim.graphql.ts';

export type ClaimView = NonNullable<ClaimQuery['claim']>;
