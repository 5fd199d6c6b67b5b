import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type CDPSession, type Page } from 'playwright-core';
import { CHROMIUM } from '../tests/support/chromium.ts';
import { ADDRESS, programBeside, started } from './child.ts';
import { type Extent, type Finding, milliseconds, twoDigits } from './findings.ts';
import { median } from './measure.ts';

const PROGRAM = programBeside('makegood');
/** Of a phone on a slow network, as Lighthouse has it. */
const PHONE = { slower: 4, latencyMs: 150, bytesPerSecond: (1.6 * 1_024 * 1_024) / 8 };
const ROWS = 100;

/** In the page, before anything else of it runs: when its rows are painted, and the figures of Web Vitals. */
const OBSERVED = `
  window.seen = { lcp: 0, cls: 0, tbt: 0 };
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.lcp = entry.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value; }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.tbt += Math.max(0, entry.duration - 50); }).observe({ type: 'longtask', buffered: true });
  window.rowsPainted = new Promise((painted) => new MutationObserver((_, watcher) => {
    if (!document.querySelector('.rows tbody tr')) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(() => { seen.ready = performance.now(); painted(); }));
  }).observe(document, { childList: true, subtree: true }));
`;

interface Seen {
  readonly ready: number;
  readonly lcp: number;
  readonly cls: number;
  readonly tbt: number;
}

/** The work list of the console with the samples, in Chromium. Undefined where there is none. */
export async function workList({ quick, scratch }: Extent): Promise<Finding | undefined> {
  if (!existsSync(CHROMIUM)) return undefined;
  const env = { MAKEGOOD_DATA: join(scratch, 'console'), PORT: '0', LOG_LEVEL: 'silent' };
  const engine = await started(PROGRAM, { env, ready: ADDRESS });
  const url = ADDRESS.exec(engine.greeting)?.[1] as string;
  const browser = await chromium.launch({ executablePath: CHROMIUM });
  const rounds = quick ? 1 : 5;
  const desk: Seen[] = [];
  const phone: Seen[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      desk.push(await visited(browser, url));
      phone.push(await visited(browser, url, PHONE));
    }
    const keys = await keysPainted(browser, url, quick ? 5 : 50);
    return found(desk, phone, keys, rounds);
  } finally {
    await browser.close();
    await engine.stop();
  }
}

function found(desk: readonly Seen[], phone: readonly Seen[], keys: readonly number[], rounds: number): Finding {
  const of = (all: readonly Seen[], what: keyof Seen) => median(all.map((one) => one[what]));
  const row = (name: string, all: readonly Seen[]) => [
    name,
    milliseconds(of(all, 'ready')),
    milliseconds(of(all, 'lcp')),
    milliseconds(of(all, 'tbt')),
    of(all, 'cls').toFixed(3),
  ];
  const key = keys.toSorted((one, other) => one - other);
  const slowest = key.at(-1) as number;
  return {
    title: 'The console: the work list in Chromium',
    method:
      `The page as it is built, from an engine with the samples, with an empty cache and a session; medians of ${rounds} visits. Ready: its rows are painted. ` +
      'The phone is 390 px wide, its processor 4 times slower, its network 1.6 Mbit/s with 150 ms. ' +
      `Keys: \`j\` in a list of ${ROWS} rows, from the event to the frame after it, ${key.length} times.`,
    columns: ['', 'ready', 'LCP', 'TBT', 'CLS'],
    rows: [row('desktop, 1360 px', desk), row('phone, 390 px', phone)],
    goals: [
      goal('the work list is ready within 1 s', of(desk, 'ready'), 1_000, milliseconds),
      goal('LCP of the phone ≤ 3.0 s', of(phone, 'lcp'), 3_000, milliseconds),
      goal('TBT of the phone ≤ 300 ms', of(phone, 'tbt'), 300, milliseconds),
      goal('CLS of the phone ≤ 0.02', of(phone, 'cls'), 0.02, twoDigits),
      {
        goal: `key to paint ≤ 100 ms with ${ROWS} rows`,
        found: `${milliseconds(median(key))} at the median, ${milliseconds(slowest)} at most`,
        reached: slowest <= 100,
      },
    ],
  };
}

const goal = (name: string, value: number, most: number, told: (value: number) => string) => ({
  goal: name,
  found: told(value),
  reached: value <= most,
});

async function visited(browser: Browser, url: string, slow?: typeof PHONE): Promise<Seen> {
  const viewport = slow ? { width: 390, height: 780 } : { width: 1360, height: 900 };
  const context = await browser.newContext({ viewport, isMobile: slow !== undefined, hasTouch: slow !== undefined });
  const page = await context.newPage();
  await signIn(page, url);
  const devtools = await context.newCDPSession(page);
  // What came with the sign-in would be kept.
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  if (slow) await slowDown(devtools, slow);
  await page.addInitScript(OBSERVED);
  await page.goto(`${url}/console/work`, { waitUntil: 'commit' });
  await page.evaluate('window.rowsPainted');
  await page.waitForLoadState('networkidle');
  const seen = (await page.evaluate('window.seen')) as Seen;
  await context.close();
  return seen;
}

async function slowDown(devtools: CDPSession, { slower, latencyMs, bytesPerSecond }: typeof PHONE): Promise<void> {
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
}

async function signIn(page: Page, url: string): Promise<void> {
  // An empty page of the same origin.
  await page.route('**/assets/none', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto(`${url}/console/assets/none`);
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role: 'REVIEWER', id: 'rita' }),
  };
  await page.evaluate(`fetch('/session/local', ${JSON.stringify(init)})`);
}

/** Each from its event to the frame that shows it. The samples have fewer claims, so the answer is filled up. */
async function keysPainted(browser: Browser, url: string, presses: number): Promise<readonly number[]> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } });
  const page = await context.newPage();
  await signIn(page, url);
  await page.route('**/graphql', async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { data?: { workList?: { nodes?: { id: string }[] } } };
    const list = answer.data?.workList;
    const nodes = list?.nodes;
    if (list && nodes?.length)
      list.nodes = Array.from({ length: ROWS }, (_, at) => ({
        ...(nodes[at % nodes.length] as { id: string }),
        id: `${nodes[at % nodes.length]?.id} ${at}`,
      }));
    await route.fulfill({ response, json: answer });
  });
  await page.goto(`${url}/console/work`);
  await page
    .locator('.rows tbody tr')
    .nth(ROWS - 1)
    .waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(`
    window.painted = [];
    addEventListener('keydown', (event) => requestAnimationFrame(() => setTimeout(() => painted.push(performance.now() - event.timeStamp))), true);
  `);
  for (let press = 1; press <= presses; press++) {
    await page.keyboard.press('j');
    await page.evaluate(
      `new Promise((painted) => { const look = () => (window.painted.length >= ${press} ? painted() : requestAnimationFrame(look)); look(); })`,
    );
  }
  const painted = (await page.evaluate('window.painted')) as number[];
  await context.close();
  return painted;
}
