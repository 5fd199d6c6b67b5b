import type { BillingDocument } from './billing-document.ts';
import type { PrintedDocument } from './printed-document.ts';

// What writes documents is loaded with the first one: it is a quarter of all that a program loads.

export const toUbl = async (document: BillingDocument): Promise<string> => (await import('./ubl.ts')).toUbl(document);

export const toPdf = async (document: PrintedDocument, xml: string): Promise<Buffer> =>
  (await import('./pdf.ts')).toPdf(document, xml);

export const toPagedPdf = async (document: PrintedDocument, giveWay: () => Promise<void>): Promise<Buffer> =>
  (await import('./pdf.ts')).toPagedPdf(document, giveWay);

const ASCII = /^[\x20-\x7e]*$/;

/** The characters of the text that a page could only show as squares, each once. */
export const unprintable = async (text: string): Promise<string> =>
  ASCII.test(text) ? '' : (await import('./fonts.ts')).unprintable(text);
