/** One of each line. */
export const lines = (text = ''): readonly string[] => text.split('\n').flatMap((line) => line.trim() || []);

/** Of a field of lines with cells, what each line says; one that says nothing is none. */
export const cellsOf = (text = ''): readonly (readonly string[])[] =>
  text
    .split('\n')
    .map((line) => line.split('\t').map((cell) => cell.trim()))
    .filter((cells) => cells.some(Boolean));

/** As the field has them. */
export const linesOf = (all: readonly (readonly unknown[])[]): string =>
  all.map((cells) => cells.map((cell) => cell ?? '').join('\t')).join('\n');
