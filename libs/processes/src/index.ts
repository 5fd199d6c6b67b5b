export * from './parts.ts';
export type { ProcessPorts } from './process-ports.ts';
