import { mkdtemp } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { UploadRefused } from '#evidence';
import { jpeg } from '#evidence/files';
import { refuse } from '#kernel';
import { BlobsError, silentLogger } from '#platform';
import { writtenMail } from '#platform/specs';
import { ADAM, ARTHUR, eventually, Maker, RITA, SEOUL, type Who } from '../support/maker.ts';

const TOKEN = 'a token of the mail server';
const MAIL = { 'content-type': 'message/rfc822' };

/** Lines of the log that say who has read a file, or names and addresses. */
const accesses: object[] = [];
const logger = {
  ...silentLogger,
  info: (fields: object) => void (('file' in fields || 'people' in fields) && accesses.push(fields)),
  error: (fields: object, message: string) => console.error(message, fields),
};

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start(undefined, { environment: { INBOUND_EMAIL_TOKEN: TOKEN }, logger });
  await maker.record('changePartnerTerms', { id: 'P-SEOUL', emails: ['kim@seoul.example'] });
  await maker.settled();
});
afterAll(() => maker.end());

const post = (body: Uint8Array | string, { token = TOKEN, headers = MAIL } = {}) =>
  maker.raw(token, '/inbound/email', { method: 'POST', headers, body: body as never });

const contentOf = async (who: Who, id: string) => {
  const content =
    'content { from subject text description units { serial defectCode } attachments { name mediaType bytes url } }';
  return (await maker.ask(who, `{ node(id: "${id}") { ... on Mail { ${content} } } }`)).node.content;
};

describe('POST /inbound/email (N1)', () => {
  it('N1 takes a raw mail, which becomes a claim; the same mail again is known', async () => {
    const files = [{ name: 'front.jpg', type: 'image/jpeg', content: jpeg('by mail') }];
    const raw = writtenMail({ subject: 'KR-0001', text: 'NO-LIGHT', files });
    const first = await post(raw);
    const again = await post(raw);
    expect([first.status, again.status, again.body]).toEqual([202, 200, first.body]);
    const claims = () =>
      maker.ask(SEOUL, '{ claims(first: 5) { nodes { channel unit { serial } evidence { kind } } } }');
    await eventually(async () => (await claims()).claims.nodes.length > 0);
    expect((await claims()).claims.nodes).toEqual([
      { channel: 'EMAIL', unit: { serial: 'KR-0001' }, evidence: [{ kind: 'PHOTO' }] },
    ]);
  });

  it('N1 from a stranger is a row for staff, who read it as it came and make the claim of it; then it is on the list no more', async () => {
    const files = [{ name: 'front.jpg', type: 'image/jpeg', content: jpeg('of a stranger') }];
    const from = 'fitter@elsewhere.example';
    const text = '<script> NO-LIGHT';
    const raw = writtenMail({ from, messageId: 'stranger@elsewhere.example', subject: 'KR-0002', text, files });
    const { mailId: id } = (await post(raw)).body;
    const listed = async (who: Who = RITA, state = 'UNKNOWN_SENDER') =>
      (
        await maker.ask(
          who,
          `{ mails(state: ${state}) { nodes { id state reason from original checks { dkim } claims { unit { serial } } actions { name refusal { code } } } } }`,
        )
      ).mails.nodes;
    await eventually(async () => (await listed()).length > 0);
    const original = `/mails/${id}.eml`;
    const forbidden = { code: 'FORBIDDEN' };
    const unknown = {
      id,
      state: 'UNKNOWN_SENDER',
      reason: 'SENDER_UNKNOWN',
      from: null,
      original,
      checks: { dkim: 'NONE' },
      claims: [],
      actions: [
        { name: 'claimFromMail', refusal: null },
        { name: 'deleteMail', refusal: forbidden },
      ],
    };
    expect(await listed()).toEqual([unknown]);
    const [claiming, deleting] = unknown.actions;
    expect(await listed(ADAM)).toEqual([{ ...unknown, actions: [claiming, { ...deleting, refusal: null }] }]);
    expect(await listed(ARTHUR)).toEqual([
      { ...unknown, original: null, actions: [{ ...claiming, refusal: forbidden }, deleting] },
    ]);
    const answer = await fetch(`${maker.url}${original}`, {
      headers: { authorization: `Bearer ${await maker.token(RITA)}` },
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(raw)).toBe(true);
    expect([...answer.headers]).toEqual(
      expect.arrayContaining([
        ['content-type', 'message/rfc822'],
        ['content-disposition', `attachment; filename="${id}.eml"`],
        ['x-content-type-options', 'nosniff'],
        ['content-security-policy', "default-src 'none'; sandbox"],
        ['cache-control', 'private, no-store'],
      ]),
    );
    accesses.length = 0;
    const written = await contentOf(RITA, id);
    const [{ url, ...attachment }] = written.attachments;
    expect({ ...written, attachments: [attachment] }).toEqual({
      from,
      subject: 'KR-0002',
      text: '<script> NO-LIGHT',
      description: '<script> NO-LIGHT',
      units: [{ serial: 'KR-0002', defectCode: 'NO-LIGHT' }],
      attachments: [{ name: 'front.jpg', mediaType: 'image/jpeg', bytes: files[0]?.content.byteLength }],
    });
    expect(await contentOf(ARTHUR, id)).toBeNull();
    const picture = await fetch(`${maker.url}${url}`, {
      headers: { authorization: `Bearer ${await maker.token(RITA)}` },
    });
    expect(Buffer.from(await picture.arrayBuffer()).equals(files[0]?.content as Buffer)).toBe(true);
    expect([...picture.headers]).toEqual(
      expect.arrayContaining([
        ['content-type', 'image/jpeg'],
        ['content-disposition', 'attachment; filename="front.jpg"'],
        ['x-content-type-options', 'nosniff'],
        ['content-security-policy', "default-src 'none'; sandbox"],
      ]),
    );
    expect((await maker.raw(ARTHUR, url)).status).toBe(403);
    expect((await maker.raw(RITA, url.replace(/0$/, '1'))).status).toBe(404);
    // A5.
    const reader = { actor: 'rita', role: 'REVIEWER' };
    expect(accesses).toEqual([
      { ...reader, file: original },
      { ...reader, file: url },
    ]);
    const { claim } = await maker.do(RITA, 'claimFromMail', {
      mailId: id,
      partnerId: 'P-SEOUL',
      serial: 'kr-0002',
      defect: { code: 'NO-LIGHT', description: 'Dark, says the fitter.' },
    });
    expect(
      await maker.claim(SEOUL, claim.id, 'channel unit { serial } evidence { kind }', await maker.settled()),
    ).toEqual(
      expect.objectContaining({
        channel: 'EMAIL',
        unit: { serial: 'KR-0002' },
        evidence: [{ kind: 'PHOTO' }],
      }),
    );
    expect((await listed(RITA, 'CLAIMED')).find((mail: { id: string }) => mail.id === id)).toMatchObject({
      claims: [{ unit: { serial: 'KR-0002' } }],
      actions: [claiming, deleting],
    });
    expect(await listed()).toEqual([]);
    const mails = '{ id state deletedAt }';
    const { mails: ofClaim } = await maker.claim(RITA, claim.id, `mails ${mails}`);
    expect(ofClaim).toEqual([{ id, state: 'CLAIMED', deletedAt: null }]);
    expect((await maker.claim(SEOUL, claim.id, `mails ${mails}`)).mails).toEqual([]);
    const letters = 'correspondence { at mail { id receivedAt } notice { kind queuedAt } }';
    const { correspondence } = await maker.claim(RITA, claim.id, letters, await maker.settled());
    expect(correspondence).toEqual([
      { at: correspondence[0].mail.receivedAt, mail: { id, receivedAt: expect.any(String) }, notice: null },
      {
        at: correspondence[1].notice.queuedAt,
        mail: null,
        notice: { kind: 'CLAIM_RECEIVED', queuedAt: expect.any(String) },
      },
    ]);
    expect((await maker.claim(SEOUL, claim.id, letters)).correspondence).toEqual([]);
    // A1: as it was, it has no mail or notice of later.
    await maker.do(RITA, 'requestEvidence', {
      claimId: claim.id,
      missing: ['Plate'],
      message: 'Please show the plate.',
    });
    const told = 'notices { kind }';
    const query = `${told} stateAt(at: "${correspondence[1].at}") { ${told} ${letters} }`;
    const { notices, stateAt } = await maker.claim(RITA, claim.id, query, await maker.settled());
    expect(notices).toHaveLength(2);
    expect(stateAt).toEqual({ notices: [{ kind: 'CLAIM_RECEIVED' }], correspondence });
  });

  it('A5 each file that staff read is logged with who has read it; what partners read is not', async () => {
    const files = async () => {
      const query =
        '{ claims(first: 1) { nodes { evidence { url previewUrl } mails { original } notices { original } } } }';
      const [{ evidence, mails, notices }] = (await maker.ask(RITA, query)).claims.nodes;
      return [evidence[0].url, mails[0].original, notices[0].original, evidence[0].previewUrl] as const;
    };
    await eventually(async () => (await files()).every(Boolean));
    const [picture, mail, notice, preview] = await files();
    accesses.length = 0;
    expect((await maker.raw(SEOUL, picture)).status).toBe(200);
    expect((await maker.raw(SEOUL, mail)).status).toBe(403);
    const { headers } = await maker.raw(RITA, picture);
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    expect((await maker.raw(ADAM, picture, { headers: known })).status).toBe(304);
    expect((await maker.raw(SEOUL, preview)).status).toBe(200);
    for (const file of [preview, mail, notice]) expect((await maker.raw(ADAM, file)).status).toBe(200);
    expect((await maker.raw(ADAM, '/mails/00000000-0000-5000-8000-000000000000.eml')).status).toBe(404);
    expect(accesses).toEqual([
      { actor: 'rita', role: 'REVIEWER', file: picture },
      { actor: 'adam', role: 'ADMIN', file: picture },
      { actor: 'adam', role: 'ADMIN', file: preview },
      { actor: 'adam', role: 'ADMIN', file: mail },
      { actor: 'adam', role: 'ADMIN', file: notice },
    ]);
  });

  it('A5 each answer to staff with names or addresses of others is one line, with whose they are', async () => {
    const query = '{ partner360(id: "P-SEOUL") { accountManager { id name } contacts { id name email } } }';
    const contacts = '{ partner360(id: "P-SEOUL") { partner { id } contacts { id } accountManager { id } } }';
    const { contacts: known, accountManager } = (await maker.ask(RITA, contacts)).partner360;
    const people = [accountManager.id, ...known.map(({ id }: { id: string }) => id)].sort();
    accesses.length = 0;
    await maker.ask(RITA, query);
    await maker.ask(RITA, '{ partner360(id: "P-SEOUL") { partner { name } accountManager { id } } }');
    await maker.ask({ role: 'ADMIN', id: accountManager.id }, '{ staff { nodes { name } } }');
    expect(accesses).toEqual([{ actor: 'rita', role: 'REVIEWER', people }]);
    await maker.ask(SEOUL, '{ claims(first: 5) { nodes { unit { serial } } } }');
    expect(accesses).toHaveLength(1);
  });

  it('N3 the answer to a mail that became claims but lacked a part is among what was written about each of them', async () => {
    const files = [
      { name: 'front.jpg', type: 'image/jpeg', content: jpeg('in part') },
      { name: 'list.xlsx', type: 'application/vnd.ms-excel', content: Buffer.from('no picture') },
    ];
    const [subject, messageId] = ['KR-0003 KR-0004', 'in-part@seoul.example'];
    const { mailId } = (await post(writtenMail({ subject, messageId, text: 'NO-LIGHT', files }))).body;
    const letters = 'correspondence { mail { id } notice { kind } }';
    const of = async (serial: string) =>
      (await maker.ask(RITA, `{ claims(first: 1, filter: { serial: "${serial}" }) { nodes { ${letters} } } }`)).claims
        .nodes[0]?.correspondence ?? [];
    for (const serial of ['KR-0003', 'KR-0004']) {
      await eventually(async () => (await of(serial)).length === 3);
      expect(await of(serial)).toEqual([
        { mail: { id: mailId }, notice: null },
        ...['CLAIM_RECEIVED', 'MAIL_PARTLY_USED'].map((kind) => ({ mail: null, notice: { kind } })),
      ]);
    }
  });

  it('A4 is deleted as it came when an ADMIN asks for it, and its address says when', async () => {
    const raw = writtenMail({ messageId: 'to-be-deleted@seoul.example', subject: 'KR-0001', text: 'A secret.' });
    const { mailId } = (await post(raw)).body;
    const listed = async () => (await maker.ask(RITA, '{ mails { nodes { id } } }')).mails.nodes;
    await eventually(async () => (await listed()).some(({ id }: { id: string }) => id === mailId));
    await maker.record('deleteMail', { mailId, reason: 'Asked for.' });
    await maker.settled();
    const { status, body } = await maker.raw(await maker.token(RITA), `/mails/${mailId}.eml`);
    expect([status, body]).toEqual([
      410,
      { code: 'MAIL_DELETED', message: expect.any(String), rule: 'A4', deletedAt: expect.any(String) },
    ]);
    const deleted = await maker.ask(
      ADAM,
      '{ mails(state: DELETED) { nodes { id original deletedAt deletion { at reason } actions { name refusal { code rule } } } } }',
    );
    const actions = [{ name: 'claimFromMail', refusal: { code: 'MAIL_DELETED', rule: 'A4' } }];
    const { deletedAt } = body;
    const deletion = { at: deletedAt, reason: 'Asked for.' };
    expect(deleted.mails.nodes).toEqual([{ id: mailId, original: null, deletedAt, deletion, actions }]);
    expect(await contentOf(RITA, mailId)).toBeNull();
    expect((await maker.raw(RITA, `/mails/${mailId}/files/0`)).status).toBe(410);
  });

  it('N2 A4 a notice is read as it was sent by REVIEWER and ADMIN alone, until it is deleted', async () => {
    const notices = async () =>
      (await maker.ask(RITA, '{ claims(first: 1) { nodes { notices { id original contentDeletedAt } } } }')).claims
        .nodes[0].notices;
    await eventually(async () => (await notices())[0]?.original);
    const [{ id, original }] = await notices();
    const read = async (who: typeof RITA) =>
      fetch(`${maker.url}${original}`, { headers: { authorization: `Bearer ${await maker.token(who)}` } });
    expect(await (await read(RITA)).text()).toContain(`Message-ID: <${id}@`);
    expect((await read(SEOUL)).status).toBe(403);
    const person = await maker.ask(ADAM, '{ partner360(id: "P-SEOUL") { contacts { id } } }');
    const [{ id: personId }] = person.partner360.contacts;
    await maker.record('deleteMailsOfPerson', { personId, reason: 'Asked for.' });
    await eventually(async () => (await notices())[0].contentDeletedAt !== null);
    expect((await notices())[0]).toEqual({ id, original: null, contentDeletedAt: expect.any(String) });
    expect((await read(RITA)).status).toBe(410);
  });

  it.each([
    ['another token', 401, writtenMail(), { token: 'a token of somebody else' }],
    ['another type', 415, writtenMail(), { headers: { 'content-type': 'text/plain' } }],
    ['no bytes', 400, '', {}],
  ] as const)('N1 with %s is refused', async (_, status, body, more) => {
    expect((await post(body, more)).status).toBe(status);
  });

  it.each([
    [
      'stops on its way',
      () =>
        new UploadRefused({
          ...refuse('UPLOAD_STALLED', 'The upload stopped.', { rule: 'E1' }),
          status: 408,
          retryAfterSeconds: 30,
        }),
      { status: 408, retryAfter: '30', body: { code: 'UPLOAD_STALLED', message: 'The upload stopped.', rule: 'E1' } },
    ],
    [
      'finds the disk full',
      () => new BlobsError('full', 'no space'),
      { status: 507, retryAfter: '600', body: expect.objectContaining({ code: 'STORAGE_FULL' }) },
    ],
  ])('N1 E1 that %s is answered with the rule, and when to send it again', async (_, fault, expected) => {
    const spy = jest.spyOn(maker.makegood.uploads, 'begin').mockRejectedValueOnce(fault());
    const answer = await fetch(`${maker.url}/inbound/email`, {
      method: 'POST',
      headers: { ...MAIL, authorization: `Bearer ${TOKEN}` },
      body: 'Subject: x',
    });
    spy.mockRestore();
    const { status, headers } = answer;
    expect({ status, retryAfter: headers.get('retry-after'), body: await answer.json() }).toEqual(expected);
  });

  it('N1 that is announced as larger than 50 MiB is refused before it is sent', async () => {
    const { port } = new URL(maker.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { ...MAIL, authorization: `Bearer ${TOKEN}`, 'content-length': 51 * 1024 * 1024 };
      const sent = request({ port, path: '/inbound/email', method: 'POST', headers });
      sent.once('response', (response) => resolve(response.resume().statusCode));
      sent.once('error', reject);
      sent.flushHeaders();
    });
    expect(status).toBe(413);
  });

  it('N1 is off unless a token is set', async () => {
    const other = await Maker.start(await mkdtemp(join(tmpdir(), 'makegood-')), { worker: false });
    try {
      const answer = await other.raw(TOKEN, '/inbound/email', { method: 'POST', headers: MAIL, body: 'Subject: x' });
      expect(answer.status).toBe(404);
    } finally {
      await other.end();
    }
  });
});
