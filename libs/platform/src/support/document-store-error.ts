export type DocumentStoreFault =
  /** The store cannot be reached or is busy; the same call may work later. */
  | 'unavailable'
  /** Of read models: there is no such build, or none is active yet. */
  | 'no-build'
  | 'full'
  | 'damaged'
  | 'access-denied';

export class DocumentStoreError extends Error {
  constructor(
    readonly fault: DocumentStoreFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DocumentStoreError';
  }
}
