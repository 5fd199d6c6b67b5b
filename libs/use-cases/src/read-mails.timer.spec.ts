import iconv from 'iconv-lite';
import { claimStatus } from '#claims';
import { heic, mov } from '#evidence/files';
import { claimNumber, epochMilliseconds, type Instant, uuidv5 } from '#kernel';
import { claimIdOfMail, mailsModel } from '#mail';
import { noticeStreams, QueueNotice } from '#notices';
import type { ParsedMail } from '#platform';
import { keptMail, resolverOf, writtenMail } from '#platform/specs';
import { HOST, MailEngine, picture } from '../../../tests/support/mail-engine.ts';

const SERIALS = Array.from({ length: 60 }, (_, n) => `LB2-${String(1000 + n * 7).padStart(6, '0')}`);
/** A contact whose domain says that mails which it does not confirm are not its own. */
const STRICT = 'park@strict.example';
let desk: MailEngine;
let used = 0;
const nextSerial = (): string => SERIALS[used++] as string;
beforeAll(async () => {
  const resolver = resolverOf({ 'TXT _dmarc.strict.example': ['v=DMARC1; p=reject'] });
  desk = await MailEngine.start({ serials: SERIALS, emails: [STRICT], resolver, MAIL_ANSWERS_PER_HOUR: '100' });
});
afterAll(() => desk.stop());

const submissionOf = async (claimId?: string) => (await desk.claim(claimId)).submission;
const codesOf = ({ problems }: { problems: readonly { code: string }[] }) => problems.map(({ code }) => code);

describe('A mail of a contact', () => {
  it('N1 becomes a claim from when it was received, with its picture and what the checks of the sender said', async () => {
    const serial = nextSerial();
    const { state, claimIds } = await desk.mail({ subject: serial, text: '불이 켜지지 않습니다 NO-LIGHT' });
    expect([state, claimIds.length]).toEqual(['CLAIMED', 1]);
    const { submission, submittedAt, evidence } = await desk.claim(claimIds[0]);
    expect(submission).toMatchObject({
      partnerId: 'P-SEOUL',
      serial,
      channel: 'EMAIL',
      defect: { code: 'NO-LIGHT', description: '불이 켜지지 않습니다 NO-LIGHT' },
      mail: { dkim: 'NONE', spf: 'UNAVAILABLE', dmarc: 'NONE' },
    });
    expect([submittedAt, evidence.map(({ kind, name }) => [kind, name])]).toEqual([desk.at, [['PHOTO', 'front.jpg']]]);
    const [notice] = (await desk.recorded('NoticeQueued')).slice(-1);
    expect(notice).toMatchObject({ kind: 'CLAIM_RECEIVED', language: 'ko-KR', claimId: claimIds[0] });
  });

  it.each([
    ['subject', (serial: string) => ({ subject: serial, text: 'Broken.' })],
    ['text', (serial: string) => ({ subject: 'Broken lamp', text: `${serial} is dark.` })],
    ['name of an attachment', (serial: string) => ({ subject: 'Broken lamp', files: [picture('a', `${serial}.jpg`)] })],
    ['forwarded mail', (serial: string) => ({ subject: 'Fwd: lamp', text: `Please see below.\n> ${serial} is dark` })],
  ])('N1 names its unit in its %s', async (_, written) => {
    const serial = nextSerial();
    const { claimIds } = await desk.mail(written(serial));
    expect((await submissionOf(claimIds[0]))?.serial).toBe(serial);
  });

  it('N1 about several units becomes as many claims, and a picture named after one belongs to it alone', async () => {
    const [one, other] = [nextSerial(), nextSerial()];
    const files = [picture('one', `${one}.jpg`), picture('both', 'box.jpg')];
    const { claimIds } = await desk.mail({ subject: 'Two lamps', text: `${one} and ${other} are dark.`, files });
    const claims = await Promise.all(claimIds.map((id) => desk.claim(id)));
    expect(claims.map(({ submission, evidence }) => [submission?.serial, evidence.map(({ name }) => name)])).toEqual([
      [one, [`${one}.jpg`, 'box.jpg']],
      [other, ['box.jpg']],
    ]);
  });

  it('E3 has a logo of any size as evidence once, and then not with the claims that follow', async () => {
    const related = ['Content-Type: multipart/related; boundary="part-of-this-mail"'];
    const inText = 'Content-Type: image/jpeg; name="logo.jpg"\r\nContent-ID: <logo>\r\nContent-Disposition: inline';
    const logo = { ...picture('logo'.repeat(6_000), 'logo.jpg'), head: inText };
    const names: unknown[] = [];
    const seen = await desk.recorded('EvidenceSeenBefore');
    for (const photo of ['first', 'second', 'third']) {
      const files = [logo, picture(photo, `${photo}.jpg`)];
      const { claimIds } = await desk.mail({ subject: nextSerial(), head: related, files });
      names.push((await desk.claim(claimIds[0])).evidence.map(({ name }) => name));
    }
    expect(names).toEqual([['first.jpg', 'logo.jpg'], ['second.jpg'], ['third.jpg']]);
    expect(await desk.recorded('EvidenceSeenBefore')).toEqual(seen);
    const { problems } = await desk.mail({ subject: nextSerial(), head: related, files: [logo] });
    expect(codesOf({ problems })).toEqual(['NO_PICTURE']);
  });

  it('N1 E1 has pictures and videos of phones as evidence, by what they are', async () => {
    const files = [
      { name: 'IMG_0001.HEIC', type: 'application/octet-stream', content: heic() },
      { name: 'IMG_0002.MOV', type: 'video/quicktime', content: mov() },
    ];
    const { claimIds } = await desk.mail({ subject: nextSerial(), text: 'NO-LIGHT', files });
    const { evidence } = await desk.claim(claimIds[0]);
    expect(evidence.map(({ kind, mediaType }) => [kind, mediaType])).toEqual([
      ['PHOTO', 'image/heic'],
      ['VIDEO', 'video/quicktime'],
    ]);
  });

  it.each([
    ['no defect code', 'It stays dark.'],
    ['two defect codes', 'First FLICKER, then NO-LIGHT.'],
  ])('N1 C3 with %s is taken, and goes to a person', async (_, text) => {
    const { claimIds } = await desk.mail({ subject: nextSerial(), text });
    const submission = await submissionOf(claimIds[0]);
    expect(submission?.defect.code).toBe('UNSPECIFIED');
    expect(submission?.coverage.failedChecks.map(({ code }) => code)).toContain('UNKNOWN_DEFECT_CODE');
  });

  it('N1 is answered within a minute with number, coverage and due time: one look into a mailbox, and one tick of each timer', async () => {
    const received = epochMilliseconds(desk.at);
    const serial = nextSerial();
    desk.move(desk.pollMs);
    const raw = writtenMail({ messageId: 'minute@seoul.example', subject: serial, files: [picture('minute')] });
    const { mailId } = await desk.engine.makegood.receiveMail([raw], { door: 'IMAP' });
    await desk.engine.settle();
    desk.move(desk.sweepMs);
    await desk.readMails();
    desk.move(desk.sweepMs);
    await desk.sendNotices();
    const claimId = claimIdOfMail(mailId, serial);
    let sent: { at: number; contentSha256: string } | undefined;
    const noticeIds = new Set(
      (await desk.recorded('NoticeQueued'))
        .filter((notice) => notice.claimId === claimId)
        .map(({ noticeId }) => noticeId),
    );
    for await (const { type, data, metadata, stream } of desk.engine.makegood.store.readAll())
      if (type === 'NoticeAttempted' && noticeIds.has(noticeStreams.idOf(stream)))
        sent = {
          at: epochMilliseconds((metadata as { occurredAt: Instant }).occurredAt),
          ...(data as { contentSha256: string }),
        };
    expect((sent?.at ?? Infinity) - received).toBeLessThanOrEqual(60_000);
    const answer = await desk.reader.read(keptMail(await desk.mailSent(sent?.contentSha256 ?? '')));
    const { text } = answer as ParsedMail;
    // In Korean: the number, the coverage (here still to be decided), and the time in the zone of the partner.
    expect(text).toContain(claimNumber(claimId));
    expect(text).toContain('보증 적용 여부');
    expect(text).toMatch(/2026년 3월 \d+일 .*까지 클레임을 처리해/);
  });

  it('N1 C12 that comes by four doors, three times each, is one claim', async () => {
    const raw = writtenMail({ subject: nextSerial(), messageId: 'twelve@seoul.example', files: [picture()] });
    const before = (await desk.recorded('Submitted')).length;
    for (const door of ['HTTP', 'SMTP', 'IMAP', 'FILE'] as const)
      for (let time = 0; time < 3; time++)
        // Each server on the way adds its own line.
        await desk.takeIn(Buffer.concat([Buffer.from(`Received: from ${door}${time}.example\r\n`), raw]), door);
    expect((await desk.recorded('Submitted')).length - before).toBe(1);
  });

  it('N1 A4 that comes by several doors at the same moment is kept once', async () => {
    const { receiveMail, blobs } = desk.engine.makegood;
    const kept = async () => {
      let files = 0;
      for await (const _ of blobs.list()) files++;
      return files;
    };
    const raw = writtenMail({ messageId: 'at-once@seoul.example', from: 'stranger@elsewhere.example' });
    const before = await kept();
    const doors = ['HTTP', 'SMTP', 'IMAP', 'FILE', 'HTTP'] as const;
    const received = doors.map((door, n) =>
      receiveMail([Buffer.from(`Received: from relay${n % 4}.example\r\n`), raw], { door }),
    );
    // The read models follow meanwhile, as another process would let them.
    for (let settled = false; !settled; await desk.engine.settle())
      settled = await Promise.race([
        Promise.all(received).then(() => true),
        new Promise(setImmediate).then(() => false),
      ]);
    expect(await kept()).toBe(before + 1);
  });

  it('N1 C12 is one claim, whatever is killed while it is read', async () => {
    const { dispatcher, appendLoop, receiveMail } = desk.engine.makegood;
    for (let steps = 0, killed = true; killed; steps++) {
      const messageId = `killed-${steps}@seoul.example`;
      const raw = writtenMail({
        messageId,
        subject: nextSerial(),
        files: [picture(messageId), { type: 'x/y', content: 'x' }],
      });
      await receiveMail([raw], { door: 'FILE' });
      await desk.engine.settle();
      let left = steps;
      dispatcher.travelBy({
        execute: async (command) => {
          if (left-- === 0) throw new Error('killed');
          return appendLoop.execute(command);
        },
      });
      killed = await desk.readMails().then(
        () => false,
        () => true,
      );
      dispatcher.travelBy(appendLoop);
      expect(await desk.takeIn(raw)).toMatchObject({ state: 'CLAIMED', claimIds: [expect.any(String)] });
    }
    const outcomes = await desk.recorded<{ claims: { claimId: string }[] }>('MailBecameClaims');
    const ids = outcomes.flatMap(({ claims }) => claims.map(({ claimId }) => claimId));
    expect(new Set(ids).size).toBe(ids.length);
    expect((await desk.recorded('Submitted')).length).toBe(ids.length);
  });

  it('N1 is read behind any number that always fail, and those are left to staff', async () => {
    const { dispatcher, appendLoop, receiveMail, models } = desk.engine.makegood;
    const broken: string[] = [];
    for (let n = 0; n < 51; n++) {
      const raw = writtenMail({ messageId: `broken-${n}@seoul.example`, from: 'stranger@elsewhere.example' });
      broken.push((await receiveMail([raw], { door: 'FILE' })).mailId);
    }
    desk.move(1);
    const good = writtenMail({ messageId: 'good@seoul.example', subject: nextSerial(), files: [picture('good')] });
    const { mailId } = await receiveMail([good], { door: 'FILE' });
    await desk.engine.settle();
    const stateOf = async (id: string) => (await models.get(mailsModel, [id])).get(id);
    dispatcher.travelBy({
      execute: async (command) => {
        const { data } = command as unknown as { data: { mailId?: string; reason?: string } };
        if (broken.includes(data.mailId ?? '') && data.reason !== 'READING_FAILED') throw new Error('a bug');
        return appendLoop.execute(command);
      },
    });
    const failing = async () => {
      await desk.readMails().catch((error: Error) => expect(error.message).toBe('a bug'));
      await desk.engine.settle();
    };
    for (let pass = 0; pass < 3; pass++) await failing();
    expect((await stateOf(mailId))?.state).toBe('CLAIMED');
    for (let pass = 0; pass < 10; pass++) {
      desk.move(60_000);
      await failing();
    }
    dispatcher.travelBy(appendLoop);
    const reasons = await Promise.all(broken.map(async (id) => (await stateOf(id))?.reason));
    expect(new Set(reasons)).toEqual(new Set(['READING_FAILED']));
  });

  it('N1 is read while DNS never answers about another, which is read when the time of its checks is over', async () => {
    const over = Promise.withResolvers<void>();
    const quick: (() => void)[] = [];
    const isSilent = (name: string) => name.endsWith('silent.example');
    const others = await MailEngine.start({
      serials: SERIALS,
      emails: ['kim@silent.example'],
      resolver: async (name) => {
        if (!isSilent(name)) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
        for (const pass of quick.splice(0)) pass();
        return new Promise(() => undefined);
      },
      pause: async (milliseconds) => {
        if (milliseconds > 2_000 && milliseconds < 30_000) return over.promise;
        return new Promise<void>((resolve) => milliseconds <= 2_000 && quick.push(resolve));
      },
    });
    try {
      const { makegood } = others.engine;
      const receive = async (n: number, from: string, head: readonly string[] = []) => {
        others.move(1);
        const mail = { from, head, messageId: `${n}@seoul.example`, subject: SERIALS[n] as string };
        const raw = writtenMail({ ...mail, files: [picture(String(n))] });
        return (await makegood.receiveMail([raw], { door: 'FILE' })).mailId;
      };
      const states = async (ids: readonly string[]) => {
        const found = await makegood.models.get(mailsModel, ids);
        return ids.map((id) => found.get(id)?.state);
      };
      const silent = await receive(0, 'kim@silent.example', ['Received: from mx ([192.0.2.7]) by maker.example']);
      const ids: string[] = [];
      for (let n = 1; n <= 10; n++) ids.push(await receive(n, 'kim@seoul.example'));
      await others.engine.settle();
      await others.readMails();
      expect(await states([silent, ...ids])).toEqual(['UNREAD', ...ids.map(() => 'CLAIMED')]);
      over.resolve();
      for (let state = 'UNREAD'; state === 'UNREAD'; [state = ''] = await states([silent])) {
        // What reads it answers meanwhile.
        await new Promise(setImmediate);
        await others.readMails();
      }
      const checks = { dkim: 'NONE', spf: 'NONE', dmarc: 'UNAVAILABLE' };
      expect((await makegood.models.get(mailsModel, [silent])).get(silent)).toMatchObject({ state: 'CLAIMED', checks });
    } finally {
      await others.stop();
    }
  });

  it.each([
    ['no serial', { subject: 'Lamp', text: 'It is dark.' }, ['NO_SERIAL']],
    ['no picture', { text: 'It is dark.', files: [] }, ['NO_PICTURE']],
    ['no words', { text: '' }, ['NO_DESCRIPTION']],
    ['an empty body', { subject: '', text: '', files: [] }, ['NO_SERIAL', 'NO_DESCRIPTION', 'NO_PICTURE']],
    [
      'winmail.dat',
      { files: [{ name: 'winmail.dat', type: 'application/ms-tnef', content: '\x78\x9f\x3e\x22rest' }] },
      ['NO_PICTURE', 'FILE_REFUSED'],
    ],
  ])('N1 with %s is answered with exactly what is missing, to its sender alone', async (_, mail, missing) => {
    const found = await desk.mail({ ...('subject' in mail ? {} : { subject: SERIALS[59] as string }), ...mail });
    expect([found.state, codesOf(found)]).toEqual(['ANSWERED', missing]);
    const [notice] = (await desk.recorded('NoticeQueued')).slice(-1);
    expect(notice).toMatchObject({ kind: 'MAIL_INCOMPLETE', language: 'ko-KR', recipient: { partnerId: 'P-SEOUL' } });
    expect((notice?.recipient as { personId?: string }).personId).toBe(found.senderId);
  });

  it('N1 R10 with a mistyped serial is no claim, and staff see which one may be meant', async () => {
    const { state, suggestions } = await desk.mail({ subject: 'LB2-001O14', text: 'It is dark.' });
    expect([state, suggestions]).toEqual(['ANSWERED', [{ written: 'LB2-001O14', serial: 'LB2-001014' }]]);
  });

  it('C2 about the unit of another partner is answered as if the unit did not exist', async () => {
    const found = await desk.mail({ subject: 'LB2-000900', text: 'It is dark.' });
    expect([codesOf(found), JSON.stringify(found.suggestions).includes('"serial":"LB2-000900"')]).toEqual([
      ['NO_SERIAL'],
      false,
    ]);
  });

  it('C2 about a unit with an open claim is told so, and the other unit of the mail is claimed', async () => {
    const [one, other] = [nextSerial(), nextSerial()];
    await desk.mail({ subject: one, text: 'It is dark.' });
    const both = await desk.mail({ subject: `${one} ${other}`, text: 'Both are dark.' });
    expect([both.state, both.claimIds.length]).toEqual(['CLAIMED', 1]);
    expect(both.problems.map(({ serial, refusal }) => [serial, refusal?.code])).toEqual([[one, 'CLAIM_ALREADY_OPEN']]);
    const [notice] = (await desk.recorded('NoticeQueued')).filter(({ kind }) => kind === 'MAIL_PARTLY_USED').slice(-1);
    expect(notice?.facts).toMatchObject({
      missing: [{ code: 'CLAIM_REFUSED', serial: one, reason: 'CLAIM_ALREADY_OPEN' }],
    });
  });
});

describe('A mail that cannot be trusted, or that nobody wrote', () => {
  const notices = async () => (await desk.recorded('NoticeQueued')).length;

  it.each([
    ['an unknown sender', { from: 'stranger@elsewhere.example' }, 'UNKNOWN_SENDER'],
    ['two senders', { from: 'kim@seoul.example, lee@seoul.example' }, 'UNKNOWN_SENDER'],
    ['no sender at all', { from: 'undisclosed-recipients:;' }, 'UNKNOWN_SENDER'],
    ['a name that holds an address', { from: '"kim@seoul.example" <stranger@elsewhere.example>' }, 'UNKNOWN_SENDER'],
    [
      'a From that would add a header',
      { from: '"Kim\\r\\nFrom: kim@seoul.example" <stranger@elsewhere.example>' },
      'UNKNOWN_SENDER',
    ],
    ['a sender that its domain does not confirm', { from: STRICT }, 'FAILED_CHECKS'],
    [
      'a calendar invitation',
      { files: [{ type: 'text/calendar', content: 'BEGIN:VCALENDAR' }], subject: 'Meeting', text: 'Agenda' },
      'NEEDS_STAFF',
    ],
    ['an automatic answer', { head: ['Auto-Submitted: auto-replied'] }, 'IGNORED'],
    ['a mailing list', { head: ['List-Id: <lamps.example>'] }, 'IGNORED'],
  ])('N1 with %s becomes no claim and gets no answer', async (_, mail, state) => {
    const before = await notices();
    const found = await desk.mail({ subject: SERIALS[58] as string, ...mail });
    expect([found.state, found.claimIds, (await notices()) - before]).toEqual([state, [], 0]);
  });

  it('N1 of parts within parts without end is left to staff', async () => {
    const nested = (depth: number): string =>
      depth === 0
        ? 'Content-Type: text/plain\r\n\r\nend'
        : `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}\r\n${nested(depth - 1)}\r\n--b${depth}--`;
    const raw = Buffer.from(`From: kim@seoul.example\r\nMessage-ID: <bomb@seoul.example>\r\n${nested(400)}`);
    expect(await desk.takeIn(raw)).toMatchObject({ state: 'NEEDS_STAFF', reason: 'UNREADABLE' });
  });

  it('N1 to 1,000 recipients, and of 40 MB, are read like others', async () => {
    const to = Array.from({ length: 1_000 }, (_, n) => `p${n}@maker.example`).join(',\r\n ');
    const large = { name: 'large.bin', type: 'application/octet-stream', content: Buffer.alloc(30 * 1024 * 1024) };
    const serial = nextSerial();
    const found = await desk.mail({ to, subject: serial, text: 'It is dark.', files: [picture(), large] });
    expect([found.state, found.bytes > 40_000_000]).toEqual(['CLAIMED', true]);
    expect(found.problems.map(({ file, refusal }) => [file, refusal?.code])).toEqual([
      ['large.bin', 'UNSUPPORTED_MEDIA'],
    ]);
  });

  it.each([
    ['EUC-KR', 'euc-kr', '불이 켜지지 않습니다'],
    ['GB18030', 'gb18030', '灯不亮了'],
  ])(
    'N1 in %s is described in its own words, and labelled wrongly it keeps its serial',
    async (label, encoding, words) => {
      const textHead = `Content-Type: text/plain; charset=${label}`;
      const right = await desk.mail({ subject: nextSerial(), text: iconv.encode(words, encoding), textHead });
      expect((await submissionOf(right.claimIds[0]))?.defect.description).toBe(words);
      const serial = nextSerial();
      const wrong = await desk.mail({
        subject: 'Lamp',
        text: iconv.encode(`${serial} ${words}`, encoding),
        textHead: 'Content-Type: text/plain; charset=ISO-2022-JP',
      });
      expect((await submissionOf(wrong.claimIds[0]))?.serial).toBe(serial);
    },
  );
});

describe('A reply to a notice', () => {
  const claimed = async () => {
    const { claimIds } = await desk.mail({ subject: nextSerial(), text: 'NO-LIGHT' });
    return claimIds[0] as string;
  };
  const notice = async (claimId: string) => {
    const noticeId = uuidv5(`notice of ${claimId}`);
    const data = {
      noticeId,
      kind: 'CHOICE_ASKED',
      recipient: { partnerId: 'P-SEOUL' },
      claimId,
      language: 'ko',
    } as const;
    const queue = { ...data, causedBy: noticeId, facts: {} };
    await desk.engine.send({ id: 'notices', role: 'SYSTEM' }, (meta) => new QueueNotice(queue, meta));
    return `In-Reply-To: <${noticeId}@${HOST}>`;
  };
  const reply = async (claimId: string, mail: Parameters<MailEngine['mail']>[0]) =>
    desk.mail({ subject: 'Re: claim', head: [await notice(claimId)], ...mail });
  const review = (claimId: string, verdict: 'CONFIRMED' | 'NOT_CONFIRMED') =>
    desk.review('reviewEvidence', { claimId, verdict, findings: 'Seen.' });
  const reject = async (claimId: string) => {
    await review(claimId, 'NOT_CONFIRMED');
    const [item] = (await desk.claim(claimId)).evidence;
    const why = { code: 'NO_FAULT', explanation: 'It works.', clause: '4' };
    await desk.review('rejectClaim', { claimId, ...why, evidenceId: item?.evidenceId });
  };

  it('C6 attaches its pictures to the claim that waits for them, and opens no other', async () => {
    const claimId = await claimed();
    await desk.review('requestEvidence', { claimId, missing: ['plate'], message: 'Please show the plate.' });
    const found = await reply(claimId, { text: 'Here it is.', files: [picture('plate', 'plate.jpg')] });
    expect(found).toMatchObject({ state: 'ADDED_TO_CLAIM', claimIds: [claimId] });
    expect((await desk.claim(claimId)).evidence.map(({ name }) => name)).toEqual(['front.jpg', 'plate.jpg']);
  });

  it('C7 chooses the remedy that it plainly names, as the partner', async () => {
    const claimId = await claimed();
    await review(claimId, 'CONFIRMED');
    await desk.review('approveClaim', { claimId });
    expect(claimStatus(await desk.claim(claimId))).toBe('AWAITING_CHOICE');
    const unclear = await reply(claimId, { text: 'Credit or replacement, which is quicker?', files: [] });
    expect([unclear.state, unclear.reason]).toEqual(['NEEDS_STAFF', 'REPLY_UNCLEAR']);
    expect((await reply(claimId, { text: '교환 부탁드립니다', files: [] })).state).toBe('ADDED_TO_CLAIM');
    expect((await desk.claim(claimId)).choice).toMatchObject({ remedy: 'REPLACEMENT', source: 'PARTNER' });
  });

  it('C10 reopens a rejected claim with new evidence; without, its words are a note to the account manager', async () => {
    const claimId = await claimed();
    await reject(claimId);
    const words = await reply(claimId, { text: 'We do not agree.', files: [] });
    expect([words.reason, claimStatus(await desk.claim(claimId))]).toEqual(['CONTESTS_REJECTION', 'REJECTED']);
    expect((await desk.recorded('NoteAdded')).at(-1)).toMatchObject({ claimId, text: 'We do not agree.' });
    const shown = await reply(claimId, { text: 'See the video.', files: [picture('new', 'new.jpg')] });
    expect([shown.state, claimStatus(await desk.claim(claimId))]).toEqual(['ADDED_TO_CLAIM', 'UNDER_REVIEW']);
  });

  it('C2 of another partner changes nothing and is left to staff', async () => {
    const claimId = await claimed();
    const found = await reply(claimId, { from: 'anna@berlin.example', text: 'Withdraw it.' });
    expect([found.state, found.reason]).toEqual(['NEEDS_STAFF', 'CLAIM_OF_ANOTHER']);
    expect((await desk.claim(claimId)).evidence.length).toBe(1);
  });

  it('N4 that is a report of a failed delivery takes back that the notice arrived, with the person it did not reach', async () => {
    const claimId = await claimed();
    await desk.sendNotices();
    const noticeId = (await desk.recorded('NoticeQueued')).find((each) => each.claimId === claimId)?.noticeId as string;
    const status =
      'Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; lee@seoul.example\r\nAction: failed\r\nStatus: 5.1.1\r\n';
    const part = (type: string, content: string) => ({ type, content, head: `Content-Type: ${type}` });
    const report = await desk.mail({
      from: 'MAILER-DAEMON@seoul.example',
      head: ['Content-Type: multipart/report; report-type=delivery-status; boundary="part-of-this-mail"'],
      files: [
        part('message/delivery-status', status),
        part('text/rfc822-headers', `Message-ID: <${noticeId}@${HOST}>\r\nSubject: x\r\n`),
      ],
    });
    expect(report.state).toBe('IGNORED');
    const { contacts } = (await desk.engine.makegood.aggregates.partner('P-SEOUL'))?.current ?? {};
    expect((await desk.recorded('NoticeBounced')).at(-1)).toMatchObject({
      noticeId,
      reason: '5.1.1',
      personId: contacts?.[1],
    });
  });
});

describe('A report of a failed delivery', () => {
  it('B7 N4 of a mail that told of many claims takes back for each that it was told', async () => {
    const ids = Array.from({ length: 10 }, (_, nth) => uuidv5(`together/${nth}`));
    for (const [nth, noticeId] of ids.entries()) {
      const facts = { claimNumber: `K7QF-2M9T-400${nth}`, serial: `LB2-${nth}`, productName: 'LB2', remedy: 'CREDIT' };
      const recipient = { partnerId: 'P-SEOUL' };
      const notice = {
        noticeId,
        kind: 'CLAIM_APPROVED' as const,
        recipient,
        language: 'en',
        causedBy: 'x',
        digest: 'ACT',
        facts,
      };
      const meta = { id: noticeId, actor: { id: 'test', role: 'SYSTEM' as const }, at: desk.at, correlationId: 'ACT' };
      await desk.engine.makegood.appendLoop.execute(new QueueNotice(notice, meta));
    }
    await desk.engine.settle();
    desk.move(60_000);
    await desk.sendNotices();
    const attempts = await desk.recorded<{ noticeId: string; contentSha256: string }>('NoticeAttempted');
    const together = attempts.filter(({ noticeId }) => ids.includes(noticeId));
    expect([together.length, new Set(together.map(({ contentSha256 }) => contentSha256)).size]).toEqual([10, 1]);
    await desk.engine.settle();
    const sent = (await desk.mailSent(together[0]?.contentSha256 ?? '')).toString();
    const part = (type: string, content: string) => ({ type, content, head: `Content-Type: ${type}` });
    await desk.mail({
      from: 'MAILER-DAEMON@seoul.example',
      head: ['Content-Type: multipart/report; report-type=delivery-status; boundary="part-of-this-mail"'],
      files: [
        part('message/delivery-status', 'Reporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n'),
        part('text/rfc822-headers', `${/^Message-ID: .*$/m.exec(sent)?.[0]}\r\nSubject: x\r\n`),
      ],
    });
    const bounced = (await desk.recorded('NoticeBounced')).map(({ noticeId }) => noticeId as string);
    expect(ids.filter((id) => bounced.includes(id))).toEqual(ids);
  });
});

describe('Answers', () => {
  it('N1 stop by themselves when a program answers each of them without saying that it is one', async () => {
    const limited = await MailEngine.start({ MAIL_ANSWERS_PER_HOUR: '3' });
    try {
      for (let turn = 0; turn < 6; turn++) await limited.mail({ subject: 'Re: something is missing', text: 'Re' });
      expect((await limited.recorded('NoticeQueued')).length).toBe(3);
      limited.move(60 * 60_000);
      expect((await limited.mail({ subject: 'Lamp', text: 'dark' })).state).toBe('ANSWERED');
    } finally {
      await limited.stop();
    }
  });

  it('N1 of two engines that write to each other end with the first', async () => {
    const other = await MailEngine.start();
    try {
      await other.mail({ subject: 'Lamp', text: 'dark' });
      await other.sendNotices();
      const [sent] = await other.recorded<{ contentSha256: string }>('NoticeAttempted');
      const raw = await other.mailSent(sent?.contentSha256 ?? '');
      const answer = Buffer.from(raw.toString().replace(/^From: .*$/m, 'From: anna@berlin.example'));
      const before = (await desk.recorded('NoticeQueued')).length;
      expect(await desk.takeIn(answer)).toMatchObject({ state: 'IGNORED' });
      expect((await desk.recorded('NoticeQueued')).length).toBe(before);
    } finally {
      await other.stop();
    }
  });
});
