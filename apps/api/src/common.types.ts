import { type Type } from '@nestjs/common';
import { Field, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';
import { amountText, type Json, type Money as Amount, type Refusal } from '#kernel';
import type { Page as ModelPage, Identified } from '#platform';
import { JsonScalar, PositionScalar } from '#requests';

@InterfaceType('Node')
export abstract class Node {
  @Field(() => ID) id!: string;
}

@ObjectType()
export class PageInfo {
  @Field() hasNextPage!: boolean;
  @Field() hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true }) startCursor?: string | undefined;
  @Field(() => String, { nullable: true }) endCursor?: string | undefined;
}

@ObjectType()
export class Money {
  @Field({ description: 'Decimal with the digits of the currency: "129.90".' }) amount!: string;
  @Field({ description: 'ISO 4217.' }) currency!: string;
  @Field({ description: 'Integer minor units: "12990".' }) minorUnits!: string;
}

export const moneyView = (money: Amount): Money => ({
  amount: amountText(money),
  currency: money.currency,
  minorUnits: String(money.minor),
});

@ObjectType({ description: 'Why a command was not carried out: a stable code, plain words, the rule.' })
export class Refused {
  @Field() code!: string;
  @Field() message!: string;
  @Field(() => String, { nullable: true }) rule?: string | undefined;
  @Field(() => JsonScalar, { nullable: true }) details?: Json | undefined;
}

export const refusedView = (refusal: Refusal): Refused => Object.assign(new Refused(), refusal);

@ObjectType()
export class RecordAccepted {
  @Field(() => ID) id!: string;
  @Field(() => PositionScalar) position!: string;
}

/** A Relay connection over a page of documents. `totalCount` is counted only when asked for. */
export interface ConnectionOf<N> {
  readonly edges: readonly { readonly cursor: string; readonly node: N }[];
  readonly nodes: readonly N[];
  readonly pageInfo: PageInfo;
  readonly totalCount: Promise<number>;
}

export function Connection<N>(NodeType: Type<N>, name: string) {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field() cursor!: string;
    @Field(() => NodeType) node!: N;
  }
  @ObjectType({ isAbstract: true })
  abstract class ConnectionType {
    @Field(() => [Edge]) edges!: Edge[];
    @Field(() => [NodeType]) nodes!: N[];
    @Field(() => PageInfo) pageInfo!: PageInfo;
    @Field(() => Int) totalCount!: number;
  }
  return ConnectionType as unknown as Type<ConnectionType>;
}

export function connectionOf<D extends Identified, N>(
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
