/** The file, or the rest of it, cannot be read. One line that says what to do. */
export class ImportFileError extends Error {}
