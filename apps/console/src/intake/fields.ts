export interface Fields {
  readonly serial: string;
  readonly code: string;
  readonly description: string;
  readonly failedOn: string;
  readonly remedy: '' | 'CREDIT' | 'REPLACEMENT';
  readonly reference: string;
}
