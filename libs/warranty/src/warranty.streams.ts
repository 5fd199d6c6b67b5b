import { normalizeCode, type Serial, streamCategory } from '#kernel';

export const partnerStreams = streamCategory('partner');
export const productStreams = streamCategory('product');
export const policyStreams = streamCategory('policy');
/** By serial as `parseSerial` gives it, so that every spelling of a serial names one stream. */
export const unitStreams = streamCategory<Serial>('unit');
export const legalEntityStreams = streamCategory('entity');
/** One stream that lists the legal entities: `entities-all`. */
export const legalEntityDirectoryStreams = streamCategory('entities');
export const THE_DIRECTORY = 'all';
/** By legal entity and invoice number: `invoiceIdOf`. */
export const invoiceStreams = streamCategory('invoice');
/** Spellings of one number are one invoice (R2), as those of a serial are one unit. Ids of entities have no slash. */
export const invoiceIdOf = (legalEntityId: string, invoiceNumber: string): string =>
  `${legalEntityId}/${normalizeCode(invoiceNumber)}`;
