import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ReceiveMail } from '#mail';
import { DeleteNoticeContent, noticesModel } from '#notices';
import { contactIdOf } from '#people';
import { uuidv5 } from '#kernel';
import { writtenMail } from '#platform/specs';
import { MailEngine, picture } from '../../../tests/support/mail-engine.ts';

let desk: MailEngine;
beforeAll(async () => {
  desk = await MailEngine.start();
});
afterAll(() => desk.stop());

const KIM = contactIdOf('P-SEOUL', 'kim@seoul.example');

const system = (id: string) => ({
  id: uuidv5(id),
  actor: { id: 'a test', role: 'SYSTEM' as const },
  at: desk.at,
  correlationId: id,
});

async function noticeSent() {
  const { models } = desk.engine.makegood;
  const { items } = await models.query(noticesModel, { where: [{ field: 'partnerId', eq: 'P-SEOUL' }], limit: 1 });
  const { id, contentSha256 = '' } = items[0]?.document ?? { id: '' };
  return { id, contentSha256 };
}
const deleteNotice = async (noticeId: string) => {
  const data = { noticeId, reason: 'Asked for.', requestedBy: 'root' };
  await desk.engine.makegood.dispatcher.execute(new DeleteNoticeContent(data, system(`delete ${noticeId}`)));
  await desk.engine.settle();
};

describe('Bytes of what is deleted', () => {
  it('A4 are removed, those of a mail that was not read yet too, which then becomes nothing', async () => {
    const { makegood } = desk.engine;
    const raw = writtenMail({ messageId: 'unread@seoul.example', subject: 'LB2-000483', files: [picture('unread')] });
    const { mailId } = await makegood.receiveMail([raw], { door: 'FILE' });
    const sha256 = (await makegood.aggregates.mail(mailId))?.received.contentSha256 ?? '';
    expect(await makegood.blobs.has(sha256)).toBe(true);
    await desk.delete('deleteMail', { mailId, reason: 'Asked for.' });
    expect(await makegood.blobs.has(sha256)).toBe(false);
    // Nor is it kept when it comes again.
    expect(await desk.takeIn(raw)).toMatchObject({ state: 'DELETED', claimIds: [] });
    expect(await makegood.blobs.has(sha256)).toBe(false);
    expect((await makegood.aggregates.mail(mailId))?.outcome).toBeUndefined();
  });

  it('C1 A4 of a mail are removed, and its picture, which is evidence of a claim, stays', async () => {
    const { makegood } = desk.engine;
    const { id, contentSha256 = '', claimIds } = await desk.mail({ subject: 'LB2-000481' });
    const { evidence } = await desk.claim(claimIds[0]);
    await desk.delete('deleteMail', { mailId: id, reason: 'Asked for.' });
    expect(await makegood.blobs.has(contentSha256)).toBe(false);
    expect(await makegood.blobs.has(evidence[0]?.sha256 ?? '')).toBe(true);
  });

  it('A4 that a mail and a notice share stay until both are deleted, and the outbox loses its copy', async () => {
    const { makegood } = desk.engine;
    await desk.sendNotices();
    const { id: noticeId, contentSha256 } = await noticeSent();
    const mailId = uuidv5('the notice, as it came back to us');
    const received = { mailId, door: 'IMAP', contentSha256, bytes: 1 } as const;
    await makegood.dispatcher.execute(new ReceiveMail(received, system('copy')));
    const copy = join(makegood.settings.MAKEGOOD_DATA, 'outbox', `${noticeId}.eml`);
    expect([await makegood.blobs.has(contentSha256), existsSync(copy)]).toEqual([true, true]);
    await deleteNotice(noticeId);
    expect([await makegood.blobs.has(contentSha256), existsSync(copy)]).toEqual([true, false]);
    await desk.delete('deleteMail', { mailId, reason: 'Asked for.' });
    expect(await makegood.blobs.has(contentSha256)).toBe(false);
  });

  it('A4 of a person are in no mail and no notice that is kept, those of others stay, and later ones need another request', async () => {
    const { blobs, models } = desk.engine.makegood;
    const ofKim = await desk.mail({ subject: 'LB2-000482', files: [picture('of Kim')] });
    const ofAnna = await desk.mail({ from: 'anna@berlin.example', subject: 'LB2-000900', files: [picture('of Anna')] });
    await desk.sendNotices();
    const kept = async () => {
      const { items } = await models.query(noticesModel, { where: [{ field: 'lost', eq: false }], limit: 100 });
      const noticesOf = (partner: string) =>
        items.filter(({ document }) => document.partnerId === partner && document.contentSha256 !== undefined).length;
      return {
        ofKim: await blobs.has(ofKim.contentSha256 ?? ''),
        ofAnna: await blobs.has(ofAnna.contentSha256 ?? ''),
        noticesOfSeoul: noticesOf('P-SEOUL'),
        noticesOfBerlin: noticesOf('P-BERLIN'),
      };
    };
    expect(await kept()).toEqual({ ofKim: true, ofAnna: true, noticesOfSeoul: 1, noticesOfBerlin: 1 });
    const { items } = await models.query(noticesModel, { where: [{ field: 'partnerId', eq: 'P-SEOUL' }], limit: 1 });
    const sentToSeoul = items[0]?.document.contentSha256 ?? '';
    await desk.delete('deleteMailsOfPerson', { personId: KIM, reason: 'He has left.' });
    expect(await kept()).toEqual({ ofKim: false, ofAnna: true, noticesOfSeoul: 0, noticesOfBerlin: 1 });
    expect(await blobs.has(sentToSeoul)).toBe(false);
    const deleted = { reason: 'He has left.', requestedBy: 'root' };
    expect((await desk.recorded('MailDeleted')).slice(-1)).toEqual([deleted]);
    expect((await desk.recorded('NoticeContentDeleted')).slice(-1)).toEqual([expect.objectContaining(deleted)]);
    const later = await desk.mail({ subject: 'LB2-000482', files: [picture('later')] });
    expect(await blobs.has(later.contentSha256 ?? '')).toBe(true);
  });
});
