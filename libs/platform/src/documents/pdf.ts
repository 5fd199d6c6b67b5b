import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { PrintedDocument, PrintedTable } from './printed-document.ts';
import { type Artifacts, type Block, drawBlock, drawText, type PlacedText, type Tag } from './pdf-blocks.ts';
import type { Weight } from './fonts.ts';
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
/** What stays together at the end of a page. */
const HEAD_AND_A_ROW = 90;
const HEAD_AND_A_LINE = 36;
/** Wider tables are set smaller. */
const MANY_COLUMNS = 5;
const LINES_AT_ONCE = 40;
const CODES_IN_A_ROW = 4;
/** 30 mm. */
const CODE_SIZE = 85;
const CODE_LABEL_SIZE = 8;

interface SetOptions {
  readonly x: number;
  readonly width: number;
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: string;
  readonly align?: 'left' | 'right';
  /** Absent: where the last ended. */
  readonly top?: number;
  readonly page?: number;
}

/**
 * One page, A4, PDF/A-3b with the electronic document attached. The same arguments give the same bytes. What is too long for the page
 * is set smaller.
 */
export async function toPdf(document: PrintedDocument, xml: string): Promise<Buffer> {
  let scale = 1;
  let layout = await Layout.of(document, { scale, flows: false });
  while (!layout.fits && scale > MIN_SCALE) layout = await Layout.of(document, { scale: (scale *= 0.9), flows: false });
  return written(document, layout, (pdf, created) =>
    pdf.file(Buffer.from(xml), {
      name: `${document.number}.xml`,
      type: 'text/xml',
      relationship: 'Alternative',
      creationDate: created,
      modifiedDate: created,
    } as PDFKit.Mixins.PDFAttachmentOptions),
  );
}

/** PDF/A-3b with as many pages as its tables need. `giveWay`: called after some lines each, since a page takes 30 ms. */
export async function toPagedPdf(document: PrintedDocument, giveWay: () => Promise<void>): Promise<Buffer> {
  return written(document, await Layout.of(document, { scale: 1, flows: true, giveWay }));
}

async function written(
  document: PrintedDocument,
  layout: Layout,
  attach: (pdf: PDFKit.PDFDocument, created: Date) => void = () => undefined,
): Promise<Buffer> {
  const created = new Date(`${document.issuedOn}T00:00:00Z`);
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
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
  attach(pdf, created);
  await layout.drawOn(pdf);
  pdf.end();
  return bytes;
}

interface LayoutOptions {
  readonly scale: number;
  /** Over further pages. */
  readonly flows: boolean;
  readonly giveWay?: () => Promise<void>;
}

class Layout {
  private readonly blocks: Block[] = [];
  private readonly pages: Artifacts[] = [];
  private y = PAGE.margin;
  private readonly bottom: number;
  private readonly typesetter: Typesetter;
  private steps = 0;

  private constructor(
    private readonly document: PrintedDocument,
    private readonly options: LayoutOptions,
  ) {
    this.typesetter = Typesetter.for(document.language);
    this.bottom = PAGE.height - PAGE.margin - this.footerHeight() - GAP;
    this.addPage();
  }

  static async of(document: PrintedDocument, options: LayoutOptions): Promise<Layout> {
    const layout = new Layout(document, options);
    layout.head();
    layout.parties();
    layout.facts();
    for (const table of document.tables) await layout.table(table);
    await layout.codes();
    layout.totals();
    await layout.notes();
    layout.footers();
    return layout;
  }

  get fits(): boolean {
    return this.y <= this.bottom;
  }

  private async step(): Promise<void> {
    if (++this.steps % LINES_AT_ONCE === 0) await this.options.giveWay?.();
  }

  private addPage(): void {
    this.pages.push({ rules: [], texts: [] });
    this.y = PAGE.margin;
    if (this.pages.length === 1) return;
    const { title, number } = this.document;
    const { placed, end } = this.set(`${title} · ${number}`, { x: 0, width: WIDTH, size: 8, color: GREY });
    this.pages.at(-1)?.texts.push(placed);
    this.y = end + 10;
  }

  /** Begins a page unless there is so much place on this one. */
  private require(height: number): void {
    if (this.options.flows && this.y + height > this.bottom) this.addPage();
  }

  async drawOn(pdf: PDFKit.PDFDocument): Promise<void> {
    for (const [page, { rules, texts }] of this.pages.entries()) {
      if (page > 0) pdf.addPage({ size: 'A4', margin: 0 });
      pdf.markContent('Artifact', { type: 'Layout' });
      for (const { x, y, width, color } of rules)
        pdf
          .moveTo(x, y)
          .lineTo(x + width, y)
          .lineWidth(0.75)
          .stroke(color);
      for (const text of texts) drawText(pdf, text);
      pdf.endMarkedContent();
    }
    const root = pdf.struct('Document');
    pdf.addStructure(root);
    for (const block of this.blocks) root.add(await drawBlock(pdf, block, () => this.step()));
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
      top: top + 11 * this.options.scale,
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
    if (ends.length > 0) this.y = Math.max(...ends) + 20;
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

  private async table(table: PrintedTable): Promise<void> {
    const { heading, columns, rows } = table;
    const gap = columns.length > MANY_COLUMNS ? 6 : 10;
    const size = columns.length > MANY_COLUMNS ? 8 : 9.5;
    const headSize = Math.min(size, 8);
    const widths = await this.columnWidths(table, { gap, size, headSize });
    const place = (tag: 'TH' | 'TD', cells: readonly string[]) => {
      const texts: PlacedText[] = [];
      let x = 0;
      const ends = cells.map((text, index) => {
        const width = widths[index] as number;
        const style = tag === 'TH' ? { size: headSize, bold: true, color: GREY } : { size };
        const { placed, end } = this.set(text, { x, width, align: columns[index]?.align ?? 'left', ...style });
        texts.push(placed);
        x += width + gap;
        return end;
      });
      return { texts, end: Math.max(...ends) };
    };
    const below = (end: number) => {
      this.y = end + 6;
      this.rule(RULE);
      this.y += 7;
    };
    const labels = columns.map(({ label }) => label);
    this.require(HEAD_AND_A_ROW);
    if (heading !== undefined) this.y = this.place('H2', heading, { x: 0, width: WIDTH, size: 10.5, bold: true }) + 4;
    this.rule(BLACK);
    this.y += 7;
    const head = place('TH', labels);
    below(head.end);
    const blocks: Block[] = [row('TH', head.texts)];
    for (const cells of rows) {
      await this.step();
      let { texts, end } = place('TD', cells);
      if (this.options.flows && end > this.bottom) {
        this.addPage();
        const again = place('TH', labels);
        this.pages.at(-1)?.texts.push(...again.texts);
        below(again.end);
        ({ texts, end } = place('TD', cells));
      }
      below(end);
      blocks.push(row('TD', texts));
    }
    this.blocks.push({ tag: 'Table', blocks });
    this.y += heading === undefined ? 8 : 20;
  }

  /** By their shares; but a column with a wider word or amount takes what it lacks from those that have room. */
  private async columnWidths(
    { columns, rows }: PrintedTable,
    { gap, size, headSize }: { readonly gap: number; readonly size: number; readonly headSize: number },
  ): Promise<readonly number[]> {
    const needed = columns.map(({ align, label }) => this.unbroken(label, align, headSize, '700Bold'));
    for (const cells of rows) {
      await this.step();
      for (const [index, { align }] of columns.entries())
        needed[index] = Math.max(needed[index] as number, this.unbroken(cells[index] ?? '', align, size, '400Regular'));
    }
    const shares = columns.reduce((sum, { share }) => sum + share, 0);
    const widths = columns.map(({ share }) => ((WIDTH - gap * (columns.length - 1)) * share) / shares);
    const room = widths.map((width, index) => width - (needed[index] as number));
    const sumOf = (sign: 1 | -1) => room.reduce((sum, its) => sum + Math.max(0, sign * its), 0);
    const [spare, lacking] = [sumOf(1), sumOf(-1)];
    const moved = Math.min(spare, lacking);
    if (moved === 0) return widths;
    return widths.map((width, index) => {
      const its = room[index] as number;
      return width - (moved * its) / (its > 0 ? spare : lacking);
    });
  }

  /** The width of the longest word; of what is aligned right, amounts, of the whole. Rounded up, so that what just fits is not broken. */
  private unbroken(text: string, align: 'left' | 'right', unscaled: number, weight: Weight): number {
    const size = unscaled * this.options.scale;
    const widths =
      align === 'left'
        ? [this.typesetter.widestOf(text, size, weight)]
        : this.typesetter.wrap(text, Infinity, size, weight).map(({ width }) => width);
    return Math.ceil(Math.max(...widths));
  }

  private async codes(): Promise<void> {
    if (!this.document.codes) return;
    const { heading, text, codes } = this.document.codes;
    const width = (WIDTH - (CODES_IN_A_ROW - 1) * GAP) / CODES_IN_A_ROW;
    const rowHeight = CODE_SIZE + 3 * CODE_LABEL_SIZE * LEADING;
    this.require(HEAD_AND_A_ROW + rowHeight);
    this.y = this.place('H2', heading, { x: 0, width: WIDTH, size: 10.5, bold: true }) + 2;
    this.y = this.place('P', text, { x: 0, width: WIDTH, size: 9.5 }) + 8;
    for (let first = 0; first < codes.length; first += CODES_IN_A_ROW) {
      await this.step();
      this.require(rowHeight);
      const ends = codes.slice(first, first + CODES_IN_A_ROW).map(({ content, label }, index) => {
        const x = index * (width + GAP);
        const page = this.pages.length - 1;
        this.blocks.push({
          tag: 'Figure',
          code: { page, content, x: PAGE.margin + x, y: this.y, size: CODE_SIZE, color: BLACK },
        });
        return this.place('P', label, { x, width, size: CODE_LABEL_SIZE, top: this.y + CODE_SIZE });
      });
      this.y = Math.max(...ends) + 12;
    }
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
          ...(last ? { top: this.y + 1.6 * this.options.scale } : {}),
        }),
        this.place('P', text, { x: x + labels + 8, width: amountWidth, align: 'right', ...style }),
      ];
      this.y = Math.max(...ends) + 4;
    });
    this.y += 22;
  }

  private async notes(): Promise<void> {
    for (const [index, { heading, paragraphs }] of this.document.notes.entries()) {
      if (index > 0) this.y += 10;
      this.require(HEAD_AND_A_LINE);
      this.y = this.place('H2', heading, { x: 0, width: WIDTH, size: 8, bold: true, color: GREY }) + 3;
      for (const paragraph of paragraphs) {
        await this.step();
        const options = { x: 0, width: WIDTH, size: 9.5 };
        this.require(this.set(paragraph, options).end - this.y);
        this.y = this.place('P', paragraph, options) + 3;
      }
    }
  }

  private footerHeight(): number {
    const style = { x: 0, width: WIDTH, size: 7.5 };
    return this.document.footer.reduce((height, text) => height + this.set(text, { ...style, top: 0 }).end, 0);
  }

  private footers(): void {
    const { footer } = this.document;
    const { pages } = this;
    const top = this.bottom + GAP;
    const style = { x: 0, width: WIDTH, size: 7.5, color: GREY };
    for (const [page, { rules, texts }] of pages.entries()) {
      rules.push({ x: PAGE.margin, y: top - 8, width: WIDTH, color: RULE });
      let y = top;
      for (const text of footer) {
        const { placed, end } = this.set(text, { ...style, top: y, page });
        if (page === 0) this.blocks.push({ tag: 'P', text: placed });
        else texts.push(placed);
        y = end;
      }
      const number = `${page + 1} / ${pages.length}`;
      if (pages.length > 1) texts.push(this.set(number, { ...style, align: 'right', top: y + 2, page }).placed);
    }
  }

  private rule(color: string, x = 0): void {
    this.pages.at(-1)?.rules.push({ x: PAGE.margin + x, y: this.y, width: WIDTH - x, color });
  }

  /** Where the text ends. */
  private place(tag: Tag, text: string, options: SetOptions): number {
    const { placed, end } = this.set(text, options);
    this.blocks.push({ tag, text: placed });
    return end;
  }

  private set(
    text: string,
    { x, width, bold, align, top = this.y, page = this.pages.length - 1, color = BLACK, size: unscaled }: SetOptions,
  ): { readonly placed: PlacedText; readonly end: number } {
    const size = unscaled * this.options.scale;
    const weight = bold ? '700Bold' : '400Regular';
    const lines = this.typesetter.wrap(text, width, size, weight).map((line, index) => ({
      runs: () => this.typesetter.runsOf(line.text, weight),
      x: PAGE.margin + x + (align === 'right' ? width - line.width : 0),
      baseline: top + size * (ASCENT + index * LEADING),
    }));
    return { placed: { page, lines, size, color }, end: top + size * LEADING * lines.length };
  }
}

const row = (tag: 'TH' | 'TD', texts: readonly PlacedText[]): Block => ({
  tag: 'TR',
  blocks: texts.map((text) => ({ tag, text })),
});
