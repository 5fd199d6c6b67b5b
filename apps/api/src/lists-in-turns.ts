import {
  defaultFieldResolver,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  getNamedType,
  getNullableType,
  isObjectType,
} from 'graphql';
import type { Caller } from './caller.ts';

const FEW = 10;

/** The items of a long list are completed some at a time, and other callers get their turn in between. */
export function listsInTurns(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!isListType(getNullableType(field.type)) || !isCompositeType(getNamedType(field.type))) continue;
      const { resolve = defaultFieldResolver } = field;
      field.resolve = (source, args, context: { readonly caller: Caller }, info) => {
        const items: unknown = resolve(source, args, context, info);
        return isPromise(items) ? items.then((list) => inTurns(list, context.caller)) : inTurns(items, context.caller);
      };
    }
  }
  return schema;
}

const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';

function inTurns(items: unknown, caller: Caller): unknown {
  if (!Array.isArray(items) || items.length <= FEW) return items;
  return items.map((item: unknown) => caller.inPieces().then(() => item));
}
