import { MAIL_HEAD_BYTES, type MailDocument } from '#mail';
import type { People } from '#people';
import { MailPutOff, type MailReader, type ParsedMail, Recent, type UnreadableMail } from '#platform';
import type { MailBodies } from './kept-mails.ts';
import { senderNamedIn } from './mail-quota.ts';

export interface MailTurnsPorts {
  readonly people: Pick<People, 'byAddress'>;
  readonly mailBodies: Pick<MailBodies, 'open' | 'read'>;
  readonly mailReader: Pick<MailReader, 'read'>;
}

type WaitingMail = Pick<MailDocument, 'id' | 'contentSha256'>;
type Read = ParsedMail | UnreadableMail;

interface Slow {
  readonly sender: string;
  readonly reading: Promise<Read>;
  isOver: boolean;
  /** In a pass that has ended since. */
  wasLeft: boolean;
}

const MOST_KNOWN = 10_000;
/** After which the others wait for it: what is slow is read at last, however many are. */
const MOST_PUT_OFF = 3;
const SLOW = Symbol('slow');

/**
 * N1. In which order mails are read: the senders take turns, and those of one are read in the order in which they came. A mail that takes long
 * goes on while others are read, and its sender waits for it alone.
 */
export class MailTurns {
  readonly #senders = new Recent<string>(MOST_KNOWN);
  readonly #slow = new Map<string, Slow>();
  /** How often each was put off. */
  readonly #putOff = new Recent<number>(MOST_KNOWN);

  constructor(private readonly ports: MailTurnsPorts) {}

  /** Who has a turn for it; undefined: an earlier mail of the same sender is still being read. @throws BlobsError, DocumentStoreError */
  async senderOf(mail: WaitingMail): Promise<string | undefined> {
    const sender = await this.nameOf(mail);
    for (const [id, slow] of this.#slow)
      if (slow.sender === sender && (id !== mail.id || !slow.isOver)) return undefined;
    return sender;
  }

  /** `slow`: it goes on, and can be asked for in a later pass; `later`: it is begun again later. @throws BlobsError, what its bytes throw */
  async read(mail: WaitingMail): Promise<Read | 'slow' | 'later' | undefined> {
    const { mailBodies, mailReader } = this.ports;
    const { id, contentSha256 } = mail;
    const slow = this.#slow.get(id);
    if (slow && !slow.isOver) return 'slow';
    this.#slow.delete(id);
    if (slow) return this.#read(id, slow.reading);
    const raw = contentSha256 === undefined ? undefined : await mailBodies.open(contentSha256);
    if (!raw) return undefined;
    const { promise, resolve: onSlow } = Promise.withResolvers<typeof SLOW>();
    const isPutOff = (this.#putOff.get(id) ?? 0) < MOST_PUT_OFF;
    const reading = mailReader.read(raw, { onSlow: () => onSlow(SLOW), isPutOff });
    const first = await Promise.race([this.#read(id, reading), promise]);
    if (first !== SLOW) return first;
    const made: Slow = { sender: await this.nameOf(mail), reading, isOver: false, wasLeft: false };
    const over = () => {
      made.isOver = true;
    };
    reading.then(over, over);
    this.#slow.set(id, made);
    return 'slow';
  }

  /** What nobody has asked for since it was read is given up, such as a mail that staff have deleted meanwhile. */
  endPass(): void {
    for (const [id, slow] of this.#slow) {
      if (slow.wasLeft) {
        this.#slow.delete(id);
        void slow.reading.then(discard, () => undefined);
      }
      slow.wasLeft = slow.isOver;
    }
  }

  async #read(id: string, reading: Promise<Read>): Promise<Read | 'later'> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof MailPutOff)) throw error;
      this.#putOff.set(id, (this.#putOff.get(id) ?? 0) + 1);
      return 'later';
    }
  }

  /** Whether it has a turn now or not. @throws BlobsError, DocumentStoreError */
  async nameOf({ id, contentSha256 }: WaitingMail): Promise<string> {
    const known = this.#senders.get(id);
    if (known !== undefined) return known;
    const head =
      contentSha256 === undefined ? undefined : await this.ports.mailBodies.read(contentSha256, MAIL_HEAD_BYTES);
    const sender = head ? await senderNamedIn(head, this.ports.people) : '';
    this.#senders.set(id, sender);
    return sender;
  }
}

const discard = async (read: Read): Promise<void> => {
  if (read.kind === 'parsed') await read.discard();
};
