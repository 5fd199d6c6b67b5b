import { toPdf, toUbl } from '#platform';
import { billingDocument, type IssuedDocument, printedDocument } from './credit-note-document.ts';
import { squaresExplained } from './printed-text.ts';

/** From the event alone: the same event gives the same bytes. `hash`: of the event (A2), shown on the page. */
export interface DocumentSource {
  readonly document: IssuedDocument;
  readonly hash: string;
}

export const DOCUMENT_FORMATS = {
  xml: {
    mediaType: 'application/xml; charset=utf-8',
    render: async ({ document }: DocumentSource) => Buffer.from(await toUbl(billingDocument(document))),
  },
  pdf: {
    mediaType: 'application/pdf',
    render: async ({ document, hash }: DocumentSource) =>
      toPdf(await squaresExplained(printedDocument(document, hash)), await toUbl(billingDocument(document))),
  },
} as const;
export type DocumentFormat = keyof typeof DOCUMENT_FORMATS;
