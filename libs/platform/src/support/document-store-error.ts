export type DocumentStoreFault =
  /** The store cannot be reached or is busy; the same call may succeed later. */
  | 'unavailable'
  /** The build does not exist, or none of the model is active yet. */
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
