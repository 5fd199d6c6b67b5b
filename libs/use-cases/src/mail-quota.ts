import { refuseFile, type RefusedFile, type Uploads, UploadRefused } from '#evidence';
import { sha256 } from '#kernel';
import { addressIn, clientIn } from '#mail';
import type { People } from '#people';

const MiB = 1024 * 1024;
/** Of one sender, that wait to be read. */
const MAX_UNREAD_BYTES = 1024 * MiB;
const READ_SECONDS = 600;

/** E1: how much is kept in a day of the mails of a partner, and of those that are not shown to be of one; and how much may wait to be read. */
export class MailQuota {
  constructor(
    private readonly uploads: Pick<Uploads, 'refusalOf' | 'kept' | 'count'>,
    private readonly people: Pick<People, 'byAddress'>,
  ) {}

  /**
   * By the head of a mail, before it is kept: by the partner whose contact it names. A stranger who claims to be that contact uses up nothing of
   * the partner, since what is counted is shown to be its own; what waits is counted by sender (`senderNamedIn`), so that it does not
   * hold up the partner either. What is admitted waits until it is `read`, or `dropped`. @throws UploadRefused; BlobsError
   */
  async admit(head: Uint8Array, bytes: number): Promise<void> {
    const holder = holderOf(await partnerNamedIn(head, this.people));
    const unread = unreadOf(await senderNamedIn(head, this.people));
    // First, so that those that come at the same moment see each other.
    await this.uploads.count(unread, bytes);
    try {
      const refused = await this.uploads.refusalOf(holder, bytes);
      if (refused) throw new UploadRefused(refused);
      if ((await this.uploads.kept(unread)) > MAX_UNREAD_BYTES) throw new UploadRefused(tooMuchUnread());
    } catch (error) {
      await this.uploads.count(unread, -bytes);
      throw error;
    }
  }

  /** It is not kept after all. @throws BlobsError */
  async dropped(head: Uint8Array, bytes: number): Promise<void> {
    await this.uploads.count(unreadOf(await senderNamedIn(head, this.people)), -bytes);
  }

  /** `partnerId`: of which it was shown to be; `sender`: who had a turn for it, unless it did not wait. @throws BlobsError */
  async read(
    { bytes, sender }: { readonly bytes: number; readonly sender: string | undefined },
    partnerId: string | undefined,
  ): Promise<void> {
    await this.uploads.count(holderOf(partnerId), bytes);
    if (sender !== undefined) await this.uploads.count(unreadOf(sender), -bytes);
  }
}

const tooMuchUnread = (): RefusedFile => ({
  ...refuseFile(
    429,
    'TOO_MANY',
    `${MAX_UNREAD_BYTES / MiB} MiB of mails of this sender wait to be read. Send it again in ${READ_SECONDS / 60} minutes.`,
  ),
  retryAfterSeconds: READ_SECONDS,
});

const holderOf = (partnerId: string | undefined): string => (partnerId === undefined ? 'mail' : `mail-${partnerId}`);

const unreadOf = (sender: string): string => `mail-unread-${sha256(Buffer.from(sender))}`;

/**
 * Of whom a mail says that it is, by the server that has brought it: somebody else who writes in the name of a contact is another one.
 * All that name no contact are one.
 */
export async function senderNamedIn(head: Uint8Array, people: Pick<People, 'byAddress'>): Promise<string> {
  const partner = await partnerNamedIn(head, people);
  return partner === undefined ? '' : `${partner} ${networkOf(clientIn(head) ?? '')}`;
}

/** A customer of a provider has as many IPv6 addresses as it wants, all in one /64. */
const networkOf = (client: string): string => {
  const address = client.replace(/^IPv6:/i, '').toLowerCase();
  return address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;
};

/** The partner whose contact a mail names as its sender, before anything shows that it is. */
async function partnerNamedIn(head: Uint8Array, people: Pick<People, 'byAddress'>): Promise<string | undefined> {
  const address = addressIn(head);
  const known = address === undefined ? [] : await people.byAddress(address);
  const [partner, other] = new Set(known.flatMap(({ partnerId }) => partnerId ?? []));
  return other === undefined ? partner : undefined;
}
