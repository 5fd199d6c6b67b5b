export * from './evidence-folder.ts';
export * from './import-files.ts';
export * from './import.ts';
