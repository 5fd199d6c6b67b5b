import { streamCategory } from '#kernel';

/** By series, `MG-2026`. Contains credit notes only, so that the revision numbers them (F1). */
export const creditNoteSeriesStreams = streamCategory('creditNotes');
/** By partner id. */
export const replacementStreams = streamCategory('replacements');
