import { claimIdOfMail, mailsModel } from '#mail';
import { contentOf } from '#platform';
import { writtenMail } from '#platform/specs';
import { MailEngine, picture } from '../../../tests/support/mail-engine.ts';

let desk: MailEngine;
beforeAll(async () => {
  desk = await MailEngine.start({ serials: ['LB2-000481', 'LB2-000482', 'LB2-000483', 'LB2-000484'] });
});
afterAll(() => desk.stop());

const stranger = { from: 'fitter@elsewhere.example', subject: 'A lamp', text: 'It is dark.' };
const claim = (mailId: string, serial: string, more: object = {}) => ({
  mailId,
  claimId: claimIdOfMail(mailId, serial),
  partnerId: 'P-SEOUL',
  serial,
  defect: { code: 'NO-LIGHT', description: 'Dark.' },
  ...more,
});
const refusalOf = (data: object) =>
  desk.review('claimFromMail', data).then(
    () => undefined,
    (error: Error) => error.message,
  );

describe('A claim that staff make of a mail', () => {
  it('N1 S5 counts from when the mail was received, with its files and its checks, and the mail names the claim', async () => {
    const { id, state } = await desk.mail(stranger);
    expect(state).toBe('UNKNOWN_SENDER');
    const received = desk.at;
    desk.move(3 * 60 * 60_000);
    await desk.review('claimFromMail', claim(id, 'LB2-000481'));
    await desk.engine.settle();
    const claimId = claimIdOfMail(id, 'LB2-000481');
    const { submission, submittedAt, evidence } = await desk.claim(claimId);
    expect(submission).toMatchObject({ partnerId: 'P-SEOUL', channel: 'EMAIL', mail: { mailId: id, dkim: 'NONE' } });
    expect([submittedAt, evidence.map(({ name }) => name)]).toEqual([received, ['front.jpg']]);
    const mail = (await desk.engine.makegood.models.get(mailsModel, [id])).get(id);
    expect(mail).toMatchObject({ state: 'CLAIMED', claimIds: [claimId], partnerId: 'P-SEOUL' });
  });

  it('N1 C12 is one claim, however often they ask; for another unit it is another', async () => {
    const { id } = await desk.mail({ ...stranger, text: 'Two of them.' });
    const before = (await desk.recorded('Submitted')).length;
    for (const serial of ['LB2-000482', 'LB2-000482', 'LB2-000483']) {
      await desk.review('claimFromMail', claim(id, serial));
      await desk.engine.settle();
    }
    expect((await desk.recorded('Submitted')).length - before).toBe(2);
    const mail = (await desk.engine.makegood.models.get(mailsModel, [id])).get(id);
    expect(mail?.claimIds).toEqual([claimIdOfMail(id, 'LB2-000482'), claimIdOfMail(id, 'LB2-000483')]);
  });

  it('N1 can be made before the mail is read, which then becomes no other', async () => {
    const raw = writtenMail({ ...stranger, messageId: 'unread@seoul.example', files: [picture('unread')] });
    const { mailId } = await desk.engine.makegood.receiveMail([raw], { door: 'FILE' });
    await desk.review('claimFromMail', claim(mailId, 'LB2-000900', { partnerId: 'P-BERLIN' }));
    expect(await desk.takeIn(raw)).toMatchObject({ state: 'CLAIMED', partnerId: 'P-BERLIN' });
  });

  it('N1 C1 C2 is refused without such a mail, for the unit of another, and without a picture', async () => {
    const { id } = await desk.mail({ ...stranger, files: [] });
    expect(await refusalOf(claim('nowhere', 'LB2-000481'))).toContain('MAIL_NOT_FOUND');
    expect(await refusalOf(claim(id, 'LB2-000900'))).toContain('NOT_YOUR_UNIT');
    expect(await refusalOf(claim(id, 'LB2-000483'))).toContain('EVIDENCE');
    expect((await desk.recorded('MailBecameClaims')).length).toBe(4);
  });

  it('N1 C1 has also the files that staff add, each file once', async () => {
    const { id } = await desk.mail({ ...stranger, files: [picture('of the mail')] });
    const named = [];
    for (const [content, name] of [
      [picture('of the mail').content, 'again.jpg'],
      [picture('by telephone').content, 'added.jpg'],
    ] as const) {
      const file = { content: contentOf(content), name };
      const stored = await desk.engine.makegood.uploads.receive(file, { id: 'rev', role: 'REVIEWER' });
      if (stored.kind === 'refused') throw new Error(stored.refusal.message);
      const { sha256, mediaType, bytes, kind } = stored.file;
      named.push({ evidenceId: name, sha256, mediaType, bytes, kind, name });
    }
    await desk.review('claimFromMail', claim(id, 'LB2-000484', { evidence: named }));
    const { evidence } = await desk.claim(claimIdOfMail(id, 'LB2-000484'));
    expect(evidence.map(({ name }) => name)).toEqual(['front.jpg', 'added.jpg']);
  });

  it('A4 is not made of a mail that was deleted', async () => {
    const { id } = await desk.mail(stranger);
    await desk.delete('deleteMail', { mailId: id, reason: 'Asked for.' });
    expect(await refusalOf(claim(id, 'LB2-000481'))).toContain('MAIL_DELETED');
  });
});
