import type { Refusal } from '#kernel';

/** One request of a file. */
export interface ImportLine {
  /** From 1; of an invoice with several rows, the first. */
  readonly number: number;
  readonly value?: unknown;
  /** It cannot be read. */
  readonly fault?: Refusal;
  /** Where it came from, so that what is refused can be written in the same shape. */
  readonly source: Source;
}

export type Source = { readonly text: string } | { readonly rows: readonly SourceRow[] };

export interface SourceRow {
  readonly number: number;
  readonly cells: readonly string[];
}

export const invalidLine = (message: string): Refusal => ({ code: 'INVALID_LINE', message, rule: 'R11' });
