import { streamCategory } from '#kernel';

/** By series, `MG-2026`. Credit notes only, so that the revision numbers them (F1). */
export const creditNoteSeriesStreams = streamCategory('creditNotes');
/** Likewise (F4). */
export const reversalSeriesStreams = streamCategory('reversals');
/** By number, `MG-2026-000042`: what becomes of a note. */
export const creditNoteStreams = streamCategory('creditNote');
/** By legal entity. */
export const bookStreams = streamCategory('books');
/** By claim (F9). */
export const avoidedCostStreams = streamCategory('avoidedCost');
export const replacementStreams = streamCategory('replacements');
