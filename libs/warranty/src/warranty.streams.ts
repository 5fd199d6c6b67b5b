import { normalizeCode, type Serial, streamCategory } from '#kernel';

export const partnerStreams = streamCategory('partner');
export const productStreams = streamCategory('product');
export const policyStreams = streamCategory('policy');
/** The serial as returned by `parseSerial`: every spelling leads to the same stream. */
export const unitStreams = streamCategory<Serial>('unit');
export const legalEntityStreams = streamCategory('entity');
export const legalEntityDirectoryStreams = streamCategory('entities');
export const THE_DIRECTORY = 'all';
export const invoiceStreams = streamCategory('invoice');
/** Every spelling of a number is the same invoice (R2). Entity ids contain no slash. */
export const invoiceIdOf = (legalEntityId: string, invoiceNumber: string): string =>
  `${legalEntityId}/${normalizeCode(invoiceNumber)}`;
