import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { sha256 } from '#kernel';
import { type Blobs, type Mailer, openOutboxMailer, openSmtpMailer } from '#platform';
import type { MailSender, SendNoticesOptions } from '#use-cases';
import type { Settings } from './settings.ts';

export const openMailer = ({ SMTP_URL, MAKEGOOD_DATA }: Settings): Mailer =>
  SMTP_URL === undefined ? openOutboxMailer(join(MAKEGOOD_DATA, 'outbox')) : openSmtpMailer(SMTP_URL);

export const mailSenderOf = ({ MAIL_FROM: address }: Pick<Settings, 'MAIL_FROM'>): MailSender => ({
  from: { address },
  host: address.slice(address.lastIndexOf('@') + 1),
});

/** A4: nobody is named as their holder, so that no request answers them. */
export const mailBodiesIn = (blobs: Blobs): SendNoticesOptions['mailBodies'] => ({
  async keep(bytes) {
    const id = sha256(Buffer.from(bytes));
    const staged = await blobs.stage();
    try {
      await staged.write(bytes);
      await staged.commit(id);
    } catch (error) {
      await staged.discard();
      throw error;
    }
    return id;
  },
  async read(id) {
    const file = await blobs.open(id);
    return file && buffer(file.stream);
  },
});
