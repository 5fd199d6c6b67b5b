export * from './import-files.ts';
export * from './import.ts';
