import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { localToken } from '#server';
import { LANGUAGES } from '#words';
import { ADDRESS, programBeside, started } from './child.ts';
import { count, markdown, milliseconds } from './findings.ts';
import { Imports, registryOf, shipmentsOf, picture } from './imports.ts';
import { quantile } from './measure.ts';

// npm run hostile              what one caller can do to another, within what it may: page time of the other, memory of the server
// npm run hostile -- --quick   a second of each
// npm run hostile -- histories uploads   these attacks alone

const ATTACKS = [
  'replays',
  'histories',
  'pages',
  'pages over the limit',
  'small queries',
  'long documents',
  'repetitions',
  'claims',
  'uploads',
  'subscriptions',
  'messages',
  'pings',
  'refused subscriptions',
  'public pages',
  'clients that do not read',
  'imports',
  'dry runs',
  'files',
  'searches',
  'filters',
  'calendars',
  'pictures seen before',
  'suspicions',
  'sample requests',
  'large mails',
];
/** These by a member of the staff, with batches of their own. */
const BY_QUALITY = ['suspicions', 'sample requests'];
const quick = process.argv.includes('--quick');
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const chosen = named.length === 0 ? ATTACKS : ATTACKS.filter((name) => named.includes(name));
const SECONDS = quick ? 1 : 15;
/** All is compared with it, and few of its pages are slow. */
const QUIET_SECONDS = 3 * SECONDS;
/** That the decoding of the large mails may take beside. */
const MOST_SECONDS = 300;
const LARGE_MAILS = quick ? 1 : 16;
/** Of each of the two partners: 20 units on an invoice, and the partners take turns. */
const CLAIMS = quick ? 20 : 200;
const UNITS = 20 * CLAIMS;
/** Of 20 units on each invoice: 20 partners have some of each batch. */
const SUSPECTED = { units: quick ? 400 : 10_000, names: { prefix: 'S', unitsABatch: 500 } };
const SAMPLED = { units: quick ? 400 : 5_000, names: { prefix: 'T', unitsABatch: 5_000 } };
/** A look at all pages of a process takes some milliseconds of it. */
const PAGES_A_LOOK = 40;
/** The metric counts it as part of each turn. */
const LOOP_SAMPLE_MS = 10;
const POLICY = `id,skus,effectiveFrom,retroactiveReason,kind,months,startAnchor,text
LAMPS,LAMP,2026-01-01,As agreed,FULL,24,SHIPPED,${'The lamp gives light. '.repeat(200)}
`;
const PAGE =
  'query ($id: ID!) { claim(id: $id) { id number status defect { code } sla { state } unit { serial } partner { name } history { type occurredAt data } } }';

await mkdir('data', { recursive: true });
const folder = await mkdtemp(join('data', 'hostile-'));
const program = programBeside('makegood');
const MAIL_TOKEN = 'of-the-mail-server';
const env = {
  MAKEGOOD_DATA: folder,
  MAKEGOOD_SAMPLES: 'off',
  PORT: '0',
  LOG_LEVEL: 'error',
  INBOUND_EMAIL_TOKEN: MAIL_TOKEN,
};
// As "npm start" does: without its limits V8 would collect late, and the memory would say nothing.
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: { readonly start: string };
};
const running = await started(program, { options: scripts.start.match(/--\S+=\S+/g) ?? [], env, ready: ADDRESS });
try {
  const [, url = ''] = ADDRESS.exec(running.greeting) ?? [];
  const bearer = async (role: 'ADMIN' | 'PARTNER' | 'QUALITY', id: string, partnerId?: string) =>
    localToken(folder, { role, id, partnerId });
  const admin = await bearer('ADMIN', 'adam');
  const imports = new Imports(url, `Bearer ${admin}`);
  for (const [kind, content] of Object.entries(registryOf(UNITS))) await imports.end(await imports.send(kind, content));
  await imports.end(await imports.send('policies', POLICY));
  await imports.end(await imports.send('shipments', shipmentsOf(0, UNITS)));
  for (const { units, names } of [SUSPECTED, SAMPLED].filter(() => chosen.some((name) => BY_QUALITY.includes(name)))) {
    for (const [kind, content] of Object.entries(registryOf(units, names)))
      await imports.end(await imports.send(kind, content));
    await imports.end(await imports.send('shipments', shipmentsOf(0, units, names)));
  }

  const quality = await bearer('QUALITY', 'quinn');
  const [attacker, victim] = [await bearer('PARTNER', 'mallory', 'P-0'), await bearer('PARTNER', 'alice', 'P-1')];
  const [own] = await claimsOf(url, attacker, 0);
  const seen = await claimsOf(url, victim, 1);

  let peak = 0;
  let proportional = 0;
  const pages = async (seconds: number, isOver: () => boolean = () => true) => {
    const took: number[] = [];
    const end = performance.now() + seconds * 1000;
    const latest = end + MOST_SECONDS * 1000;
    for (let n = 0; performance.now() < end || (!isOver() && performance.now() < latest); n++) {
      const begin = performance.now();
      await ask(url, victim, PAGE, { id: seen[n % seen.length] });
      took.push(performance.now() - begin);
      peak = Math.max(peak, mib(running.pid));
      if (n % PAGES_A_LOOK === 0) proportional = Math.max(proportional, proportionalMib(running.pid));
      await wait(20);
    }
    return took;
  };
  await pages(SECONDS / 3);
  // The fonts of a language are read once in the life of a server, in a turn of a quarter of a second: nobody can repeat that.
  for (const language of LANGUAGES) await (await fetch(`${url}/terms/LAMPS/1.pdf?language=${language}`)).arrayBuffer();
  await longestTurn(url);
  const quiet = await pages(QUIET_SECONDS);
  const calm = quantile(quiet, 0.99);
  const row = async (name: string, took: readonly number[], toQuiet: string) => [
    name,
    milliseconds(quantile(took, 0.5)),
    milliseconds(quantile(took, 0.99)),
    toQuiet,
    milliseconds(await longestTurn(url)),
    count(mib(running.pid)),
  ];
  const rows = [await row('nothing else', quiet, '')];
  let worst = 0;
  let silence = 0;
  const tokenOf = (name: string) =>
    name === 'large mails' ? MAIL_TOKEN : BY_QUALITY.includes(name) ? quality : attacker;
  for (const name of chosen) {
    const attack = await started(programBeside('hostile.attacker.process'), {
      args: [name, url, tokenOf(name), own ?? '', String(LARGE_MAILS)],
      ready: /begun/,
    });
    await wait(500);
    let took: number[];
    const mails = name === 'large mails' ? readMails(url, admin) : undefined;
    try {
      took = await pages(SECONDS, () => mails?.areAll() ?? true);
      if (mails && !mails.areAll()) throw new Error(`${mails.read()} mails of ${LARGE_MAILS} were read`);
    } finally {
      mails?.close();
      await attack.stop();
      for (const [, found] of attack.printed().matchAll(/silent for (\d+) ms/g))
        silence = Math.max(silence, Number(found));
    }
    const toQuiet = quantile(took, 0.99) / calm;
    worst = Math.max(worst, toQuiet);
    rows.push(await row(name, took, `${toQuiet.toFixed(1)} ×`));
    await wait(2_000);
  }
  const finding = {
    title: 'Hostile callers',
    method: `${count(quiet.length)} pages of a claim with its history, one after the other with 20 ms between, by one partner, while another, or a member of staff (${BY_QUALITY.join(', ')}), does the worst it may, ${SECONDS} s each; the server is one process on the embedded store with ${count(2 * CLAIMS)} claims, and the attacker a process on the same machine.`,
    columns: ['meanwhile', 'p50', 'p99', 'to quiet', 'longest turn', 'memory, MiB'],
    rows,
    goals: [
      { goal: 'p99 at most 3 × quiet', found: `${worst.toFixed(1)} ×`, reached: worst <= 3 },
      {
        goal: 'memory under 600 MB',
        found: `at most ${Math.round(peak)} MiB, in proportional sizes ${Math.round(proportional)} MiB`,
        reached: peak * 1.048576 < 600,
      },
      ...(silence > 0
        ? [
            {
              goal: 'subscriptions to batches hear of a suspicion every 5 s',
              found: `after ${milliseconds(silence)} at most`,
              reached: silence <= 5_000,
            },
          ]
        : []),
    ],
  };
  process.stdout.write(`${markdown(finding)}\n`);
} finally {
  await running.stop();
  await rm(folder, { recursive: true });
}

/** How many of the large mails are decoded, looked at once a second. */
function readMails(url: string, token: string) {
  let read = 0;
  const look = async () => {
    const { mails } = await ask(url, token, '{ mails(state: UNKNOWN_SENDER, first: 1) { totalCount } }');
    read = (mails as { totalCount: number }).totalCount;
  };
  const looking = setInterval(() => void look().catch(() => undefined), 1_000);
  return { areAll: () => read >= LARGE_MAILS, read: () => read, close: () => clearInterval(looking) };
}

async function ask(url: string, token: string, query: string, variables: object = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** Claims on the units of the nth partner. @returns their ids */
async function claimsOf(url: string, token: string, partner: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let n = 0; ids.length < CLAIMS; n++) {
    if (Math.floor(n / 20) % 20 !== partner) continue;
    const input = {
      serial: `L${String(n).padStart(8, '0')}`,
      defect: { code: 'DARK', description: 'Stays dark' },
      evidence: [await picture(url, `Bearer ${token}`, n)],
    };
    const query =
      'mutation($input: SubmitClaimInput!) { submitClaim(input: $input) { ... on ClaimAccepted { claim { id } } } }';
    const { submitClaim } = await ask(url, token, query, { input });
    ids.push((submitClaim as { claim: { id: string } }).claim.id);
  }
  return ids;
}

/** Of the server's event loop since the last time that this was asked, in milliseconds. */
async function longestTurn(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const [, seconds] = /^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(metrics) ?? [];
  return Number(seconds) * 1000 - LOOP_SAMPLE_MS;
}

/** Resident of the server, with what processes that decode mails have beside the program itself. */
function mib(pid: number): number {
  return decodersOf(pid).reduce((sum, one) => sum + kib(one, 'status', 'RssAnon'), kib(pid, 'status', 'VmRSS')) / 1024;
}

/** The same in proportional sizes, in which pages that several processes share count once. */
function proportionalMib(pid: number): number {
  return [pid, ...decodersOf(pid)].reduce((sum, one) => sum + kib(one, 'smaps_rollup', 'Pss'), 0) / 1024;
}

/** Not in the moment after a fork, when a new process still is a copy of the server, with the same pages. */
function decodersOf(pid: number): readonly number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const children = tasks.flatMap((task) => lines(`/proc/${pid}/task/${task}/children`).match(/\d+/g) ?? []);
  return children.map(Number).filter((child) => lines(`/proc/${child}/cmdline`).includes('mail.worker'));
}

function kib(pid: number, file: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(lines(`/proc/${pid}/${file}`))?.[1] ?? 0);
}

/** It may have ended. */
function lines(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
