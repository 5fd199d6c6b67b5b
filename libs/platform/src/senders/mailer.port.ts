export interface MailAddress {
  readonly name?: string | undefined;
  readonly address: string;
}

export interface OutgoingMail {
  /** With its angle brackets. */
  readonly messageId: string;
  readonly date: Date;
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly replyTo?: MailAddress | undefined;
  /** Message-ID of the mail that the thread began with. */
  readonly thread?: string | undefined;
  /** Message-ID of the mail that it answers, with its angle brackets. */
  readonly answers?: string | undefined;
  readonly listId: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  readonly attachments: readonly { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }[];
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** `refused`: of the addresses, those that the relay did not take. `reason`: without addresses (A4). */
export type SendOutcome =
  | { readonly kind: 'RELAYED'; readonly refused: readonly string[] }
  | { readonly kind: 'WRITTEN' }
  | { readonly kind: 'REFUSED'; readonly reason: string; readonly temporary: boolean };

/** Sends bytes that are complete. Never throws: what cannot be sent now is a temporary refusal. */
export interface Mailer {
  send(name: string, bytes: Uint8Array, envelope: Envelope): Promise<SendOutcome>;
  /** A4: removes what it has kept of a mail itself. */
  forget(name: string): Promise<void>;
  close(): void;
}
