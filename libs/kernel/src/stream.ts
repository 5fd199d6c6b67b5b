/** The streams of one kind of aggregate, `claim-<id>`: the one place that names them. */
export interface StreamCategory<Id extends string = string> {
  readonly category: string;
  of(id: Id): string;
  /** The aggregate a stream belongs to; undefined for streams of other kinds. */
  idOf(stream: string): Id | undefined;
}

/** `category`: letters only, unique in the whole store. */
export function streamCategory<Id extends string = string>(category: string): StreamCategory<Id> {
  const prefix = `${category}-`;
  return {
    category,
    of: (id) => prefix + id,
    idOf: (stream) => (stream.startsWith(prefix) ? (stream.slice(prefix.length) as Id) : undefined),
  };
}
