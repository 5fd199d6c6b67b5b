import { streamCategory } from '#kernel';

/** By series, `MG-2026`. Credit notes only, so that the revision numbers them (F1). */
export const creditNoteSeriesStreams = streamCategory('creditNotes');
/** Likewise (F4). */
export const reversalSeriesStreams = streamCategory('reversals');
export const replacementStreams = streamCategory('replacements');
