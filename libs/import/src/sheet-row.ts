/** A row of a CSV file or of a sheet, as it stands there. */
export interface SheetRow {
  /** Number of its (first) line in the file, or of the row in the sheet, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
  /** Cells that a spreadsheet keeps as numbers or dates: their text is written with a point, or as 2026-03-09. */
  readonly typed?: ReadonlySet<number>;
  /** The row cannot be read: where, and why. The cells are then only good to be shown and mended. */
  readonly fault?: string;
}
