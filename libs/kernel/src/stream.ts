/** The streams of one kind of aggregate: `claim-<id>`. */
export interface StreamCategory<Id extends string = string> {
  readonly category: string;
  of(id: Id): string;
  idOf(stream: string): Id | undefined;
}

export function streamCategory<Id extends string = string>(category: string): StreamCategory<Id> {
  const prefix = `${category}-`;
  return {
    category,
    of: (id) => prefix + id,
    idOf: (stream) => (stream.startsWith(prefix) ? (stream.slice(prefix.length) as Id) : undefined),
  };
}
