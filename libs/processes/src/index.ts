export * from './parts.ts';

/** From what makes a credit or a reversal due to its document, in the order in which one causes the other. */
export const DOCUMENT_PROCESSES = [
  'when-reversal-is-requested-then-issue-it',
  'when-credit-note-is-reversed-then-take-back-its-credit',
  'when-replacement-is-converted-then-credit-its-claim',
  'when-remedy-is-known-then-bind-it',
  'when-credit-is-bound-then-issue-the-note',
] as const;
export type { ProcessPorts } from './process-ports.ts';
