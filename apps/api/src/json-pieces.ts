/** Values, or hundreds of characters, that `JSON.stringify` is given at a time. */
const AT_A_TIME = 1_000;

/** `JSON.stringify(value)` of a plain value, in pieces that take little time each. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null || left(value, AT_A_TIME) >= 0) {
    yield JSON.stringify(value ?? null);
    return;
  }
  const isList = Array.isArray(value);
  let before = isList ? '[' : '{';
  for (const [key, member] of isList ? value.entries() : Object.entries(value)) {
    if (!isList && member === undefined) continue;
    yield isList ? before : `${before}${JSON.stringify(key)}:`;
    yield* jsonPieces(member);
    before = ',';
  }
  if (before !== ',') yield before;
  yield isList ? ']' : '}';
}

/** Of a number of values, after these; negative when there are more. */
function left(value: unknown, most: number): number {
  if (typeof value === 'string') return most - 1 - value.length / 100;
  let rest = most - 1;
  if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) {
      rest = left(member, rest);
      if (rest < 0) break;
    }
  return rest;
}
