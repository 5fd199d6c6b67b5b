import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { isTooDeep, parseDay, parseInstant } from '#kernel';
import { parsePosition } from '#platform';
import { failure } from './errors.ts';
import { TOO_DEEP } from './transfers.ts';

function textScalar(name: string, description: string, example: string, parse: (text: string) => string | undefined) {
  const read = (value: unknown): string => {
    const parsed = typeof value === 'string' ? parse(value) : undefined;
    if (parsed === undefined)
      throw new GraphQLError(`${name} must be like ${example}`, { extensions: { code: 'BAD_USER_INPUT' } });
    return parsed;
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: (value) => String(value),
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
}

export const DateTimeScalar = textScalar(
  'DateTime',
  'RFC 3339, UTC, milliseconds.',
  '2026-03-09T02:00:00.000Z',
  parseInstant,
);
export const DateScalar = textScalar('Date', 'YYYY-MM-DD.', '2026-03-09', parseDay);
// Any text passes; where it is used, the refusal names the field and rule S1.
export const DurationScalar = textScalar(
  'Duration',
  'ISO 8601 with hours as the largest unit, since days would need a calendar: PT31H10M.',
  'PT48H',
  (text) => (text.length <= 64 ? text : undefined),
);
export const PositionScalar = textScalar(
  'Position',
  'Opaque position of a write in the event log; pass it as atLeast to read your own writes.',
  'one returned by a mutation',
  parsePosition,
);

/** `__proto__` would set an object's prototype. */
function harmless(value: unknown): unknown {
  // That of a document was not seen before.
  if (isTooDeep(value)) throw failure('BAD_USER_INPUT', TOO_DEEP);
  return JSON.parse(JSON.stringify(value ?? null), (key, held) => (key === '__proto__' ? undefined : held));
}

export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: harmless,
  parseLiteral: (node, variables) => harmless(valueFromASTUntyped(node, variables)),
});
