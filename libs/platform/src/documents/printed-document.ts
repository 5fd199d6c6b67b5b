export interface PrintedNote {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

/** For people. Texts are in one language; amounts and days are written as they are to be shown. */
export interface PrintedDocument {
  /** BCP 47. Of the labels: how they are hyphenated and which glyphs Han characters have. */
  readonly language: string;
  readonly title: string;
  readonly number: string;
  readonly issuedOn: string;
  readonly parties: readonly { readonly heading: string; readonly name: string; readonly lines: readonly string[] }[];
  readonly facts: readonly LabelledText[];
  readonly tables: readonly PrintedTable[];
  /** To be cut out. */
  readonly codes?: PrintedCodes;
  /** The last is the amount that matters. */
  readonly totals: readonly LabelledText[];
  readonly notes: readonly PrintedNote[];
  readonly footer: readonly string[];
}

export interface PrintedTable {
  readonly heading?: string;
  readonly columns: readonly { readonly label: string; readonly share: number; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly string[])[];
}

export interface PrintedCodes {
  readonly heading: string;
  readonly text: string;
  /** `content`: of a QR code; `label`: what it is of, beneath it. */
  readonly codes: readonly { readonly content: string; readonly label: string }[];
}

export interface LabelledText {
  readonly label: string;
  readonly text: string;
}
