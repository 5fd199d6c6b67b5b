import { type Type } from '@nestjs/common';
import { Field, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';
import { amountText, type Instant, type Json, type Money as Amount, type Refusal } from '#kernel';
import type { Page as ModelPage } from '#platform';
import { DateTimeScalar, JsonScalar, PositionScalar } from './scalars.ts';

@InterfaceType('Node', { description: 'An object that can be fetched by its id alone, with node(id).' })
export abstract class Node {
  @Field(() => ID, { description: 'Id of the object.' }) id!: string;
}

@ObjectType({ description: 'The place of a page in the whole list (Relay).' })
export class PageInfo {
  @Field({ description: 'Whether there are more items after this page: pass endCursor as after.' })
  hasNextPage!: boolean;
  @Field({ description: 'Whether this page was requested with after.' }) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'Cursor of the first item; null on an empty page.' })
  startCursor?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Cursor of the last item; null on an empty page.' })
  endCursor?: string | undefined;
}

@ObjectType({ description: 'What was written or sent is not kept any more (A4).' })
export class Deletion {
  @Field(() => DateTimeScalar, { description: 'When it was deleted; what came later is kept.' }) at!: Instant;
  @Field({ description: 'Why, in the words of who asked for it.' }) reason!: string;
}

export const MAILS_DELETION =
  'When and why all was last deleted that the person had written and was sent by then (A4); null if never.';

export const deletionView = (at: Instant | undefined, reason = ''): Deletion | undefined =>
  at === undefined ? undefined : { at, reason };

@ObjectType({ description: 'An amount in one currency (F3).' })
export class Money {
  @Field({ description: 'Decimal text with as many digits as the currency has: "129.90".' }) amount!: string;
  @Field({ description: 'ISO 4217 code, such as EUR.' }) currency!: string;
  @Field({ description: 'The same amount as a whole number of minor units, as text: "12990".' }) minorUnits!: string;
}

export const moneyView = (money: Amount): Money => ({
  amount: amountText(money),
  currency: money.currency,
  minorUnits: String(money.minor),
});

@ObjectType({ description: 'The command was refused, and nothing was written.' })
export class Refused {
  @Field({ description: 'Stable code for programs, such as CLAIM_ALREADY_OPEN.' }) code!: string;
  @Field({ description: 'What is wrong and what to do, in English.' }) message!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Its rule in docs/rules.md, such as C2; null if there is none.',
  })
  rule?: string | undefined;
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Details of the refusal; their shape depends on the code.',
  })
  details?: Json | undefined;
}

export const refusedView = (refusal: Refusal): Refused => Object.assign(new Refused(), refusal);

@ObjectType({ description: 'Who caused an event.' })
export class Actor {
  @Field({ description: 'Id of the person, or the name of the process.' }) id!: string;
  @Field({ description: 'Role it acted in: one of Role, or SYSTEM for a process.' }) role!: string;
  @Field(() => String, { nullable: true, description: 'Partner it acted for; null when it acted for no partner.' })
  onBehalfOf?: string | undefined;
}

@ObjectType({
  description: 'Nothing was written: what was asked for had been brought about before, by another request (C12).',
})
export class Unchanged {
  @Field(() => Actor, {
    nullable: true,
    description: 'Who had brought it about; null: longer ago, or it was so from the beginning.',
  })
  by?: Actor | undefined;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When; null likewise.' }) at?: Instant | undefined;
}

@ObjectType({ isAbstract: true })
export abstract class Accepted {
  @Field(() => PositionScalar, {
    description: 'Position of the write; pass it as atLeast to a query that must see it.',
  })
  position!: string;
  @Field(() => Unchanged, {
    nullable: true,
    description:
      'Whether there was nothing to do any more; null: this request did it, now or earlier with the same key.',
  })
  unchanged?: Unchanged | undefined;
}

export interface ConnectionOf<N> {
  readonly edges: readonly { readonly cursor: string; readonly node: N }[];
  readonly nodes: readonly N[];
  readonly pageInfo: PageInfo;
  readonly totalCount: Promise<number>;
}

export function Connection<N>(NodeType: Type<N>, name: string) {
  @ObjectType(`${name}Edge`, { description: 'One item of a page.' })
  class Edge {
    @Field({ description: 'Pass it as after to get the page after this item.' }) cursor!: string;
    @Field(() => NodeType, { description: 'The item.' }) node!: N;
  }
  @ObjectType({ isAbstract: true })
  abstract class ConnectionType {
    @Field(() => [Edge], { description: 'The items with their cursors.' }) edges!: Edge[];
    @Field(() => [NodeType], { description: 'The items without cursors.' }) nodes!: N[];
    @Field(() => PageInfo, { description: 'The place of the page in the whole list.' }) pageInfo!: PageInfo;
    @Field(() => Int, { description: 'How many items there are on all pages; counted only when requested.' })
    totalCount!: number;
  }
  return ConnectionType as unknown as Type<ConnectionType>;
}

export function connectionOf<D, N>(
  page: ModelPage<D>,
  view: (document: D) => N,
  after: string | undefined,
  totalCount: () => Promise<number>,
): ConnectionOf<N> {
  const edges = page.items.map(({ document, cursor }) => ({ cursor, node: view(document) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.hasMore,
      hasPreviousPage: after !== undefined,
      startCursor: edges.at(0)?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
    get totalCount() {
      return totalCount();
    },
  };
}
