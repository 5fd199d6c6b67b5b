import type { Run } from './fonts.ts';
import { drawQrCode } from './qr-code.ts';

export type Tag = 'H1' | 'H2' | 'P' | 'TH' | 'TD' | 'Lbl';
export interface PlacedText {
  readonly page: number;
  readonly lines: readonly { readonly runs: () => readonly Run[]; readonly x: number; readonly baseline: number }[];
  readonly size: number;
  readonly color: string;
}
export interface PlacedCode {
  readonly page: number;
  readonly content: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly color: string;
}
/** A node of the structure that readers for the blind follow; it may go on over several pages. */
export interface Block {
  readonly tag: Tag | 'Table' | 'TR' | 'Sect' | 'Figure';
  readonly text?: PlacedText;
  readonly code?: PlacedCode;
  readonly blocks?: readonly Block[];
}
/** What readers for the blind pass over. */
export interface Artifacts {
  readonly rules: Rule[];
  readonly texts: PlacedText[];
}
export interface Rule {
  readonly y: number;
  readonly x: number;
  readonly width: number;
  readonly color: string;
}

/** With all that is in it; `giveWay` is called before each. */
export async function drawBlock(
  pdf: PDFKit.PDFDocument,
  { tag, text, code, blocks = [] }: Block,
  giveWay: () => Promise<void>,
): Promise<PDFKit.PDFStructureElement> {
  await giveWay();
  const placed = text ?? code;
  if (placed) {
    pdf.switchToPage(placed.page);
    const content = pdf.markStructureContent(tag);
    if (text) drawText(pdf, text);
    if (code) drawQrCode(pdf.fillColor(code.color), code.content, code);
    pdf.endMarkedContent();
    return pdf.struct(tag, code ? { alt: code.content } : {}, [content]);
  }
  const children: PDFKit.PDFStructureElement[] = [];
  for (const block of blocks) children.push(await drawBlock(pdf, block, giveWay));
  return pdf.struct(tag, {}, children);
}

export function drawText(pdf: PDFKit.PDFDocument, { lines, size, color }: PlacedText): void {
  pdf.fontSize(size).fillColor(color);
  for (const { runs, x, baseline } of lines) {
    let at = x;
    const pieces = runs();
    pieces.forEach(({ font, text }, index) => {
      pdf.font(font.glyphs as never, font.name).text(text, at, baseline, { lineBreak: false, baseline: 'alphabetic' });
      // Measuring costs as much as drawing.
      if (index < pieces.length - 1) at += font.widthOf(text) * size;
    });
  }
}
