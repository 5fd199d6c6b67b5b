export * from './parts.ts';

/** They issue numbered documents (F1). */
export const DOCUMENT_PROCESSES = [
  'when-reversal-is-requested-then-issue-it',
  'when-credit-is-bound-then-issue-the-note',
] as const;
export type { ProcessPorts } from './process-ports.ts';
