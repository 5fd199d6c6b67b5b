import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import type { Entry, ZipFile } from 'yauzl';
import { ImportFileError } from './import-file-error.ts';
import { OdsSheet } from './ods-sheet.ts';
import type { SheetRow } from './sheet-row.ts';
import type { Attributes, SheetReader, XmlReader } from './xml-reader.ts';
import { XlsxSheet, xlsxParts } from './xlsx-sheet.ts';

/** What a part of a workbook that is held in memory may have, unpacked. */
const MAX_PART_BYTES = 256 * 1024 * 1024;

/**
 * The rows of the first sheet of a workbook, .xlsx or .ods, lazily: only the texts that the cells of an .xlsx share are held in memory.
 * @param onRead called with the part of the sheet that is read, up to 1
 * @throws ImportFileError
 */
export async function* workbookRows(
  opening: Promise<ZipFile>,
  onRead: (part: number) => void,
): AsyncGenerator<SheetRow> {
  let zip: ZipFile | undefined;
  try {
    const opened = await opening;
    zip = opened;
    const parts = new Map<string, Entry>();
    for await (const entry of opened.eachEntry()) parts.set(entry.fileName, entry);
    const part = (name: string) => parts.get(name);
    const read = async (name: string, reader: XmlReader) => {
      const entry = part(name);
      if (!entry) return;
      if (entry.uncompressedSize > MAX_PART_BYTES)
        throw new ImportFileError(`its ${name} has over 256 MiB: save it as CSV, or in several files`);
      for await (const _ of readXml(await opened.openReadStreamPromise(entry), reader));
    };
    if (part('xl/workbook.xml')) {
      const { sheet, path } = await xlsxParts(read);
      yield* sheetRows(opened, part(path), new XlsxSheet(sheet), onRead);
    } else if (part('content.xml')) yield* sheetRows(opened, part('content.xml'), new OdsSheet(), onRead);
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
): AsyncGenerator<SheetRow> {
  if (!entry) throw new ImportFileError('has no sheet');
  for await (const bytes of readXml(await zip.openReadStreamPromise(entry), sheet)) {
    onRead(bytes / entry.uncompressedSize);
    yield* sheet.rows();
  }
}

/** Reads chunk by chunk; after each, what is whole can be taken. Yields the bytes read so far. */
async function* readXml(content: Readable, reader: XmlReader): AsyncGenerator<number> {
  const parser = new SaxesParser();
  let broken: Error | undefined;
  parser.on('error', (error) => {
    broken ??= error;
  });
  parser.on('opentag', ({ name, attributes }) => reader.open(local(name), localNames(attributes)));
  parser.on('text', (text) => reader.text?.(text));
  parser.on('cdata', (text) => reader.text?.(text));
  parser.on('closetag', ({ name }) => reader.close?.(local(name)));
  // What entities can be defined to is never needed, and can be made endless.
  parser.on('doctype', () => {
    broken ??= new Error('it has a document type');
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    let bytes = 0;
    for await (const chunk of content) {
      parser.write(decoder.decode(chunk as Buffer, { stream: true }));
      if (broken) throw broken;
      yield (bytes += (chunk as Buffer).length);
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
