import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';

/** The pictures of docs/console.md, of an engine that runs on this machine with its samples. */
const ENGINE = process.env.MAKEGOOD_URL ?? 'http://127.0.0.1:4000';
const FOLDER = join(import.meta.dirname, '../docs/console');
const THEMES = ['light', 'dark'] as const;

interface Picture {
  readonly name: string;
  readonly person: { readonly role: string; readonly id: string };
  readonly language: string;
  readonly width: number;
  readonly height: number;
  readonly show: (page: Page) => Promise<unknown>;
}

const RITA = { role: 'REVIEWER', id: 'rita' };
const SEOUL = { role: 'PARTNER', id: 'P-SEOUL' };
const QUINN = { role: 'QUALITY', id: 'quinn' };
const FIONA = { role: 'FINANCE', id: 'fiona' };
const ADAM = { role: 'ADMIN', id: 'adam' };
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };

const PICTURES: readonly Picture[] = [
  { name: 'work', person: RITA, language: 'en', ...DESK, show: (page) => open(page, 'work', '.rows tbody tr') },
  {
    name: 'claim',
    person: RITA,
    language: 'en',
    ...DESK,
    show: async (page) => {
      await open(page, 'work', '.rows tbody tr');
      await page.locator('.row-link').nth(1).click();
      await page.locator('.timeline li').first().waitFor();
    },
  },
  {
    name: 'as-it-was',
    person: { role: 'AUDITOR', id: 'arthur' },
    language: 'en',
    ...DESK,
    show: async (page) => {
      await open(page, 'work', '.rows tbody tr');
      await page.locator('.row-link').first().click();
      await page.locator('.timeline li').first().waitFor();
      await page.keyboard.press('t');
      await page.locator('.slider input').first().press('Home');
      await page.locator('.timeline .later').first().waitFor();
    },
  },
  {
    name: 'new-claim',
    person: SEOUL,
    language: 'ko',
    ...PHONE,
    show: (page) => open(page, 'new?serial=LM1-2509-00019', '.found'),
  },
  { name: 'my-claims', person: SEOUL, language: 'ko', ...PHONE, show: (page) => open(page, 'claims', '.card') },
  {
    name: 'proof',
    person: { role: 'AUDITOR', id: 'arthur' },
    language: 'en',
    ...DESK,
    show: async (page) => {
      await open(page, 'work', '.rows tbody tr');
      await page.locator('.row-link').first().click();
      await page.locator('.timeline li').first().waitFor();
      await page.keyboard.press('p');
      await page.locator('.hash').first().waitFor();
    },
  },
  { name: 'batch', person: QUINN, language: 'en', ...DESK, show: (page) => openFirst(page, 'batches', '.plot svg') },
  {
    name: 'credits',
    person: FIONA,
    language: 'en',
    ...DESK,
    show: (page) => open(page, 'credits?part=totals', '.bars'),
  },
  { name: 'note', person: FIONA, language: 'en', ...DESK, show: (page) => openFirst(page, 'credits', '.facts') },
  {
    name: 'ageing',
    person: FIONA,
    language: 'en',
    ...DESK,
    show: (page) => open(page, 'credits?part=ageing', 'table'),
  },
  { name: 'owed', person: FIONA, language: 'en', ...DESK, show: (page) => open(page, 'credits?part=owed', 'table') },
  {
    name: 'partner',
    person: ADAM,
    language: 'en',
    ...DESK,
    show: (page) => openFirst(page, 'records?part=partners', '.facts'),
  },
  {
    name: 'read-models',
    person: ADAM,
    language: 'en',
    ...DESK,
    show: (page) => open(page, 'records?part=models', 'table'),
  },
  { name: 'promise', person: SEOUL, language: 'ko', ...PHONE, show: (page) => open(page, 'promise', '.bars') },
  {
    name: 'calendar',
    person: ADAM,
    language: 'en',
    ...DESK,
    show: (page) => openFirst(page, 'records?part=calendars', '.facts fieldset'),
  },
  {
    name: 'policy',
    person: ADAM,
    language: 'en',
    ...DESK,
    show: async (page) => {
      await openFirst(page, 'records?part=policies', '.versions');
      await page.getByRole('button', { name: /^Draft of version/ }).click();
      await page.getByLabel('Months', { exact: true }).fill('36');
      await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    },
  },
];

/** Of a list, its first row. */
async function openFirst(page: Page, path: string, shown: string): Promise<void> {
  await open(page, path, '.row-link');
  await page.locator('.row-link').first().click();
  await page.locator(shown).first().waitFor();
}

async function open(page: Page, path: string, shown: string): Promise<void> {
  await page.goto(`${ENGINE}/console/${path}`);
  await page.locator(shown).first().waitFor();
}

async function take(
  browser: Browser,
  { name, person, language, width, height, show }: Picture,
  theme: string,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Seoul',
  });
  const page = await context.newPage();
  await page.addInitScript(
    `localStorage.setItem('makegood-language', '${language}'); localStorage.setItem('makegood-theme', '${theme}');`,
  );
  await page.goto(`${ENGINE}/console/`);
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(person) };
  await page.evaluate(`fetch('/session/local', ${JSON.stringify(init)})`);
  await show(page);
  await page.waitForLoadState('networkidle');
  // A palette keeps them small.
  const small = await sharp(await page.screenshot())
    .png({ palette: true, colours: 64, compressionLevel: 9 })
    .toBuffer();
  await writeFile(join(FOLDER, `${name}-${theme}.png`), small);
  await context.close();
}

await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
for (const picture of PICTURES) for (const theme of THEMES) await take(browser, picture, theme);
await browser.close();
