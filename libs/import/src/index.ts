export * from './claim-evidence.ts';
export * from './import-file-error.ts';
export * from './import-files.ts';
export type { ImportLine } from './import-line.ts';
export { fileAt } from './import-source.ts';
export * from './import.ts';
export { refusedBeginning, type RefusedLine, refusedText } from './refused-rows.ts';
export { IMPORT_KINDS } from './tables.ts';
export * from './templates.ts';
