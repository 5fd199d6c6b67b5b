import type { RequestName } from '#requests';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildClientSchema, getIntrospectionQuery, type GraphQLObjectType } from 'graphql';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { RevokeSubject, RevokeToken } from '#access';
import { instantOf } from '#kernel';
import { silentLogger } from '#platform';
import { selectionOf } from './belongings.fixture.ts';
import { ADAM, BERLIN, eventually, Maker, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';

const EVE: Who = { role: 'ADMIN', id: 'eve' };
const VIEWER = '{ viewer { id role partner { id name } } }';

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start();
});
afterAll(() => maker.end());

describe('Who asks', () => {
  it('a token says who one is, and a partner whom it speaks for', async () => {
    expect((await maker.ask(SEOUL, VIEWER)).viewer).toEqual({
      id: 'min-jun',
      role: 'PARTNER',
      partner: { id: 'P-SEOUL', name: 'Seoul Beauty' },
    });
    expect((await maker.ask(RITA, VIEWER)).viewer).toEqual({ id: 'rita', role: 'REVIEWER', partner: null });
  });

  it('a role says which mutations it may ask for at all', async () => {
    const allowed = async (who: Who): Promise<readonly string[]> =>
      (await maker.ask(who, '{ viewer { requests } }')).viewer.requests;
    expect(await allowed({ role: 'FINANCE' })).toEqual(expect.arrayContaining(['settleCreditNote', 'closeMonth']));
    expect(await allowed(SEOUL)).toEqual(expect.arrayContaining(['submitClaim', 'claimBatchUnits']));
    const ofAdmins = ['publishPolicy', 'rebuild'];
    for (const who of [SEOUL, RITA]) for (const name of ofAdmins) expect(await allowed(who)).not.toContain(name);
    expect(await allowed(ADAM)).toEqual(expect.arrayContaining(ofAdmins));
  });

  interface Odd {
    readonly key?: Uint8Array;
    readonly expires?: string | null;
    readonly issued?: string | null;
    readonly audience?: string;
    readonly issuer?: string;
    readonly typ?: string;
  }
  const signed = async (payload: object, { expires = '1h', issued = '1 second ago', ...more }: Odd = {}) => {
    const token = new SignJWT({ ...payload })
      .setProtectedHeader({ alg: 'HS256', ...(more.typ !== undefined && { typ: more.typ }) })
      .setSubject('mallory')
      .setIssuer(more.issuer ?? 'makegood-local')
      .setAudience(more.audience ?? 'makegood');
    if (expires !== null) token.setExpirationTime(expires);
    if (issued !== null) token.setIssuedAt(issued);
    return token.sign(more.key ?? Buffer.from((await readFile(join(maker.folder, 'token.key'), 'utf8')).trim(), 'hex'));
  };

  it('R9 it says in which language and zone one is meant: by the token, else by the partner, else by the legal entity; N3 a member of staff by its record first, as in its mails', async () => {
    const fields = '{ viewer { name locale statedLocale timeZone statedTimeZone now local } }';
    const told = async (who: Who | string) => {
      const { viewer } = (await maker.graphql(who, fields)).body.data;
      expect(viewer.now).toMatch(/^2026-03-09T\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(viewer.locale).toBe(viewer.statedLocale ?? 'en');
      expect(viewer.timeZone).toBe(viewer.statedTimeZone ?? 'UTC');
      return [viewer.name, viewer.statedLocale, viewer.timeZone, viewer.local];
    };
    const [{ id: only }] = (await maker.ask(ADAM, '{ legalEntities { id } }')).legalEntities;
    const name = 'Makegood Demo GmbH';
    const address = { lines: ['Torstr. 1'], city: 'Berlin', postalCode: '10119', country: 'DE' };
    await maker.record('changeLegalEntity', { id: only, name, address, timeZone: 'Europe/Berlin' });
    await maker.record('correctPartner', { id: 'P-OSAKA', reason: 'It was left out', timeZone: 'Asia/Tokyo' });
    await maker.settled();
    expect(await told(OSAKA)).toEqual([null, 'ja-JP', 'Asia/Tokyo', true]);
    expect(await told(RITA)).toEqual([null, null, 'Europe/Berlin', true]);
    const osaka = { role: 'PARTNER', partner: 'P-OSAKA' };
    const profile = { name: 'Haruto Sato', locale: 'en-us', zoneinfo: 'Asia/Seoul' };
    expect(await told(await signed({ ...osaka, ...profile }))).toEqual(['Haruto Sato', 'en-US', 'Asia/Seoul', true]);
    const malformed = { name: 7, locale: 'no language', zoneinfo: '../../etc/passwd' };
    expect(await told(await signed({ ...osaka, ...malformed }))).toEqual([null, 'ja-JP', 'Asia/Tokyo', true]);
    const reviewer = await signed({ role: 'REVIEWER', locale: 'de-DE' });
    expect((await told(reviewer))[1]).toBe('de-DE');
    const member = { id: 'mallory', name: 'Mal Lee', email: 'mal@maker.example', roles: ['REVIEWER'], locale: 'ko-KR' };
    await maker.record('enrollStaff', member);
    await maker.settled();
    expect((await told(reviewer))[1]).toBe('ko-KR');
  });

  const unsigned = (payload: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = 4_000_000_000;
    return `${part({ alg: 'none' })}.${part({ sub: 'mallory', iss: 'makegood-local', aud: 'makegood', exp, ...payload })}.`;
  };

  const bad: Record<string, () => Promise<string | undefined> | string | undefined> = {
    'no token': () => undefined,
    'an empty one': () => '',
    'no JWT at all': () => 'let-me-in',
    'signed with another key': () => signed({ role: 'ADMIN' }, { key: Buffer.alloc(32, 7) }),
    expired: () => signed({ role: 'ADMIN' }, { expires: '1 minute ago' }),
    'without an end (exp)': () => signed({ role: 'ADMIN' }, { expires: null }),
    'without the moment of its issue (iat)': () => signed({ role: 'ADMIN' }, { issued: null }),
    'issued in the future': () => signed({ role: 'ADMIN' }, { issued: '1 hour from now', expires: '2 hours from now' }),
    'issued too long ago': () => signed({ role: 'ADMIN' }, { issued: '11 years ago' }),
    'of another type': () => signed({ role: 'ADMIN' }, { typ: 'logout+jwt' }),
    'an ID token (nonce)': () => signed({ role: 'ADMIN', nonce: 'n-0S6' }, { typ: 'JWT' }),
    'an ID token (at_hash)': () => signed({ role: 'ADMIN', at_hash: '77QmUPtjPfzWtF2AnpK9RQ' }),
    'not signed (alg none)': () => unsigned({ role: 'ADMIN' }),
    'for another audience': () => signed({ role: 'ADMIN' }, { audience: 'another-service' }),
    'of another issuer': () => signed({ role: 'ADMIN' }, { issuer: 'mallory' }),
    'a partner token that names no partner': () => signed({ role: 'PARTNER' }),
    'a partner token with an empty partner': () => signed({ role: 'PARTNER', partner: '' }),
    'a partner token with a partner that is no text': () => signed({ role: 'PARTNER', partner: { $ne: 1 } }),
    'a role that does not exist': () => signed({ role: 'SYSTEM' }),
    'no role': () => signed({}),
    'two roles': () => signed({ role: ['PARTNER', 'ADMIN'] }),
  };

  it.each(Object.keys(bad))('UNAUTHENTICATED with status 401: %s', async (name) => {
    const token = await bad[name]?.();
    const graphql = await maker.graphql(token, VIEWER);
    expect(graphql.status).toBe(401);
    const message = 'Send "Authorization: Bearer <token>" with a valid token.';
    // One message for all of them: what exactly was wrong helps only who forges.
    expect(graphql.body).toEqual({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] });
    const rest = await maker.raw(token, `/evidence/${'a'.repeat(64)}`);
    expect([rest.status, rest.body]).toEqual([401, { code: 'UNAUTHENTICATED', message }]);
  });

  it.each(['at+jwt', 'application/at+jwt', 'JWT', undefined])(
    'an access token of the type %s is accepted',
    async (typ) => {
      const token = await signed({ role: 'REVIEWER' }, typ === undefined ? {} : { typ });
      expect((await maker.graphql(token, VIEWER)).body.data.viewer.id).toBe('mallory');
    },
  );

  it('health needs no token', async () => {
    expect((await maker.raw(undefined, '/health/live')).body).toEqual({ status: 'live' });
    expect((await maker.raw(undefined, '/health/ready')).body.status).toBe('ready');
  });

  it('metrics are for programs of this machine: behind a proxy there are none', async () => {
    expect((await maker.raw(undefined, '/metrics')).text).toContain('makegood_command_seconds');
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const { status, text } = await maker.raw(undefined, '/metrics', { headers });
    const absent = await maker.raw(undefined, '/metricsx', { headers });
    expect([status, text]).toEqual([404, absent.text.replace('/metricsx', '/metrics')]);
  });
});

describe('With an identity provider (AUTH_JWKS_URL)', () => {
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let provider: Server;
  let production: Maker;
  beforeAll(async () => {
    keys = await generateKeyPair('RS256', { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256' }] };
    provider = createServer((_, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(jwks)),
    );
    await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening));
    const { port } = provider.address() as AddressInfo;
    production = await Maker.start(maker.folder, {
      worker: false,
      environment: {
        AUTH_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
        AUTH_ISSUER: 'https://login.example',
        AUTH_AUDIENCE: 'makegood',
      },
    });
  });
  afterAll(async () => {
    await production.stop();
    provider.close();
    provider.closeAllConnections();
  });

  const token = ({
    key = keys.privateKey,
    kid = 'one',
    subject = 'anna',
    issuer = 'https://login.example',
    issued = '1 second ago',
  } = {}) =>
    new SignJWT({ role: 'REVIEWER' })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience('makegood')
      .setIssuedAt(issued)
      .setExpirationTime('1h')
      .sign(key);

  it('its tokens count, and no others: not the local key, not another key or issuer', async () => {
    const { body } = await production.graphql(await token(), VIEWER);
    expect(body.data.viewer).toEqual({ id: 'anna', role: 'REVIEWER', partner: null });
    expect((await production.graphql(await token(), '{ viewer { local } }')).body.data.viewer.local).toBe(false);
    const other = await generateKeyPair('RS256');
    for (const forged of [
      await maker.token(ADAM),
      await token({ key: other.privateKey }),
      await token({ issuer: 'x' }),
    ])
      expect(await production.errorOf(forged, VIEWER)).toBe('UNAUTHENTICATED');
  });

  it('the public key is no HMAC secret', async () => {
    const { n } = await exportJWK(keys.publicKey);
    const forged = await new SignJWT({ role: 'ADMIN' })
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .setSubject('mallory')
      .setIssuer('https://login.example')
      .setAudience('makegood')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(Buffer.from(n as string, 'base64url'));
    expect(await production.errorOf(forged, VIEWER)).toBe('UNAUTHENTICATED');
  });

  it('an access token is accepted for AUTH_MAX_AGE_HOURS after its issue, whatever its own end', async () => {
    const issued = (hours: number) => token({ issued: `${hours} hours ago` });
    expect((await production.graphql(await issued(23), VIEWER)).status).toBe(200);
    expect(await production.errorOf(await issued(25), VIEWER)).toBe('UNAUTHENTICATED');
  });

  it('trouble with its keys is UNAVAILABLE with status 503 and Retry-After, not the fault of the token', async () => {
    const unavailable = { code: 'UNAVAILABLE', message: expect.stringContaining('again later') };
    const { code, message } = unavailable;
    const without = async (answer: (response: ServerResponse) => void) => {
      const down = createServer((_, response) => answer(response));
      await new Promise<void>((listening) => down.listen(0, '127.0.0.1', listening));
      const { port } = down.address() as AddressInfo;
      const AUTH = { AUTH_ISSUER: 'https://login.example', AUTH_AUDIENCE: 'makegood' };
      const environment = { ...AUTH, AUTH_JWKS_URL: `http://127.0.0.1:${port}/jwks` };
      const other = await Maker.start(maker.folder, { worker: false, environment, logger: silentLogger });
      const graphql = await other.graphql(await token(), VIEWER);
      const rest = await other.raw(await token(), `/evidence/${'a'.repeat(64)}`);
      const payload = { Authorization: `Bearer ${await token()}` };
      const socket = new WebSocket(`${other.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload }));
      const closed = await new Promise<CloseEvent>((resolve) => (socket.onclose = resolve));
      await other.stop();
      down.close();
      down.closeAllConnections();
      expect([graphql.status, graphql.headers.get('retry-after')]).toEqual([503, '5']);
      expect(graphql.body).toEqual({ errors: [{ message, extensions: { code } }] });
      expect([rest.status, rest.headers.get('retry-after'), rest.body]).toEqual([503, '5', unavailable]);
      expect(closed.code).toBe(1013);
    };
    await without((response) => response.writeHead(500).end());
    await without((response) => response.end('<html>'));
    await without((response) => response.destroy());
    // A key that the identity provider does not have is the fault of the token.
    const unknown = await token({ kid: 'two' });
    expect(await production.errorOf(unknown, VIEWER)).toBe('UNAUTHENTICATED');
  });

  it('what is revoked in one process is refused by the others, of whichever issuer', async () => {
    const operator = { id: 'operator', role: 'SYSTEM' } as const;
    const { clock, dispatcher } = maker.makegood;
    const meta = (id: string) => ({ id, actor: operator, at: clock.now(), correlationId: id });
    const [stolen, kept, local] = await Promise.all([token({ subject: 'bella' }), maker.token(RITA), maker.token(EVE)]);
    const later = await token({ subject: 'bella', issued: '10 seconds from now' });
    const works = async (on: Maker, bearer: string) => (await on.graphql(bearer, VIEWER)).status === 200;
    expect([await works(production, stolen), await works(maker, local)]).toEqual([true, true]);
    await dispatcher.execute(
      new RevokeSubject({ subject: 'bella', issuedUntil: instantOf(Date.now()) }, meta('revoke-1')),
    );
    await dispatcher.execute(new RevokeToken({ tokenId: decodeJwt(local).jti as string }, meta('revoke-2')));
    await eventually(async () => !(await works(production, stolen)) && !(await works(maker, local)), 10_000);
    expect(await production.errorOf(stolen, VIEWER)).toBe('UNAUTHENTICATED');
    // Others, and tokens that were issued later, are as before.
    expect([await works(production, later), await works(maker, kept)]).toEqual([true, true]);
  });

  it('strangers get no map of the schema: no introspection, no suggestions', async () => {
    const SCHEMA = '{ __schema { types { name } } }';
    expect(await production.errorOf(await token(), SCHEMA)).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await production.errorOf(await token(), '{ __type(name: "Claim") { fields { name } } }')).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    const misspelt = await production.graphql(await token(), '{ viewe { id } }');
    expect(misspelt.text).not.toContain('viewer');
    // Locally both help.
    expect((await maker.ask(RITA, SCHEMA)).__schema.types.length).toBeGreaterThan(20);
    expect((await maker.graphql(RITA, '{ viewe { id } }')).text).toContain('viewer');
  });
});

describe('A partner sees and touches only its own (E4)', () => {
  let foreign: string;
  let note: string;
  let evidenceId: string;
  beforeAll(async () => {
    const approved = await maker.approvedClaim(BERLIN, 'DE-0001', { preferredRemedy: 'CREDIT' });
    foreign = approved.id;
    await maker.approvedClaim(BERLIN, 'DE-0002');
    await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001'));
    const seen = await maker.claim(BERLIN, foreign, 'creditNote { number } evidence { id }', await maker.settled());
    note = seen.creditNote.number;
    evidenceId = seen.evidence[0].id;
  });

  /** Everything of Berlin's, as Seoul may try to reach it. */
  const reach = async (who: Who) =>
    maker.ask(
      who,
      `query($claim: ID!, $note: String!) {
        claim(id: $claim) { id } byNode: node(id: $claim) { id } noteNode: node(id: "${note}") { id }
        partnerNode: node(id: "P-BERLIN") { id } unitNode: node(id: "DE-0001") { id }
        partner(id: "P-BERLIN") { id } unit(serial: "de-0001") { serial } creditNote(number: $note) { number }
        claims(filter: { partnerId: "P-BERLIN" }) { totalCount nodes { id } }
        bySerial: claims(filter: { serial: "DE-0001" }) { totalCount }
        creditNotes(filter: { partnerId: "P-BERLIN" }) { totalCount nodes { number } }
        replacements(partnerId: "P-BERLIN") { totalCount nodes { owedSince } }
      }`,
      { claim: foreign, note },
    );

  it("somebody else's ids read as absent, in queries, nodes and lists", async () => {
    const nothing = { totalCount: 0, nodes: [] };
    expect(await reach(SEOUL)).toEqual({
      claim: null,
      byNode: null,
      noteNode: null,
      partnerNode: null,
      unitNode: null,
      partner: null,
      unit: null,
      creditNote: null,
      claims: nothing,
      bySerial: { totalCount: 0 },
      creditNotes: nothing,
      replacements: nothing,
    });
    // The same questions find it all when its owner asks, so the ids are right.
    const own = await reach(BERLIN);
    expect(own).toMatchObject({ claim: { id: foreign }, noteNode: { id: note }, claims: { totalCount: 2 } });
    expect(Object.values(own)).not.toContain(null);
    expect(own.replacements.totalCount).toBe(1);
  });

  it('lists without a filter hold only its own, and count only those', async () => {
    const { claims, creditNotes, replacements } = await maker.ask(
      SEOUL,
      '{ claims { totalCount nodes { partner { id } } } creditNotes { totalCount } replacements { totalCount } }',
    );
    expect(claims).toEqual({ totalCount: 1, nodes: [{ partner: { id: 'P-SEOUL' } }] });
    expect([creditNotes.totalCount, replacements.totalCount]).toEqual([0, 0]);
  });

  it("every mutation on somebody else's claim answers that there is no such claim", async () => {
    const head = await maker.makegood.store.head();
    const attempts: [RequestName, object][] = [
      ['attachEvidence', { evidence: [await maker.picture(SEOUL, 'x')] }],
      ['chooseRemedy', { remedy: 'CREDIT' }],
      ['acknowledgeDecision', {}],
      ['withdrawClaim', { reason: 'mine' }],
      ['reopenClaim', { reason: 'mine', evidence: [await maker.picture(SEOUL, 'x')] }],
    ];
    for (const [mutation, input] of attempts) {
      const theirs = await maker.do(SEOUL, mutation, { claimId: foreign, ...input });
      expect(theirs).toMatchObject({ __typename: 'Refused', code: 'CLAIM_NOT_FOUND' });
      // Word for word what is told of a claim that does not exist.
      expect(await maker.do(SEOUL, mutation, { claimId: 'no-such-claim', ...input })).toEqual(theirs);
    }
    expect(await maker.makegood.store.head()).toBe(head);
  });

  it('a partner claims in its own name only', async () => {
    const input = await maker.submission(SEOUL, 'DE-0003', { partnerId: 'P-BERLIN' });
    expect(await maker.do(SEOUL, 'submitClaim', input)).toMatchObject({ __typename: 'Refused', code: 'NOT_YOUR_UNIT' });
  });

  it('a partner sells its own units only', async () => {
    expect(await maker.do(SEOUL, 'recordSale', { serial: 'DE-0003', soldOn: '2026-02-01' })).toMatchObject({
      __typename: 'Refused',
      code: 'NOT_YOUR_UNIT',
    });
  });

  it('E4 the numbers of a batch and its quality record are not told to a partner, by no way', async () => {
    const own = (await maker.ask(SEOUL, '{ claims { nodes { id } } }')).claims.nodes[0].id;
    await maker.do(RITA, 'reviewEvidence', { claimId: own, verdict: 'CONFIRMED', findings: 'Dark.' });
    await maker.settled();
    const whole =
      'history { type data } stateAt(at: "2030-01-01T00:00:00Z") { history { data } } unit { batch { qc } }';
    expect(JSON.stringify(await maker.claim(RITA, own, whole))).toContain('passRate');
    expect(JSON.stringify(await maker.claim(SEOUL, own, whole))).not.toContain('passRate');
    expect((await maker.ask(SEOUL, '{ node(id: "B-2512") { id } }')).node).toBeNull();
  });

  it('R4 every field of a batch that is said to be for staff is refused to a partner that has a unit of it, and every other is answered', async () => {
    const schema = buildClientSchema(await maker.ask(RITA, getIntrospectionQuery()));
    const fields = Object.values((schema.getType('Batch') as GraphQLObjectType).getFields());
    const given: Readonly<Record<string, string>> = { sampleAdvice: '(share: 0.1)' };
    const refused: string[] = [];
    for (const field of fields) {
      const asked = `${field.name}${given[field.name] ?? ''} ${selectionOf(field)}`;
      const { body } = await maker.graphql(SEOUL, `{ unit(serial: "KR-0001") { batch { ${asked} } } }`);
      const { errors = [] } = body as { errors?: readonly { extensions: { code: string } }[] };
      if (errors.length === 0) continue;
      expect([field.name, ...errors.map(({ extensions }) => extensions.code)]).toEqual([field.name, 'FORBIDDEN']);
      refused.push(field.name);
    }
    const forStaff = fields.filter(({ description }) => /For staff\.$/.test(description ?? ''));
    expect(refused).toEqual(forStaff.map(({ name }) => name));
    expect(refused.length).toBeGreaterThan(10);
  });

  it('a claim id, an evidence id or a number that is guessed opens nothing', async () => {
    for (const id of [evidenceId, `claim-${foreign}`, `${foreign} `, foreign.toUpperCase(), 'MG-2026-000001'])
      expect(await maker.ask(SEOUL, 'query($id: ID!) { node(id: $id) { id } claim(id: $id) { id } }', { id })).toEqual({
        node: null,
        claim: null,
      });
  });

  it('a unit that was sold on goes over to the buyer; what the seller paid stays with the seller', async () => {
    const unit = '{ unit(serial: "JP-0005") { serial netPrice { amount } invoiceNumber partner { id } } }';
    const { claim } = await maker.do(OSAKA, 'submitClaim', await maker.submission(OSAKA, 'JP-0005'));
    await maker.do(OSAKA, 'withdrawClaim', { claimId: claim.id });
    await maker.settled();
    expect(
      (await maker.do(OSAKA, 'recordSale', { serial: 'JP-0005', soldOn: '2026-02-01', soldTo: 'P-SEOUL' })).__typename,
    ).toBe('RecordAccepted');
    await maker.settled();

    expect((await maker.ask(OSAKA, unit)).unit).toBeNull();
    expect(
      (await maker.ask(SEOUL, '{ unit(serial: "JP-0005") { serial partner { id } claims { id } } }')).unit,
    ).toEqual({
      serial: 'JP-0005',
      partner: { id: 'P-SEOUL' },
      claims: [],
    });
    for (const field of ['netPrice { amount }', 'invoiceNumber'])
      expect(await maker.errorOf(SEOUL, `{ unit(serial: "JP-0005") { ${field} } }`)).toBe('FORBIDDEN');
    // On its own old claim the seller still sees the unit and its price, not to whom it went.
    expect(await maker.claim(OSAKA, claim.id, 'unit { netPrice { amount } }')).toEqual({
      unit: { netPrice: { amount: '14800' } },
    });
    const { text } = await maker.graphql(OSAKA, `{ claim(id: "${claim.id}") { unit { partner { id } } } }`);
    expect(text).toContain('FORBIDDEN');
    expect(text).not.toContain('SEOUL');
  });
});
