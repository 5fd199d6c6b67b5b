/** Levels of lists and objects in each other: beyond any honest request, and far from where recursion ends. */
export const MAX_JSON_LEVELS = 64;

/** Without recursion, and given up at the first place that is too deep. */
export function isTooDeep(value: unknown, levels = MAX_JSON_LEVELS): boolean {
  const open: [value: unknown, depth: number][] = [[value, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [held, depth] = next;
    if (typeof held !== 'object' || held === null) continue;
    if (depth >= levels) return true;
    for (const inner of Object.values(held)) open.push([inner, depth + 1]);
  }
  return false;
}
