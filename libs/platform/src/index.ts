export * from './blobs.port.ts';
export * from './event-store.port.ts';
export * from './read-model.port.ts';
export * from './sqlite-file.ts';
