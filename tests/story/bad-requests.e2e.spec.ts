import { type RequestName, requests } from '#requests';
import { jest } from '@jest/globals';
import { ADAM, BERLIN, CLAIM_MUTATIONS, Maker, type Raw, RITA, SEOUL, SWEPT } from '../support/maker.ts';

let maker: Maker;
let claimId: string;
beforeAll(async () => {
  maker = await Maker.start();
  const { claim } = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001'));
  claimId = claim.id;
});
afterAll(() => maker.end());

/** What must never leave the server, wherever in an answer: stacks, paths, code, names of what is inside. */
const INTERNAL =
  /\n\s+at |node_modules|\.[cm]?[jt]s:\d|\/(tmp|home|usr|work|root)\/|sqlite|TypeError|RangeError|call stack|class-validator/i;

/** The codes of a request that failed as it should: GraphQL's form, every error with a code, nothing from inside. */
function codesOf({ text, body, status }: Raw): string[] {
  expect(text).not.toMatch(INTERNAL);
  expect(text.length).toBeLessThan(20_000);
  expect(status).toBeLessThan(500);
  expect(body?.errors?.length).toBeGreaterThan(0);
  return body.errors.map(({ message, extensions }: { message: string; extensions: { code: string } }) => {
    expect(message.length).toBeGreaterThan(0);
    return extensions.code;
  });
}

const graphql = (query: string, variables?: object) => maker.graphql(SEOUL, query, variables);
const sent = (body: string | Buffer, type = 'application/json', method = 'POST') =>
  maker.raw(SEOUL, '/graphql', { method, body: body as never, headers: { 'content-type': type } });

describe('Requests that are no GraphQL', () => {
  it.each([
    ['cut off', '{"query": '],
    ['a number', '5'],
    ['null', 'null'],
    ['a form', 'query=%7Bviewer%7Bid%7D%7D'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])('a body that is %s is refused as such', async (_, body) => {
    const answer = await sent(body);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.status).toBe(400);
  });

  it.each([
    ['empty', ''],
    ['without a query', '{"variables":{}}'],
    ['with a query that is no text', '{"query":5}'],
    ['with variables that are text', '{"query":"{viewer{id}}","variables":"x"}'],
    ['with variables that are a list', '{"query":"{viewer{id}}","variables":[1]}'],
    ['an array of operations', '[{"query":"{viewer{id}}"},{"query":"{viewer{id}}"}]'],
  ])('a body that is %s is refused', async (_, body) => {
    const answer = await sent(body);
    expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
    expect(answer.status).toBe(400);
  });

  it('a body over 1 MB is refused', async () => {
    const answer = await sent(JSON.stringify({ query: '{ viewer { id } }', more: 'a'.repeat(1_100_000) }));
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.status).toBe(413);
  });

  it.each(['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'a content type that a foreign page can send without asking is refused: %s',
    async (type) => {
      expect(codesOf(await sent('{"query":"{ viewer { id } }"}', type))).toEqual(['BAD_REQUEST']);
    },
  );

  it('GET changes nothing', async () => {
    const mutation = encodeURIComponent(`mutation { withdrawClaim(input: { claimId: "${claimId}" }) { __typename } }`);
    const answer = await maker.raw(SEOUL, `/graphql?query=${mutation}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });
    expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
    expect(answer.status).toBe(405);
    expect(await maker.claim(SEOUL, claimId, 'status')).toEqual({ status: 'SUBMITTED' });
  });

  it('GET from a foreign page is refused', async () => {
    expect(codesOf(await maker.raw(SEOUL, `/graphql?query=${encodeURIComponent('{ viewer { id } }')}`))).toEqual([
      'BAD_REQUEST',
    ]);
  });

  it('an address that does not exist is told as such', async () => {
    const answer = await maker.raw(SEOUL, '/nothing/%E0%A4%A');
    expect(answer.status).toBe(404);
    expect(answer.body.code).toBe('NOT_FOUND');
    expect(answer.text).not.toMatch(INTERNAL);
  });
});

describe('GraphQL that cannot be carried out', () => {
  it.each([
    ['syntax', '{ viewer { ', 'GRAPHQL_PARSE_FAILED'],
    ['a fragment that nothing uses', 'fragment A on Viewer { id }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown field', '{ viewer { password } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown argument', '{ claims(limit: 5) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown enum value', '{ claims(orderBy: RANDOM) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a number for an id', '{ claim(id: 1.5) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['null for an id', '{ claim(id: null) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a day that does not exist',
      '{ creditNotes(filter: { from: "2026-02-30" }) { totalCount } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a moment without a zone',
      '{ claims(filter: { submittedFrom: "2026-02-20T10:00" }) { totalCount } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a period that ends before it begins',
      '{ creditNotes(filter: { from: "2026-03-31", to: "2026-03-01" }) { totalCount } }',
      'BAD_USER_INPUT',
    ],
    ['a page of nothing', '{ claims(first: 0) { totalCount } }', 'BAD_USER_INPUT'],
    ['a page below nothing', '{ claims(first: -1) { totalCount } }', 'BAD_USER_INPUT'],
    ['a page beyond the largest', '{ claims(first: 101) { totalCount } }', 'BAD_USER_INPUT'],
    ['a cursor that is none', '{ claims(after: "\'; DROP TABLE") { totalCount } }', 'BAD_USER_INPUT'],
    ['an empty cursor', '{ claims(after: "") { totalCount } }', 'BAD_USER_INPUT'],
  ])('%s', async (_, query, code) => {
    expect(codesOf(await graphql(query))).toEqual([code]);
  });

  it.each([
    ['an operator object for an id', 'query($id: ID!) { claim(id: $id) { id } }', { id: { $ne: '' } }],
    ['a list for an id', 'query($id: ID!) { claim(id: $id) { id } }', { id: ['a'] }],
    [
      'an operator object in a filter',
      'query($f: ClaimFilter) { claims(filter: $f) { totalCount } }',
      { f: { serial: { $gt: '' } } },
    ],
    [
      'an unknown member of a filter',
      'query($f: ClaimFilter) { claims(filter: $f) { totalCount } }',
      { f: { $where: 'sleep(1000)' } },
    ],
    ['null in a list', 'query($f: ClaimFilter) { claims(filter: $f) { totalCount } }', { f: { status: [null] } }],
    ['a variable that is missing', 'query($id: ID!) { claim(id: $id) { id } }', {}],
    ['a number beyond Int', 'query($n: Int) { claims(first: $n) { totalCount } }', { n: 2 ** 40 }],
    ['a position that is a number', 'query($p: Position) { claims(atLeast: $p) { totalCount } }', { p: 7 }],
  ])('wrong types in variables: %s', async (_, query, variables) => {
    expect(codesOf(await graphql(query, variables))).toEqual(['BAD_USER_INPUT']);
  });

  it('what may be left out may be null', async () => {
    const { claims } = await maker.ask(
      SEOUL,
      '{ claims(first: null, after: null, filter: null, orderBy: null, atLeast: null) { totalCount pageInfo { hasPreviousPage } } }',
    );
    expect(claims).toEqual({ totalCount: 1, pageInfo: { hasPreviousPage: false } });
  });

  it('unknown ids read as absent', async () => {
    const ids = ['nothing', '__proto__', 'constructor', '../../../etc/passwd', '💡', 'a'.repeat(100_000), '\0', '%'];
    for (const id of ids) {
      const { claim, node, unit, creditNote, partner } = await maker.ask(
        SEOUL,
        'query($id: ID!, $text: String!) { claim(id: $id) { id } node(id: $id) { id } unit(serial: $text) { id } creditNote(number: $text) { id } partner(id: $id) { id } }',
        { id, text: id },
      );
      expect([claim, node, unit, creditNote, partner]).toEqual([null, null, null, null, null]);
    }
  });
});

const mutate = (name: RequestName, input: object, who = RITA) =>
  maker.graphql(
    who,
    `mutation($input: ${requests[name].input.name}!) { ${name}(input: $input) { __typename ... on Refused { code message } } }`,
    {
      input,
    },
  );

describe('Inputs that are too long or not to be stored', () => {
  const long = (length: number) => 'x'.repeat(length);
  const evidence = { kind: 'PHOTO', sha256: 'a'.repeat(64), mediaType: 'image/jpeg', bytes: 10 };
  const submission = {
    partnerId: 'P-SEOUL',
    serial: 'KR-0002',
    defect: { code: 'X', description: 'Y' },
    evidence: [evidence],
  };

  it.each<[string, RequestName, object]>([
    ['serial', 'submitClaim', { ...submission, serial: long(201) }],
    ['description', 'submitClaim', { ...submission, defect: { code: 'X', description: long(4001) } }],
    ['idempotency key', 'submitClaim', { ...submission, idempotencyKey: long(201) }],
    ['claim id', 'submitClaim', { ...submission, claimId: long(65) }],
    ['list of files', 'submitClaim', { ...submission, evidence: new Array(51).fill(evidence) }],
    ['file name', 'submitClaim', { ...submission, evidence: [{ ...evidence, name: long(256) }] }],
    ['findings', 'reviewEvidence', { claimId: 'x', verdict: 'CONFIRMED', findings: long(8001) }],
    ['list of what is missing', 'requestEvidence', { claimId: 'x', missing: new Array(21).fill('a'), message: 'b' }],
  ])('E1 an over-long %s is refused', async (_, name, input) => {
    expect(codesOf(await mutate(name, input))).toEqual(['BAD_USER_INPUT']);
  });

  describe('E1 what is too long is refused as such, and by how much', () => {
    const terms = (more: object) => ({
      id: 'WORDY',
      skus: ['LAMP'],
      effectiveFrom: '2026-04-01',
      kind: 'FULL',
      months: 12,
      startAnchor: 'SHIPPED',
      ...more,
    });
    const refusal = async (name: RequestName, input: object, who = ADAM) => {
      const { body } = await mutate(name, input, who);
      return body.errors?.[0]?.message ?? `${body.data[name].code}: ${body.data[name].message}`;
    };

    it('E1 a policy of 71 KB of text, and a list of too many products', async () => {
      expect(await refusal('publishPolicy', terms({ text: 'x'.repeat(71 * 1024) }))).toBe(
        'text is too long: 72704 characters, 52704 over the limit of 20000',
      );
      expect(await refusal('publishPolicy', terms({ skus: new Array(1001).fill('LAMP') }))).toBe(
        'skus is too long: 1001 items, 1 over the limit of 1000',
      );
      const missing = new Array(21).fill('a');
      expect(await refusal('requestEvidence', { claimId, missing, message: 'b' })).toBe(
        'missing is too long: 21 items, 1 over the limit of 20',
      );
    });

    it('E1 texts and lists that fit one by one, and are too long together', async () => {
      const codes = Array.from({ length: 500 }, (_, n) => `\u{1f4a1}${n}`.padEnd(60, '가'));
      expect(await refusal('publishPolicy', terms({ excludedDefects: codes }))).toMatch(
        /^TOO_LONG: All of it together is too long: \d+ bytes, \d+ over the limit of 61440\./,
      );
      const defectGroups = Array.from({ length: 10 }, (_, n) => ({
        group: `G-${n}`,
        codes: codes.slice(0, 200).map((code) => `${code}${n}`),
      }));
      expect(await refusal('listProduct', { sku: 'WORDY', name: 'Wordy', defectGroups })).toMatch(/^TOO_LONG: /);
      const windows = Array.from({ length: 24 }, (_, hour) => ({
        open: `${String(hour).padStart(2, '0')}:00`,
        close: `${String(hour).padStart(2, '0')}:30`,
      }));
      const exceptions = Array.from({ length: 400 }, (_, n) => ({
        date: new Date(Date.UTC(2026, 5, 1 + n)).toISOString().slice(0, 10),
        kind: 'OPEN',
        windows,
      }));
      expect(
        await refusal('publishCalendar', {
          id: 'WORDY',
          timeZone: 'UTC',
          mode: 'OFFICE_HOURS',
          weekly: [],
          exceptions,
        }),
      ).toMatch(/^TOO_LONG: /);
    });

    it('E1 C2 a claim with names that are too long together, and its unit is not taken', async () => {
      const evidence = [];
      for (let n = 0; n < 50; n++)
        evidence.push({ ...(await maker.picture(BERLIN, `wordy ${n}`)), name: `${n}${'\u{1f4a1}'.repeat(250)}` });
      const defect = { code: 'NO-LIGHT', description: '\u{1f4a1}'.repeat(4000) };
      expect(await refusal('submitClaim', { serial: 'DE-0003', defect, evidence }, BERLIN)).toMatch(/^TOO_LONG: /);
      const { __typename } = await maker.do(BERLIN, 'submitClaim', await maker.submission(BERLIN, 'DE-0003'));
      expect(__typename).toBe('ClaimAccepted');
    });

    it('R10 a serial', async () => {
      expect(await refusal('returnUnit', { serial: 'x'.repeat(70), returnedOn: '2026-03-01', reason: 'Back' })).toBe(
        `INVALID_SERIAL: "${'x'.repeat(70)}" is too long: 70 characters, 6 over the limit of 64.`,
      );
    });
  });

  it.each<[string, RequestName, object]>([
    [
      'a media type that would break a header',
      'submitClaim',
      { ...submission, evidence: [{ ...evidence, mediaType: 'text/html\r\nSet-Cookie: a=b' }] },
    ],
    ['an id with a path in it', 'submitClaim', { ...submission, claimId: '../../x' }],
    ['a size below one', 'submitClaim', { ...submission, evidence: [{ ...evidence, bytes: 0 }] }],
    ['half a character in a text', 'reviewEvidence', { claimId: 'x', verdict: 'CONFIRMED', findings: '\uD800' }],
    ['half a character in a list', 'requestEvidence', { claimId: 'x', missing: ['\uDC00'], message: 'b' }],
    ['an empty text', 'reviewEvidence', { claimId: 'x', verdict: 'CONFIRMED', findings: '' }],
  ])('%s is refused', async (_, name, input) => {
    expect(codesOf(await mutate(name, input))).toEqual(['BAD_USER_INPUT']);
  });

  it('E1 what is no SHA-256 is refused', async () => {
    const input = { ...submission, evidence: [{ ...evidence, sha256: '../../../etc/passwd' }] };
    expect((await mutate('submitClaim', input)).body.data.submitClaim).toMatchObject({ code: 'INVALID_SHA256' });
  });

  it('members that would reach into a prototype are refused in inputs and dropped from JSON', async () => {
    const type = { 'content-type': 'application/json' };
    const query = 'mutation($input: QcInput!) { recordQc(input: $input) { ... on BatchAccepted { batch { qc } } } }';
    const post = (input: string) =>
      maker.raw(ADAM, '/graphql', {
        method: 'POST',
        headers: type,
        body: `{"query":${JSON.stringify(query)},"variables":{"input":${input}}}`,
      });
    expect(codesOf(await post('{"batchId":"B-2512","results":{},"__proto__":{"x":1}}'))).toEqual(['BAD_USER_INPUT']);
    const { body } = await post('{"batchId":"B-2512","results":{"a":{"__proto__":{"polluted":true},"b":1}}}');
    expect(body.data.recordQc.batch.qc).toEqual({ a: { b: 1 } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('JSON that is too large or too deep is refused', async () => {
    const query = 'mutation($input: QcInput!) { recordQc(input: $input) { __typename } }';
    for (const results of [`"${long(33_000)}"`, '['.repeat(50_000) + ']'.repeat(50_000)]) {
      const variables = `{"input":{"batchId":"B-2512","results":${results}}}`;
      const answer = await maker.raw(ADAM, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"query":"${query}","variables":${variables}}`,
      });
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    }
  });

  it.each(CLAIM_MUTATIONS)('%s without its input is refused', async (name) => {
    expect(codesOf(await mutate(name, {}))).toContain('BAD_USER_INPUT');
  });
});

describe('Hostile documents', () => {
  const nested = (levels: number) =>
    `{ claims { nodes { ${'unit { claims { '.repeat(levels)}id${' } }'.repeat(levels)} } } }`;

  it.each([
    ['50 levels deep', nested(25)],
    ['with 1,000 aliases', `{ ${Array.from({ length: 1000 }, (_, n) => `a${n}: viewer { id }`).join(' ')} }`],
    ['with 100 aliases', `{ ${Array.from({ length: 100 }, (_, n) => `a${n}: viewer { id }`).join(' ')} }`],
    ['of 10,000 tokens', `{ ${'viewer { id } '.repeat(2500)} }`],
    ['with a cycle of fragments', '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }'],
    ['with a fragment in itself', '{ viewer { ...A } } fragment A on Viewer { ...A }'],
    ['flooded with directives', `{ viewer { id ${'@include(if: true) '.repeat(200)} } }`],
    ['flooded with unknown directives', `{ viewer { id ${'@a '.repeat(1000)} } }`],
    ['with a huge page', '{ claims(first: 100000000) { totalCount } }'],
    [
      'with pages in pages',
      '{ claims(first: 100) { nodes { partner { claims(first: 100) { nodes { unit { claims { partner { claims(first: 100) { totalCount } } } } } } } } } }',
    ],
    ['with a list of lists', `{ claim(id: ${'['.repeat(900)}${']'.repeat(900)}) { id } }`],
  ])('a document %s is refused before it is carried out', async (_, query) => {
    const reads = jest.spyOn(maker.makegood.models, 'query');
    expect(codesOf(await graphql(query)).length).toBeGreaterThan(0);
    // The worker reads the due lists periodically.
    expect(reads.mock.calls.filter(([{ name }]) => !SWEPT.includes(name))).toEqual([]);
    reads.mockRestore();
  });

  it('honest documents pass: the largest page with all that a table shows', async () => {
    const { claims } = await maker.ask(
      SEOUL,
      `{ claims(first: 100) { totalCount pageInfo { endCursor } nodes { id status submittedAt partner { name }
         unit { serial product { name } batch { id } coverage(on: "2026-03-01") { covered failedChecks { code } } }
         coverage { covered failedChecks { code message } } decision { outcome decidedAt }
         creditNote { number amount { amount currency } } replacement { status } evidence { kind url } } } }`,
    );
    expect(claims.totalCount).toBe(1);
  });
});

describe('Answers', () => {
  it('one of over 8 MiB is not sent; the error says what to do', async () => {
    const results = { note: 'x'.repeat(32_000) };
    for (let n = 0; n < 15; n++) {
      await maker.record('recordBatch', { id: `B-${n}`, sku: 'LAMP', producedOn: '2025-12-01', quantity: 10 });
      await maker.do(ADAM, 'recordQc', { batchId: `B-${n}`, results });
    }
    await maker.settled();
    const query = (times: number) =>
      `{ batches(first: 20) { nodes { ${Array.from({ length: times }, (_, n) => `q${n}: qc`).join(' ')} } } }`;
    const { batches } = await maker.ask(ADAM, query(12));
    expect(batches.nodes.filter(({ q11 }: { q11?: object }) => q11)).toHaveLength(16);
    expect((await maker.graphql(ADAM, query(25))).body).toEqual({
      errors: [
        {
          message: 'The answer has over 8 MiB. Request fewer items or fewer fields.',
          extensions: { code: 'TOO_MANY' },
        },
      ],
    });
  });
});

describe('Faults inside', () => {
  it('an unexpected error is told by a number; what it was stands in the log', async () => {
    const faults: { incident: string; error: string }[] = [];
    const secret = 'cannot read /srv/secret/path.db at line 5';
    const logger = { ...maker.makegood.logger, error: (fields: object) => void faults.push(fields as never) };
    const broken = await Maker.start(maker.folder, { logger, worker: false });
    try {
      const models = jest.spyOn(broken.makegood.models, 'get').mockRejectedValue(new Error(secret));
      const answer = await broken.graphql(SEOUL, '{ claim(id: "x") { id } }');
      models.mockRestore();
      expect(codesOf({ ...answer, status: 0 })).toEqual(['INTERNAL_SERVER_ERROR']);
      expect(answer.text).not.toContain('secret');
      expect(faults).toMatchObject([{ error: `Error: ${secret}` }]);
      expect(answer.body.errors[0].message).toContain(faults[0]?.incident);

      const blobs = jest.spyOn(broken.makegood.models, 'get').mockRejectedValue(new Error(secret));
      const file = await broken.raw(SEOUL, `/evidence/${'a'.repeat(64)}`);
      blobs.mockRestore();
      expect(file.status).toBe(500);
      expect(file.body).toEqual({ code: 'INTERNAL_SERVER_ERROR', message: expect.stringContaining('number') });
      expect(file.text).not.toContain('secret');
    } finally {
      await broken.stop();
    }
  });

  it('stores that are out of reach are told as such, so that the request is sent again', async () => {
    const broken = await Maker.start(maker.folder, {
      logger: { ...maker.makegood.logger, error: () => {} },
      worker: false,
    });
    await broken.makegood.store.close();
    const answer = await broken.graphql(RITA, 'mutation { approveClaim(input: { claimId: "x" }) { __typename } }');
    expect(codesOf(answer)).toEqual(['UNAVAILABLE']);
    await broken.api.close();
    await broken.makegood.close();
  });
});
