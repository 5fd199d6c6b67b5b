import { type Serial, streamCategory } from '#kernel';

/** By partner id. */
export const partnerStreams = streamCategory('partner');
/** By SKU. */
export const productStreams = streamCategory('product');
/** By policy id. */
export const policyStreams = streamCategory('policy');
/** By serial as `parseSerial` gives it, so that every spelling of a serial names one stream. */
export const unitStreams = streamCategory<Serial>('unit');
