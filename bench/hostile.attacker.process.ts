import { constants, setPriority } from 'node:os';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { similarPicture } from './imports.ts';

// One partner, or member of staff, does the worst that it may, until it is killed: the attack, the URL, its token (or that of the mail server),
// a claim of its own, and how many mails.

// Elsewhere in reality: what it computes itself should cost the server nothing.
setPriority(constants.priority.PRIORITY_LOW);

const [name = '', url = '', token = '', claimId = '', mails = ''] = process.argv.slice(2);
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

async function send(query: string, variables = {}): Promise<void> {
  const body = JSON.stringify({ query, variables });
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body }).catch(() => undefined);
  await response?.arrayBuffer().catch(() => undefined);
}

async function asked<T>(query: string): Promise<{ data: T }> {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return (await response.json()) as never;
}

/** Sends again as soon as there is an answer, on so many connections. */
const always = (connections: number, work: () => Promise<unknown>) =>
  Promise.all(
    Array.from({ length: connections }, async () => {
      for (;;) await work();
    }),
  );

const moments = Array.from({ length: 25 }, (_, n) => `s${n}: stateAt(at: "2030-01-01T00:00:${10 + n}Z") { status }`);
const REPLAYS = `{ claims(first: 50) { nodes { ${moments.slice(0, 8).join(' ')} } } }`;
const HISTORIES =
  '{ claims(first: 100) { totalCount nodes { id number history { type data hash } actions { name } unit { serial } } } }';
const pages = (count: number) =>
  `{ ${Array.from({ length: count }, (_, n) => `p${n}: claims(first: 100) { nodes { id number status unit { serial } sla { state } } }`).join(' ')} }`;
/** They differ each time, so that each is validated anew: fragments, which are compared with each other, and as many fields as may be. */
const FRAGMENTS = Array.from({ length: 45 }, (_, n) => n);
const FILTERS = [
  '{ channel: EMAIL }',
  '{ goodwill: true }',
  '{ numberPrefix: "C" }',
  '{ text: "L" }',
  '{ accountManager: "kim" }',
];
const DUE =
  'dueAt(calendarId: "default", from: "2026-01-01T00:00:00Z", target: "PT1500H") { dueAt explanation { from to } }';
const manyOf = (one: (n: number) => string) =>
  `{ ${Array.from({ length: 28 }, (_, n) => `a${n}: ${one(n)}`).join(' ')} }`;
/** All that is long to find of a batch. */
const SUSPECTED = `subscription { batchSuspected { id state held shipped claims expectedClaims
  holders { units unclaimed partner { id name } } sampleAdvice(share: 0.01) { units fromPartners { units partner { id name } } }
  samples { collections { number partners { id name } } } alarms { method inputs } groups { defectGroup state }
  expectations { months { month rate claims } } curve { points { through statistic } } actions { name refusal { message } }
  product { id baselines { months { month rate claims } } } } }`;
let documents = 0;
let messages = 0;
const MOST_AHEAD_BYTES = 1_000_000;
const FIELDS = 'id number status unit { serial } partner { name } defect { code } sla { state }';
const fragments = () =>
  `{ v${documents++}: viewer { id } claims(first: 1) { nodes { ${FRAGMENTS.map((n) => `...f${n}`).join(' ')} } } } ${FRAGMENTS.map((n) => `fragment f${n} on Claim { ${FIELDS} }`).join(' ')}`;
const manyFields = () =>
  `{ v${documents++}: viewer { id } ${moments.map((_, n) => `a${n}: claims(first: 1) { nodes { ${FIELDS} ${FIELDS} history { type occurredAt data } } }`).join(' ')} }`;

const attacks: Readonly<Record<string, () => Promise<unknown>>> = {
  replays: () => always(16, () => send(REPLAYS)),
  histories: () => always(16, () => send(HISTORIES)),
  pages: () => always(16, () => send(pages(18))),
  'pages over the limit': () => always(16, () => send(pages(28))),
  'small queries': () => always(64, () => send('{ viewer { id } }')),
  'long documents': () => Promise.all([fragments, manyFields].map((document) => always(16, () => send(document())))),
  repetitions: () => always(32, () => send(`{ ${'viewer { id } '.repeat(700)} }`)),
  claims: () =>
    always(64, () =>
      send(
        'mutation { submitClaim(input: { serial: "NONE", defect: { code: "DARK", description: "x" }, evidence: [] }) { __typename } }',
      ),
    ),
  uploads: () =>
    always(8, async () => {
      const init = {
        method: 'POST',
        headers: { ...headers, 'content-type': 'image/jpeg' },
        body: Buffer.alloc(4_000_000, 7),
      };
      const response = await fetch(`${url}/evidence`, init).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
    }),
  subscriptions: async () => {
    for (let n = 0; n < 100; n++) subscribe();
    await always(4, async () => {
      await send(`mutation { attachEvidence(input: { claimId: "${claimId}", evidence: [] }) { __typename } }`);
      await wait(20);
    });
  },
  messages: () => flood((socket) => socket.send(JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(100) } }))),
  pings: () => flood((socket) => socket.ping('x'.repeat(100))),
  'refused subscriptions': () =>
    flood((socket) => socket.send(subscribing(`${++messages}`, `{ v${messages}: viewer { id } }`))),
  'public pages': () =>
    always(32, async () => {
      const page = ['unit/AAAA-BBBB-CCCC', 'LAMPS/1', 'LAMPS/1.pdf', 'NONE/1'][++messages % 4] ?? '';
      const language = ['en', 'de', 'ko', 'zh', 'ja'][messages % 5] ?? '';
      const response = await fetch(`${url}/terms/${page}?language=${language}&${messages}`).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
    }),
  'clients that do not read': () =>
    always(50, async () => {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      const body = JSON.stringify({ query: HISTORIES });
      const lines = [
        'POST /graphql HTTP/1.1',
        `Host: ${hostname}`,
        `Authorization: Bearer ${token}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
      ];
      for (let n = 0; n < 20; n++) socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
      socket.pause();
      await wait(5_000);
      socket.destroy();
    }),
  imports: () => always(8, () => refusedTable().catch(() => undefined)),
  'dry runs': () => always(8, () => refusedTable({ rows: 200_000, dryRun: true }).catch(() => undefined)),
  files: async () => {
    const { data } = await asked<{ claim: { evidence: readonly { sha256: string }[] } }>(
      `{ claim(id: "${claimId}") { evidence { sha256 } } }`,
    );
    const [{ sha256 = '' } = {}] = data.claim.evidence;
    const paths = [
      `evidence/${sha256}`,
      `evidence/${sha256}/preview`,
      'imports/template/shipments.xlsx',
      'imports/none',
    ];
    await always(32, async () => {
      const response = await fetch(`${url}/${paths[++messages % paths.length]}`, { headers }).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
    });
  },
  searches: () => always(16, () => send(manyOf((n) => `search(text: "L000${n}") { __typename }`))),
  filters: () => always(16, () => send(manyOf((n) => `claims(filter: ${FILTERS[n % FILTERS.length]}) { totalCount }`))),
  calendars: () => always(16, () => send(manyOf(() => DUE))),
  'pictures seen before': async () => {
    const evidence: object[] = [];
    for (let n = 0; n < 50; n++) evidence.push(await similarPicture(url, headers.authorization, n));
    const { data } = await asked<{ claims: { nodes: readonly { id: string }[] } }>(
      '{ claims(first: 100) { nodes { id } } }',
    );
    const own = data.claims.nodes;
    const query = 'mutation($input: AttachEvidenceInput!) { attachEvidence(input: $input) { __typename } }';
    await always(8, () => send(query, { input: { claimId: own[messages++ % own.length]?.id, evidence } }));
  },
  suspicions: async () => {
    for (let n = 0; n < 3; n++) tellSilences(subscribe(SUSPECTED));
    for (let n = 0; ; n++) {
      const of = `batchId: "SB${n % 20}", defectGroup: "light"`;
      await send(`mutation { suspectBatch(input: { ${of}, reason: "x" }) { __typename } }`);
      await send(`mutation { clearBatch(input: { ${of}, findings: "x" }) { __typename } }`);
      await wait(70);
    }
  },
  'sample requests': async () => {
    await send(
      'mutation { suspectBatch(input: { batchId: "TB0", defectGroup: "light", reason: "x" }) { __typename } }',
    );
    const partners = JSON.stringify(Array.from({ length: 20 }, (_, n) => `TP-${n}`));
    await always(16, async () => {
      const input = `{ batchId: "TB0", units: 1, fromPartners: ${partners}, idempotencyKey: "${++messages}" }`;
      await send(`mutation { requestSamples(input: ${input}) { __typename } }`);
      const arranged = `{ batchId: "TB0", request: ${1 + (messages % 200)}, collectOn: "2030-01-01", carrier: "${messages}" }`;
      await send(`mutation { arrangeCollection(input: ${arranged}) { __typename } }`);
    });
  },
  'large mails': async () => {
    await Promise.all(
      Array.from({ length: Number(mails) }, async (_, n) => {
        const init = {
          method: 'POST',
          headers: { ...headers, 'content-type': 'message/rfc822' },
          body: largeMail(n),
        };
        const response = await fetch(`${url}/inbound/email`, init);
        await response.arrayBuffer();
      }),
    );
    await wait(600_000);
  },
};

const MAIL_BYTES = 49 * 1024 * 1024;

/** Of a stranger: anyone who knows the address can send them. */
function largeMail(n: number): Buffer {
  const head = [
    'From: mallory@elsewhere.example',
    'To: service@maker.example',
    'Subject: L00000000',
    `Message-ID: <${n}@elsewhere.example>`,
    'MIME-Version: 1.0',
    'Content-Type: video/mp4',
    'Content-Disposition: attachment; filename="film.mp4"',
    'Content-Transfer-Encoding: base64',
  ];
  const line = `${Buffer.alloc(57, n).toString('base64')}\r\n`;
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.alloc(MAIL_BYTES, line)]);
}

async function refusedTable({ rows = 2_000, dryRun = false } = {}): Promise<void> {
  const body = new FormData();
  body.append('kind', 'sales');
  if (dryRun) body.append('dryRun', 'true');
  body.append('file', new Blob([`serial,soldOn\n${'NOWHERE-1,never\n'.repeat(rows)}`]), 'sales.csv');
  const response = await fetch(`${url}/imports`, {
    method: 'POST',
    headers: { authorization: headers.authorization },
    body,
  });
  await response.arrayBuffer();
}

const subscribing = (id: string, query: string) => JSON.stringify({ id, type: 'subscribe', payload: { query } });

/** Once the server knows who it is. */
function connected(begin: (socket: WebSocket) => void): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => undefined);
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: headers.authorization } })),
  );
  socket.on('message', (text) => {
    if (String(text).includes('connection_ack')) begin(socket);
  });
  return socket;
}

function subscribe(query = 'subscription { claimChanged { id status history { type } unit { serial } } }'): WebSocket {
  return connected((socket) => {
    for (let n = 0; n < 20; n++) socket.send(subscribing(String(n), query));
  });
}

/** Prints how long its subscriptions have heard nothing, each time that this is longer than before. */
function tellSilences(socket: WebSocket): void {
  const heard = new Map<string, number>();
  let longest = 0;
  const silent = (since: number) => {
    const milliseconds = performance.now() - since;
    if (milliseconds <= longest) return;
    longest = milliseconds;
    process.stdout.write(`silent for ${Math.round(milliseconds)} ms\n`);
  };
  socket.on('message', (text) => {
    const { type, id } = JSON.parse(String(text)) as { readonly type: string; readonly id?: string };
    if (type !== 'next' || id === undefined) return;
    silent(heard.get(id) ?? performance.now());
    heard.set(id, performance.now());
  });
  setInterval(() => heard.forEach(silent), 100);
}

/** Over each of a few connections, as much as it takes, for ever. */
async function flood(say: (socket: WebSocket) => void): Promise<void> {
  await always(4, async () => {
    let begun = false;
    const socket = connected(() => {
      begun = true;
    });
    while (socket.readyState <= WebSocket.OPEN) {
      if (begun) for (let n = 0; n < 500 && socket.bufferedAmount < MOST_AHEAD_BYTES; n++) say(socket);
      await wait(1);
    }
  });
}

const attack = attacks[name];
if (!attack) throw new Error(`there is no attack "${name}": ${Object.keys(attacks).join(', ')}`);
process.stdout.write('begun\n');
await attack();
