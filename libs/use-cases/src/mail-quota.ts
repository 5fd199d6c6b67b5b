import { type RefusedFile, type Uploads, UploadRefused } from '#evidence';
import { addressIn } from '#mail';
import type { People } from '#people';

/** E1: how much is kept in a day of the mails of a partner, and of those that are not shown to be of one. */
export class MailQuota {
  constructor(
    private readonly uploads: Pick<Uploads, 'refusalOf' | 'count'>,
    private readonly people: Pick<People, 'byAddress'>,
  ) {}

  /**
   * By the head of a mail, before it is kept: by the partner whose contact it names. A stranger who claims to be that contact uses up nothing of
   * the partner, since what is counted is shown to be its own. @throws UploadRefused; BlobsError
   */
  async require(head: Uint8Array, bytes: number): Promise<void> {
    const holder = holderOf(await partnerNamedIn(head, this.people));
    const refused: RefusedFile | undefined = await this.uploads.refusalOf(holder, bytes);
    if (refused) throw new UploadRefused(refused);
  }

  /** Of a mail that was read. @throws BlobsError */
  count(partnerId: string | undefined, bytes: number): Promise<void> {
    return this.uploads.count(holderOf(partnerId), bytes);
  }
}

const holderOf = (partnerId: string | undefined): string => (partnerId === undefined ? 'mail' : `mail-${partnerId}`);

/** The partner whose contact a mail names as its sender, before anything shows that it is. */
export async function partnerNamedIn(head: Uint8Array, people: Pick<People, 'byAddress'>): Promise<string | undefined> {
  const address = addressIn(head);
  const known = address === undefined ? [] : await people.byAddress(address);
  const [partner, other] = new Set(known.flatMap(({ partnerId }) => partnerId ?? []));
  return other === undefined ? partner : undefined;
}
