import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { DOCUMENT_FORMATS, type DocumentFormat } from '#finance';
import { type Actor, sha256 } from '#kernel';
import { MAIL_HEAD_BYTES } from '#mail';
import { type Blobs, type Mailer, openOutboxMailer, openSmtpMailer, Sha256 } from '#platform';
import { type AnswerLink, answerLinksOf, answerToken, type Notice } from '#notices';
import type { AggregateReader, MailBodies, MailSender, SendNoticesOptions } from '#use-cases';
import { issuedDocument } from '#views';
import { keptKey } from './kept-key.ts';
import type { Settings } from './settings.ts';

export const openMailer = ({ SMTP_URL, MAKEGOOD_DATA }: Settings): Mailer =>
  SMTP_URL === undefined ? openOutboxMailer(join(MAKEGOOD_DATA, 'outbox')) : openSmtpMailer(SMTP_URL);

export function mailSenderOf({
  MAIL_FROM: address,
  DKIM_SELECTOR: keySelector,
  DKIM_PRIVATE_KEY: privateKey,
}: Pick<Settings, 'MAIL_FROM' | 'DKIM_SELECTOR' | 'DKIM_PRIVATE_KEY'>): MailSender {
  const host = address.slice(address.lastIndexOf('@') + 1);
  return {
    from: { address },
    host,
    ...(keySelector !== undefined &&
      privateKey !== undefined && { dkim: { domainName: host, keySelector, privateKey } }),
  };
}

/** F5: as GET /credit-notes serves them. */
export const documentFilesIn =
  (log: Parameters<typeof issuedDocument>[0]): SendNoticesOptions['documentFiles'] =>
  async (number, partnerId) => {
    const partner: Actor = { id: partnerId, role: 'PARTNER', onBehalfOf: partnerId };
    const source = await issuedDocument(log, partner, number);
    return (
      source &&
      (Object.keys(DOCUMENT_FORMATS) as DocumentFormat[]).map((format) => ({
        name: `${number}.${format}`,
        mediaType: DOCUMENT_FORMATS[format].mediaType,
        render: () => DOCUMENT_FORMATS[format].render(source),
      }))
    );
  };

/** A4: nobody is named as their holder, so that no request answers them. */
export const mailBodiesIn = (blobs: Blobs): MailBodies => ({
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
  async read(id, first) {
    const file = await blobs.open(id, first === undefined ? undefined : { start: 0, end: first - 1 });
    return file && buffer(file.stream);
  },
  open: (id) => blobs.open(id),
  async stage(pieces) {
    const staged = await blobs.stage();
    const hash = new Sha256();
    const head = Buffer.alloc(MAIL_HEAD_BYTES);
    let bytes = 0;
    try {
      for await (const piece of pieces) {
        if (bytes < head.length) head.set(piece.subarray(0, head.length - bytes), bytes);
        bytes += piece.byteLength;
        await staged.write(piece);
        await hash.update(piece);
      }
      const id = await hash.digest();
      return {
        sha256: id,
        bytes,
        head: head.subarray(0, bytes),
        commit: () => staged.commit(id),
        discard: () => staged.discard(),
      };
    } catch (error) {
      hash.discard();
      await staged.discard();
      throw error;
    }
  },
  isEvidence: (id) => blobs.isHeld(id),
  remove: (id) => blobs.remove(id),
});

/** B7: the page that claims for the units of a batch, all in one act. */
const claimUnitsUrl = (publicUrl: string, { batchId, defectGroup }: Notice['facts']): string =>
  `${publicUrl}/console/claim-units?${new URLSearchParams({ batch: String(batchId), group: String(defectGroup) }).toString()}`;

/** N5. None without `PUBLIC_URL`; none for a partner whose claim it is not (R4); nothing is asked that is known. */
export const answerUrls =
  (
    { PUBLIC_URL, SMTP_URL, MAKEGOOD_DATA }: Settings,
    aggregates: Pick<AggregateReader, 'claim'>,
  ): SendNoticesOptions['answerUrls'] =>
  async (notice) => {
    if (PUBLIC_URL === undefined || !('partnerId' in notice.recipient)) return {};
    if (notice.kind === 'BATCH_CONFIRMED_DEFECTIVE') return { answer: claimUnitsUrl(PUBLIC_URL, notice.facts) };
    const { answer, rate } = answerLinksOf(notice);
    if (!(answer ?? rate)) return {};
    const { submission, rating } = await aggregates.claim(notice.claimId as string);
    if (submission?.partnerId !== notice.recipient.partnerId) return {};
    // A relay says itself that it has taken the notice on (C9).
    const isKnown = answer?.act === 'ACKNOWLEDGE' && SMTP_URL !== undefined;
    const key = await keptKey(MAKEGOOD_DATA, 'answer');
    const url = (link: AnswerLink) => `${PUBLIC_URL}/answer/${answerToken(link, key)}`;
    return { ...(answer && !isKnown && { answer: url(answer) }), ...(rate && !rating && { rate: url(rate) }) };
  };
