import type { SheetRow } from './sheet-row.ts';

/** Takes the parts of a document as they are read. Names are without their prefix. */
export interface XmlReader {
  open(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}
export type Attributes = Readonly<Record<string, string>>;

/** A sheet that is read row by row. */
export interface SheetReader extends XmlReader {
  /** What follows is of no use. */
  readonly isAtEnd: boolean;
  /** The rows that are whole by now, once each. */
  rows(): readonly SheetRow[];
}
