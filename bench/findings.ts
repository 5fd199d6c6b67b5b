/** Result of one case: a table, and whether the goals were reached. */
export interface Finding {
  readonly title: string;
  /** What was measured, against what, and how often. */
  readonly method: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly goals?: readonly Goal[];
}

export interface Goal {
  readonly goal: string;
  readonly found: string;
  readonly reached: boolean;
}

export interface Extent {
  /** A small run, only to see that the benchmarks still work. */
  readonly quick: boolean;
  /** Folder for the data of the run, removed at the end. */
  readonly scratch: string;
}

export function markdown({ title, method, columns, rows, goals = [] }: Finding): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(columns), line(columns.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)];
  const verdicts = goals.map(
    ({ goal, found, reached }) => `- ${reached ? 'reached' : '**not reached**'}: ${goal}; ${found}`,
  );
  return [`### ${title}`, method, table.join('\n'), ...(verdicts.length > 0 ? [verdicts.join('\n')] : [])].join('\n\n');
}

export const count = (value: number): string => Math.round(value).toLocaleString('en-US');
export const twoDigits = (value: number): string => value.toFixed(2);
export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
