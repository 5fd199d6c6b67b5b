/** Which parts of a benchmark the command line names: all when it names none. @throws Error for a name that is not a part */
export function namedParts<Part extends string>(parts: readonly Part[]): ReadonlySet<Part> {
  const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const unknown = named.find((word) => !parts.includes(word as Part));
  if (unknown !== undefined) throw new Error(`there is no part "${unknown}": expected ${parts.join(', ')}`);
  return new Set(named.length === 0 ? parts : (named as Part[]));
}
