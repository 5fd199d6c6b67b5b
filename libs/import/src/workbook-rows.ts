import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import type { Entry, ZipFile } from 'yauzl';
import { ImportFileError } from './import-file-error.ts';
import { OdsSheet } from './ods-sheet.ts';
import type { SheetRow } from './sheet-row.ts';
import type { Attributes, SheetReader, XmlReader } from './xml-reader.ts';
import { SHARED_TEXTS, XlsxSheet, xlsxParts } from './xlsx-sheet.ts';

const MIB = 1024 * 1024;
const KIB = 1024;

/** Archives can hold a thousand times their size. All are of what is unpacked. */
export const WORKBOOK_LIMITS = {
  parts: 10_000,
  sharedTextsBytes: 128 * MIB,
  /** Of another part that says how the sheet is read. */
  partBytes: 8 * MIB,
  /** A million rows of 2,000 bytes. */
  sheetBytes: 2048 * MIB,
  /** That bring no further row, */
  rowBytes: 16 * MIB,
  /** or no further element. */
  textBytes: 4 * MIB,
  depth: 256,
};
export type WorkbookLimits = typeof WORKBOOK_LIMITS;

export const sizeInWords = (bytes: number): string => (bytes < MIB ? `${bytes / KIB} KiB` : `${bytes / MIB} MiB`);

/**
 * The rows of the first sheet of a workbook, .xlsx or .ods, lazily: only the texts that the cells of an .xlsx share are held in memory, and
 * no archive can make it hold or read more than workbooks have.
 * @param onRead called with the part of the sheet that is read, up to 1
 * @throws ImportFileError
 */
export async function* workbookRows(
  opening: Promise<ZipFile>,
  onRead: (part: number) => void,
  limits: WorkbookLimits = WORKBOOK_LIMITS,
): AsyncGenerator<SheetRow> {
  let zip: ZipFile | undefined;
  try {
    const opened = await opening;
    zip = opened;
    const parts = new Map<string, Entry>();
    if (opened.entryCount > limits.parts)
      throw new ImportFileError(`has over ${limits.parts} parts: is this the right file?`);
    for await (const entry of opened.eachEntry()) parts.set(entry.fileName, entry);
    const part = (name: string) => parts.get(name);
    const read = async (name: string, reader: XmlReader) => {
      const entry = part(name);
      if (!entry) return;
      requireSize(entry, name === SHARED_TEXTS ? limits.sharedTextsBytes : limits.partBytes);
      for await (const _ of readXml(await opened.openReadStreamPromise(entry), reader, limits));
    };
    if (part('xl/workbook.xml')) {
      const { sheet, path } = await xlsxParts(read);
      yield* sheetRows(opened, part(path), new XlsxSheet(sheet), onRead, limits);
    } else if (part('content.xml')) yield* sheetRows(opened, part('content.xml'), new OdsSheet(), onRead, limits);
    else throw new ImportFileError('is an archive, but not a workbook (.xlsx or .ods)');
  } catch (error) {
    if (error instanceof ImportFileError) throw error;
    throw new ImportFileError(`is not a workbook, or is damaged (${(error as Error).message.split('\n')[0]})`);
  } finally {
    zip?.close();
  }
}

async function* sheetRows(
  zip: ZipFile,
  entry: Entry | undefined,
  sheet: SheetReader,
  onRead: (part: number) => void,
  limits: WorkbookLimits,
): AsyncGenerator<SheetRow> {
  if (!entry) throw new ImportFileError('has no sheet');
  requireSize(entry, limits.sheetBytes);
  let lastRow = 0;
  for await (const bytes of readXml(await zip.openReadStreamPromise(entry), sheet, limits)) {
    onRead(bytes / entry.uncompressedSize);
    const rows = sheet.rows();
    yield* rows;
    if (sheet.isAtEnd) return;
    if (rows.length > 0) lastRow = bytes;
    if (bytes - lastRow > limits.rowBytes)
      throw new ImportFileError(`has a row of over ${sizeInWords(limits.rowBytes)}: is this the right file?`);
  }
}

function requireSize({ fileName, uncompressedSize }: Entry, most: number): void {
  if (uncompressedSize > most)
    throw new ImportFileError(`its ${fileName} has over ${sizeInWords(most)}: save it as CSV, or in several files`);
}

/** Reads chunk by chunk; after each, what is whole can be taken. Yields the bytes read so far. */
async function* readXml(content: Readable, reader: XmlReader, limits: WorkbookLimits): AsyncGenerator<number> {
  const parser = new SaxesParser();
  let broken: Error | undefined;
  let depth = 0;
  let lastElement = 0;
  let bytes = 0;
  parser.on('error', (error) => {
    broken ??= error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    lastElement = bytes;
    if (++depth > limits.depth) broken ??= new Error(`it has over ${limits.depth} elements in each other`);
    reader.open(local(name), localNames(attributes));
  });
  parser.on('text', (text) => reader.text?.(text));
  parser.on('cdata', (text) => reader.text?.(text));
  parser.on('closetag', ({ name }) => {
    depth--;
    reader.close?.(local(name));
  });
  // What entities can be defined to is never needed, and can be made endless.
  parser.on('doctype', () => {
    broken ??= new Error('it has a document type');
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of content) {
      bytes += (chunk as Buffer).length;
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      if (broken) throw broken;
      if (bytes - lastElement > limits.textBytes)
        throw new ImportFileError(`has a text of over ${sizeInWords(limits.textBytes)}: is this the right file?`);
      yield bytes;
    }
    parser.write(decoder.decode()).close();
    if (broken) throw broken;
    yield bytes;
  } finally {
    content.destroy();
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const localNames = (attributes: Readonly<Record<string, SaxesAttributePlain | string>>): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [local(name), String(value)]));
