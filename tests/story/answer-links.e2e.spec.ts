import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { jpeg } from '#evidence/files';
import { keptKey, replaceKey } from '#engine';
import { CommunicateDecision } from '#claims';
import { type CommandMetadata, DAY_MS, instantOf } from '#kernel';
import { answerLinkIn } from '#notices';
import { BERLIN, eventually, Maker, OSAKA, RITA, ROBERT, SEOUL, type Who } from '../support/maker.ts';

// N5: what a partner does by the link of a notice, without a token of the API.

const PUBLIC_URL = 'https://claims.maker.example/warranty';

let maker: Maker;
let now = Date.UTC(2026, 2, 9, 2);
beforeAll(async () => {
  maker = await Maker.start(undefined, {
    clock: { now: () => instantOf(now++) },
    environment: { PUBLIC_URL },
  });
  for (const [id, locale] of [
    ['P-SEOUL', 'ko-KR'],
    ['P-BERLIN', 'zh-CN'],
    ['P-OSAKA', 'en-GB'],
  ]) {
    await maker.record('changePartnerTerms', { id, emails: [`${id}@shop.example`] });
    await maker.record('correctPartner', { id, locale, reason: 'Its language.' });
  }
});
afterAll(() => maker.end());

/** Path of the link in the newest mail of a claim that has one; `nth`: of those in it. */
async function linkOf(claimId: string, subject: RegExp, nth = 0): Promise<string> {
  const { number } = await maker.claim(RITA, claimId, 'number', await maker.settled());
  const folder = join(maker.folder, 'outbox');
  let link: string | undefined;
  await eventually(async () => {
    for (const name of (await readdir(folder).catch(() => [])).filter((each) => each.endsWith('.eml'))) {
      const mail = await simpleParser(await readFile(join(folder, name)));
      if (!mail.subject?.includes(number) || !subject.test(mail.subject)) continue;
      const { [nth]: found } = (mail.text ?? '').match(new RegExp(`${PUBLIC_URL}/answer/[\\w.-]+`, 'g')) ?? [];
      if (found === undefined) continue;
      expect(mail.html).toContain(found);
      link = found;
    }
    return link !== undefined;
  });
  return (link as string).slice(PUBLIC_URL.length);
}

const open = (link: string, init: RequestInit = {}) => maker.raw(undefined, link, init);
function press(link: string, fields: Record<string, string> = {}, files: readonly [string, Buffer][] = []) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  for (const [name, bytes] of files) body.append('file', new Blob([new Uint8Array(bytes)]), name);
  // As a browser does where no file was chosen.
  if (files.length === 0) body.append('file', new Blob([]), '');
  return open(link, { method: 'POST', body });
}
const shown = async (answer: Promise<{ status: number; text: string }>) => {
  const { status, text } = await answer;
  const [, language] = /<html lang="(\w+)">/.exec(text) ?? [];
  const [, title] = /<h1>(.*)<\/h1>/.exec(text) ?? [];
  return { status, language, title };
};

async function submitted(who: Who, serial: string): Promise<string> {
  const { claim } = await maker.do(who, 'submitClaim', await maker.submission(who, serial));
  return claim.id as string;
}
async function rejected(who: Who, serial: string): Promise<string> {
  const claimId = await submitted(who, serial);
  await maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'NOT_CONFIRMED', findings: 'Nothing is dark.' });
  const { evidence } = await maker.claim(RITA, claimId, 'evidence { id }', await maker.settled());
  const reason = { code: 'NOT_SHOWN', explanation: 'The picture shows no defect.', clause: '4.2' };
  const answer = await maker.do(RITA, 'rejectClaim', { claimId, ...reason, evidenceId: evidence[0].id });
  expect(answer.__typename).toBe('ClaimAccepted');
  return claimId;
}
const claim = async (id: string, fields: string) => maker.claim(RITA, id, fields, await maker.settled());
const head = () => maker.makegood.store.head();

describe('The link of a notice', () => {
  it('N5 C7 shows the choice however often it is opened, and only a press makes it, once', async () => {
    const { id } = await maker.approvedClaim(OSAKA, 'JP-0001');
    const link = await linkOf(id, /choose/);
    await maker.settled();
    const before = await head();
    const page = await open(link);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).toContain('JP-0001');
    for (const method of ['GET', 'HEAD', 'GET']) expect((await open(link, { method })).status).toBe(200);
    expect(await head()).toBe(before);
    expect(await shown(press(link, { remedy: 'REPLACEMENT' }))).toEqual({
      status: 200,
      language: 'en',
      title: 'Thank you',
    });
    expect(await claim(id, 'remedy')).toEqual({ remedy: 'REPLACEMENT' });
    const used = { status: 410, language: 'en', title: 'This link has been used' };
    expect(await shown(press(link, { remedy: 'CREDIT' }))).toEqual(used);
    expect(await shown(open(link))).toEqual(used);
  });

  it('N5 C7 two presses at the same moment are one answer, and no field reaches another claim', async () => {
    const [{ id }, { id: other }] = [
      await maker.approvedClaim(OSAKA, 'JP-0003'),
      await maker.approvedClaim(OSAKA, 'JP-0004'),
    ];
    const link = await linkOf(id, /choose/);
    const pressed = ['CREDIT', 'REPLACEMENT', 'CREDIT'];
    const answers = await Promise.all(
      pressed.map((remedy) => shown(press(link, { remedy, claimId: other, idempotencyKey: remedy }))),
    );
    const { remedy, history } = await claim(id, 'remedy history { type data }');
    const thanked = pressed.filter((_, nth) => answers[nth]?.status === 200);
    // A repeat of it may come when the link is used already.
    expect([[...new Set(thanked)], new Set(answers.map(({ status }) => status))]).toEqual([
      [remedy],
      new Set([200, 410]),
    ]);
    const chosen = history.filter((event: { type: string }) => event.type === 'RemedyChosen');
    // By the partner, and then bound.
    expect(chosen.map(({ data }: { data: { binding: boolean } }) => data.binding)).toEqual([false, true]);
    expect(await claim(other, 'remedy')).toEqual({ remedy: null });
  });

  it('N5 C10 two messages at the same moment are one note, and only the one that is kept is thanked for', async () => {
    const id = await rejected(BERLIN, 'DE-0005');
    const link = await linkOf(id, /索赔/);
    const reasons = ['我们不同意。', '再看一次。'];
    const answers = await Promise.all(reasons.map((reason) => shown(press(link, { reason }))));
    const { notes } = await claim(id, 'notes { text }');
    expect(notes).toHaveLength(1);
    expect(answers.map(({ status }) => status)).toEqual(
      reasons.map((reason) => (reason === notes[0].text ? 200 : 410)),
    );
  });

  it('N5 E1 takes evidence by the gate of uploads: a bad file changes nothing and leaves the link usable', async () => {
    const claimId = await submitted(SEOUL, 'KR-0001');
    await maker.do(RITA, 'requestEvidence', { claimId, missing: ['명판 사진 <b>'], message: 'Plate, please.' });
    const link = await linkOf(claimId, /증빙/);
    const page = await open(link);
    expect(page.text).toContain('명판 사진 &lt;b&gt;');
    expect(await shown(press(link, {}, [['bad.jpg', Buffer.from('not a picture')]]))).toEqual({
      status: 422,
      language: 'ko',
      title: '처리하지 못했습니다',
    });
    const files: [string, Buffer][] = [
      ['plate.jpg', jpeg('plate')],
      ['side.jpg', jpeg('side')],
    ];
    expect(await shown(press(link, {}, files))).toEqual({ status: 200, language: 'ko', title: '감사합니다' });
    const { evidence } = await claim(claimId, 'evidence { sha256 }');
    const attached = files.map(([, bytes]) => ({ sha256: createHash('sha256').update(bytes).digest('hex') }));
    expect(evidence.slice(1)).toEqual(attached);
    expect(await shown(open(link))).toEqual({ status: 410, language: 'ko', title: '이미 사용한 링크입니다' });
  });

  it('N5 C10 contests a rejection: with new evidence the claim is open again, without it the account manager has a note', async () => {
    const [withFiles, without] = [await rejected(BERLIN, 'DE-0001'), await rejected(BERLIN, 'DE-0002')];
    const reopening = await linkOf(withFiles, /索赔/);
    expect(await shown(press(reopening, { reason: '' }, [['new.jpg', jpeg('new')]]))).toMatchObject({ status: 422 });
    const answer = await shown(press(reopening, { reason: '请看新照片。' }, [['new.jpg', jpeg('new')]]));
    expect(answer).toEqual({ status: 200, language: 'zh', title: '谢谢' });
    expect((await claim(withFiles, 'history { type }')).history).toContainEqual({ type: 'Reopened' });
    const noting = await linkOf(without, /索赔/);
    expect(await shown(press(noting, { reason: '我们不同意。' }))).toMatchObject({ status: 200, title: '谢谢' });
    expect(await claim(without, 'notes { text by }')).toEqual({ notes: [{ text: '我们不同意。', by: 'P-BERLIN' }] });
    // C9: who contests a decision has seen it.
    expect((await claim(without, 'history { type }')).history).toContainEqual({ type: 'DecisionCommunicated' });
  });

  it('N5 C9 acknowledges a decision that lies in the outbox; N3 asks once how satisfied the partner is', async () => {
    const { id } = await maker.approvedClaim(SEOUL, 'KR-0002');
    const seen = await linkOf(id, /승인/);
    expect((await shown(press(seen))).status).toBe(200);
    expect(await claim(id, 'status')).toEqual({ status: 'RESOLVED' });
    const rating = await linkOf(id, /크레디트 노트/);
    expect(await shown(press(rating, { score: '6' }))).toMatchObject({ status: 422 });
    expect(await shown(press(rating, { score: '4', comment: ' 빨랐습니다 ' }))).toMatchObject({ status: 200 });
    expect((await maker.makegood.aggregates.claim(id)).rating).toEqual({ score: 4, comment: '빨랐습니다' });
    expect(await shown(press(rating, { score: '1' }))).toMatchObject({ status: 410 });
  });

  it('N3 C9 a rejection asks it too, beside the second look; after that nothing asks it again', async () => {
    const id = await rejected(SEOUL, 'KR-0009');
    const [contesting, rating] = [await linkOf(id, /승인되지 않음/), await linkOf(id, /승인되지 않음/, 1)];
    // The answer shows that the decision was read.
    expect(await shown(press(rating, { score: '2' }))).toMatchObject({ status: 200, title: '감사합니다' });
    expect((await maker.makegood.aggregates.claim(id)).rating).toEqual({ score: 2 });
    expect((await claim(id, 'history { type }')).history).toContainEqual({ type: 'DecisionCommunicated' });
    expect((await shown(open(rating))).status).toBe(410);
    const again = { reason: '새 사진을 봐 주십시오.' };
    expect(await shown(press(contesting, again, [['more.jpg', jpeg('more')]]))).toMatchObject({ status: 200 });
    await maker.do(RITA, 'reviewEvidence', { claimId: id, verdict: 'CONFIRMED', findings: 'Dark.' });
    await maker.do(ROBERT, 'approveClaim', { claimId: id });
    const note = async () =>
      (await claim(id, 'notices { kind contentSha256 }')).notices.find(
        (notice: { kind: string }) => notice.kind === 'CREDIT_NOTE_ISSUED',
      );
    await eventually(async () => (await note())?.contentSha256);
    const bytes = await maker.makegood.mailBodies.read((await note()).contentSha256);
    expect((await simpleParser(Buffer.from(bytes ?? []))).text).not.toContain('/answer/');
  });

  it('N3 a question that was not answered before a claim was reopened can be once it has ended again', async () => {
    const id = await rejected(BERLIN, 'DE-0007');
    const [contesting, rating] = [await linkOf(id, /未获批准/), await linkOf(id, /未获批准/, 1)];
    expect(await shown(press(contesting, { reason: '再看。' }, [['new.jpg', jpeg('new one')]]))).toMatchObject({
      status: 200,
    });
    expect(await shown(open(rating))).toMatchObject({ status: 410, title: '没有需要答复的内容' });
    await maker.do(RITA, 'reviewEvidence', { claimId: id, verdict: 'CONFIRMED', findings: 'Dark.' });
    await maker.do(ROBERT, 'approveClaim', { claimId: id });
    await maker.do(BERLIN, 'chooseRemedy', { claimId: id, remedy: 'CREDIT' });
    await maker.settled();
    // Executed, but not communicated: an answer to the first decision does not show that the second one was read.
    expect((await shown(press(rating, { score: '3' }))).status).toBe(410);
    const meta = { id: randomUUID(), actor: { id: 'a relay', role: 'SYSTEM' }, at: instantOf(now), correlationId: id };
    const told = { claimId: id, how: 'NOTICE_DELIVERED', noticeId: randomUUID(), round: 2 } as const;
    await maker.makegood.appendLoop.execute(new CommunicateDecision(told, meta as CommandMetadata));
    await maker.settled();
    expect((await shown(press(rating, { score: '3' }))).status).toBe(200);
    expect((await maker.makegood.aggregates.claim(id)).acknowledgedAt).toBeUndefined();
  });

  it('N2 a notice in the outbox counts as delivered when the partner does through the API what it asks for', async () => {
    const { id } = await maker.approvedClaim(SEOUL, 'KR-0008');
    await linkOf(id, /승인/);
    const approval = async () =>
      (await claim(id, 'notices { kind state channel }')).notices.find(
        ({ kind }: { kind: string }) => kind === 'CLAIM_APPROVED',
      );
    expect(await approval()).toMatchObject({ state: 'SENDING', channel: 'OUTBOX' });
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId: id });
    await eventually(async () => (await approval()).state === 'DELIVERED');
    expect(await claim(id, 'status')).toEqual({ status: 'RESOLVED' });
  });

  it('N5 says that the claim has moved on, that it has expired, and until when it could be used', async () => {
    const claimId = await submitted(SEOUL, 'KR-0003');
    await maker.do(RITA, 'requestEvidence', { claimId, missing: ['명판'], message: 'Plate.' });
    const link = await linkOf(claimId, /증빙/);
    await maker.do(SEOUL, 'withdrawClaim', { claimId });
    expect(await shown(open(link))).toEqual({ status: 410, language: 'ko', title: '회신할 내용이 없습니다' });
    expect(await shown(press(link, {}, [['late.jpg', jpeg('late')]]))).toMatchObject({ status: 410 });
    now += 31 * DAY_MS;
    const expired = await open(link);
    expect(expired.text).toContain('만료된 링크입니다');
    expect(expired.text).toMatch(/2026년 4월 8일.*협정 세계시/);
    now -= 31 * DAY_MS;
  });

  it('N5 is answered alike whatever is wrong with it, and guessing ends after 30 tries a minute', async () => {
    const claimId = await submitted(SEOUL, 'KR-0004');
    await maker.do(RITA, 'requestEvidence', { claimId, missing: ['명판'], message: 'Plate.' });
    const link = await linkOf(claimId, /증빙/);
    const [act, expiry, notice, mac] = link.slice('/answer/'.length).split('.');
    const pages = new Set<string>();
    for (const forged of [
      'x',
      [act, expiry, notice].join('.'),
      ['CHOOSE', expiry, notice, mac].join('.'),
      [act, 'zzzzzzzz', notice, mac].join('.'),
      [act, expiry, '00000000-0000-5000-8000-000000000000', mac].join('.'),
      ['0', act, expiry, notice, mac].join('.'),
      [act, expiry, notice, `${mac}A`].join('.'),
    ]) {
      const { status, text, headers } = await open(`/answer/${forged}`);
      pages.add(`${status} ${headers.get('content-language')} ${text}`);
    }
    expect([...pages]).toEqual([expect.stringContaining('404 en <!doctype html>')]);
    const statuses: number[] = [];
    for (let n = 0; n < 30; n++) statuses.push((await open('/answer/x')).status);
    expect(new Set(statuses)).toEqual(new Set([404, 429]));
    // Valid links of the same address are not counted.
    expect((await open(link)).status).toBe(200);
  });

  it('N5 is a page without script that loads nothing and keeps nothing, with a label for each field', async () => {
    const link = await linkOf(await rejected(SEOUL, 'KR-0005'), /클레임/);
    const { text, headers } = await open(link, { headers: { 'accept-language': 'en' } });
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(text) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(text).not.toMatch(/<script|<link|<img|style="| on\w+=/);
    expect(text).toContain('<html lang="ko">');
    expect(text).toContain('name="viewport" content="width=device-width');
    const ids = [...text.matchAll(/<(?:textarea|input type="file") id="(\w+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(['reason', 'files']);
    for (const id of ids) expect(text).toContain(`<label class="label" for="${id}">`);
  });

  it('N5 works in every process that shares the data folder, until the links are withdrawn', async () => {
    const link = await linkOf(await rejected(SEOUL, 'KR-0006'), /클레임/);
    const key = await keptKey(maker.folder, 'answer');
    expect(answerLinkIn(link.slice('/answer/'.length), key)).toMatchObject({ act: 'CONTEST' });
    expect((await open(link)).status).toBe(200);
    await replaceKey(maker.folder, 'answer');
    // Whichever of the two, after the guesses above.
    expect([404, 429]).toContain((await open(link)).status);
    expect((await open(await linkOf(await rejected(SEOUL, 'KR-0007'), /클레임/))).status).toBe(200);
  });
});
