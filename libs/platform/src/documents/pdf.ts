import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { PrintedDocument } from './printed-document.ts';
import type { Run } from './fonts.ts';
import { Typesetter } from './typesetter.ts';

/** A4, in points. */
const PAGE = { width: 595.28, height: 841.89, margin: 56 };
const WIDTH = PAGE.width - 2 * PAGE.margin;
const GAP = 24;
const BLACK = '#16181d';
const GREY = '#5b6270';
const RULE = '#c9ced6';
/** Baseline below the top of a line, and height of a line, in sizes of the font. */
const ASCENT = 1.05;
const LEADING = 1.42;
const MIN_SCALE = 0.2;

type Tag = 'H1' | 'H2' | 'P' | 'TH' | 'TD' | 'Lbl';
interface PlacedText {
  readonly lines: readonly { readonly runs: () => readonly Run[]; readonly x: number; readonly baseline: number }[];
  readonly size: number;
  readonly color: string;
}
/** A node of the structure that readers for the blind follow. */
interface Block {
  readonly tag: Tag | 'Table' | 'TR' | 'Sect';
  readonly text?: PlacedText;
  readonly blocks?: readonly Block[];
}
interface Rule {
  readonly y: number;
  readonly x: number;
  readonly width: number;
  readonly color: string;
}

interface TextOptions {
  readonly x: number;
  readonly width: number;
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
  readonly align?: 'left' | 'right';
}

/**
 * One page, A4, PDF/A-3b with the electronic document attached. The same arguments give the same bytes. What is too long for the page
 * is set smaller.
 */
export async function toPdf(document: PrintedDocument, xml: string): Promise<Buffer> {
  const typesetter = Typesetter.for(document.language);
  let scale = 1;
  let page = new PageLayout(document, typesetter, scale);
  while (!page.fits && scale > MIN_SCALE) page = new PageLayout(document, typesetter, (scale *= 0.9));
  const created = new Date(`${document.issuedOn}T00:00:00Z`);
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    tagged: true,
    lang: document.language,
    displayTitle: true,
    // Else Helvetica, which is not embedded.
    font: null as never,
    info: {
      Title: `${document.title} ${document.number}`,
      Producer: 'Makegood',
      Creator: 'Makegood',
      CreationDate: created,
    },
  });
  const bytes = buffer(pdf);
  pdf.file(Buffer.from(xml), {
    name: `${document.number}.xml`,
    type: 'text/xml',
    relationship: 'Alternative',
    creationDate: created,
    modifiedDate: created,
  } as PDFKit.Mixins.PDFAttachmentOptions);
  page.drawOn(pdf);
  pdf.end();
  return bytes;
}

class PageLayout {
  private readonly blocks: Block[] = [];
  private readonly rules: Rule[] = [];
  private y = PAGE.margin;
  readonly fits: boolean;

  constructor(
    private readonly document: PrintedDocument,
    private readonly typesetter: Typesetter,
    private readonly scale: number,
  ) {
    const footer = this.footer();
    this.head();
    this.parties();
    this.facts();
    this.table();
    this.totals();
    this.notes();
    this.blocks.push(...footer.blocks);
    this.fits = this.y <= footer.top - GAP;
  }

  drawOn(pdf: PDFKit.PDFDocument): void {
    pdf.markContent('Artifact', { type: 'Layout' });
    for (const { x, y, width, color } of this.rules)
      pdf
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(0.75)
        .stroke(color);
    pdf.endMarkedContent();
    const root = pdf.struct('Document');
    pdf.addStructure(root);
    for (const block of this.blocks) root.add(structure(pdf, block));
    root.end();
  }

  private head(): void {
    const { title, number } = this.document;
    const half = WIDTH * 0.68;
    const top = this.y;
    const left = this.place('H1', title, { x: 0, width: half, size: 24, bold: true });
    const right = this.place('P', number, {
      x: half + GAP,
      width: WIDTH - half - GAP,
      size: 12,
      bold: true,
      color: GREY,
      align: 'right',
      top: top + 11 * this.scale,
    });
    this.y = Math.max(left, right) + 10;
    this.rule(BLACK);
    this.y += 18;
  }

  private parties(): void {
    const width = (WIDTH - GAP) / 2;
    const top = this.y;
    const ends = this.document.parties.map(({ heading, name, lines }, index) => {
      const x = index * (width + GAP);
      let y = this.place('H2', heading, { x, width, size: 8, bold: true, color: GREY, top });
      y = this.place('P', name, { x, width, size: 11, bold: true, top: y + 3 });
      return this.place('P', lines.join('\n'), { x, width, size: 9.5, top: y + 1 });
    });
    this.y = Math.max(...ends) + 20;
  }

  /** Three in a row, each label above its value. */
  private facts(): void {
    const columns = 3;
    const width = (WIDTH - (columns - 1) * GAP) / columns;
    const { facts } = this.document;
    for (let first = 0; first < facts.length; first += columns) {
      const ends = facts.slice(first, first + columns).map(({ label, text }, index) => {
        const x = index * (width + GAP);
        const y = this.place('Lbl', label, { x, width, size: 8, color: GREY });
        return this.place('P', text, { x, width, size: 9.5, top: y + 1 });
      });
      this.y = Math.max(...ends) + 10;
    }
    this.y += 14;
  }

  private table(): void {
    const { columns, rows } = this.document.table;
    const gap = 10;
    const shares = columns.reduce((sum, { share }) => sum + share, 0);
    const widths = columns.map(({ share }) => ((WIDTH - gap * (columns.length - 1)) * share) / shares);
    const row = (tag: 'TH' | 'TD', cells: readonly string[]): Block => {
      const blocks: Block[] = [];
      let x = 0;
      const ends = cells.map((text, index) => {
        const width = widths[index] as number;
        const style = tag === 'TH' ? { size: 8, bold: true, color: GREY } : { size: 9.5 };
        const end = this.place(tag, text, { x, width, align: columns[index]?.align ?? 'left', ...style }, blocks);
        x += width + gap;
        return end;
      });
      this.y = Math.max(...ends) + 6;
      this.rule(RULE);
      this.y += 7;
      return { tag: 'TR', blocks };
    };
    this.rule(BLACK);
    this.y += 7;
    const head = row(
      'TH',
      columns.map(({ label }) => label),
    );
    this.blocks.push({ tag: 'Table', blocks: [head, ...rows.map((cells) => row('TD', cells))] });
    this.y += 8;
  }

  private totals(): void {
    const { totals } = this.document;
    const x = WIDTH * 0.4;
    const labels = (WIDTH - x) * 0.56;
    totals.forEach(({ label, text }, index) => {
      const last = index === totals.length - 1;
      const style = last ? { size: 13, bold: true } : { size: 9.5 };
      if (last) {
        this.y += 3;
        this.rule(BLACK, x);
        this.y += 8;
      }
      const amountWidth = WIDTH - x - labels - 8;
      const ends = [
        this.place('P', label, {
          x,
          width: labels,
          ...style,
          size: last ? 11 : 9.5,
          ...(last ? { top: this.y + 1.6 * this.scale } : {}),
        }),
        this.place('P', text, { x: x + labels + 8, width: amountWidth, align: 'right', ...style }),
      ];
      this.y = Math.max(...ends) + 4;
    });
    this.y += 22;
  }

  private notes(): void {
    const { heading, paragraphs } = this.document.notes;
    this.y = this.place('H2', heading, { x: 0, width: WIDTH, size: 8, bold: true, color: GREY }) + 3;
    for (const paragraph of paragraphs) this.y = this.place('P', paragraph, { x: 0, width: WIDTH, size: 9.5 }) + 3;
  }

  private footer(): { readonly blocks: readonly Block[]; readonly top: number } {
    const blocks: Block[] = [];
    const style = { x: 0, width: WIDTH, size: 7.5, color: GREY };
    let height = 0;
    for (const text of this.document.footer) height += this.place('P', text, { ...style, top: 0 }, []);
    const top = PAGE.height - PAGE.margin - height;
    let y = top;
    for (const text of this.document.footer) y = this.place('P', text, { ...style, top: y }, blocks);
    this.rules.push({ x: PAGE.margin, y: top - 8, width: WIDTH, color: RULE });
    return { blocks, top };
  }

  private rule(color: string, x = 0): void {
    this.rules.push({ x: PAGE.margin + x, y: this.y, width: WIDTH - x, color });
  }

  /** Where the text ends. */
  private place(
    tag: Tag,
    text: string,
    { x, width, bold, align, top = this.y, color = BLACK, size: unscaled }: TextOptions & { readonly top?: number },
    blocks: Block[] = this.blocks,
  ): number {
    const size = unscaled * this.scale;
    const weight = bold ? '700Bold' : '400Regular';
    const lines = this.typesetter.wrap(text, width, size, weight).map((line, index) => ({
      runs: () => this.typesetter.runsOf(line.text, weight),
      x: PAGE.margin + x + (align === 'right' ? width - line.width : 0),
      baseline: top + size * (ASCENT + index * LEADING),
    }));
    blocks.push({ tag, text: { lines, size, color } });
    return top + size * LEADING * lines.length;
  }
}

function structure(pdf: PDFKit.PDFDocument, { tag, text, blocks = [] }: Block): PDFKit.PDFStructureElement {
  const children = blocks.map((block) => structure(pdf, block));
  return pdf.struct(tag, {}, text ? () => draw(pdf, text) : children);
}

function draw(pdf: PDFKit.PDFDocument, { lines, size, color }: PlacedText): void {
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
