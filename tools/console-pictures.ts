import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { DAY_MS } from '../libs/kernel/src/time-units.ts';
import { CHROMIUM } from '../tests/support/chromium.ts';

/** The pictures of docs/console.md, of an engine that runs on this machine with its samples. */
const ENGINE = process.env.MAKEGOOD_URL ?? 'http://127.0.0.1:4000';
const FOLDER = join(import.meta.dirname, '../docs/console');
const THEMES = ['light', 'dark'] as const;
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };
/** Below the last line of a page that is shorter than the screen. */
const MARGIN = 24;

type Show = (page: Page) => Promise<unknown>;

interface Picture {
  readonly name: string;
  /** Absent: nobody has signed in. */
  readonly person?: { readonly role: string; readonly id: string };
  readonly show: Show;
  readonly size?: { readonly width: number; readonly height: number };
  readonly language?: string;
}

const RITA = { role: 'REVIEWER', id: 'rita' };
const SEOUL = { role: 'PARTNER', id: 'P-SEOUL' };
const MUNICH = { role: 'PARTNER', id: 'P-MUNICH' };
const QUINN = { role: 'QUALITY', id: 'quinn' };
const FIONA = { role: 'FINANCE', id: 'fiona' };
const ADAM = { role: 'ADMIN', id: 'adam' };
const ARTHUR = { role: 'AUDITOR', id: 'arthur' };
const ON_PHONE = { size: PHONE, language: 'ko' };

/** An address, and what is there once it is shown. */
const at =
  (path: string, shown: string): Show =>
  async (page) => {
    await page.goto(`${ENGINE}/console/${path}`);
    await page.locator(shown).first().waitFor();
  };

/** Of a list, its first row. */
const firstOf =
  (path: string, shown: string): Show =>
  async (page) => {
    await at(path, '.row-link')(page);
    await page.locator('.row-link').first().click();
    await page.locator(shown).first().waitFor();
  };

/** A claim of the samples, and what a key opens from it. */
const claim =
  (id: string, key?: string, shown = 'dialog'): Show =>
  async (page) => {
    await at(`claims/${id}`, '.timeline li')(page);
    if (key === undefined) return;
    await page.keyboard.press(key);
    await page.locator(shown).first().waitFor();
  };

/** Such as 2026-03; the samples move with the day on which they are loaded. */
const monthBefore = (months: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() - months, 1)).toISOString().slice(0, 7);
};

const asItWas: Show = async (page) => {
  await claim('CL-2026-0041', 't', '.slider input')(page);
  await page.locator('.slider input').first().press('Home');
  await page.locator('.timeline .later').first().waitFor();
};

const policyDraft: Show = async (page) => {
  await firstOf('records?part=policies', '.versions')(page);
  await page.getByRole('button', { name: /^Draft version/ }).click();
  await page.getByLabel('Months', { exact: true }).fill('36');
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
};

/** What would move if tomorrow were a holiday. */
const calendarPreview: Show = async (page) => {
  await at('calendars/SEOUL', '.facts fieldset')(page);
  await page.getByRole('button', { name: 'Add a day' }).click();
  await page.getByLabel('Day', { exact: true }).first().fill(dayAfter(1));
  await page.getByLabel('Name', { exact: true }).first().fill('Stocktaking');
  await page.getByRole('button', { name: 'See what would move' }).click();
  await page.getByText(/due times? would move/).waitFor();
  await page.locator('td.changed').first().waitFor();
  await page.evaluate(`document.querySelector('.facts [role="status"]').scrollIntoView()`);
};

const dayAfter = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** One table that has come with a refused row, and one that is under way. */
const imports: Show = async (page) => {
  await at('records?part=imports', '.import')(page);
  const lines = ['sku,name,defectGroups', 'LB1,Lumessa Light Bar,ink: DRY', ',No number,ink: DRY'];
  await tryTable(page, 'products', lines);
  await page.getByRole('link', { name: 'Refused rows' }).first().waitFor();
  const sales = Array.from({ length: MANY }, (_, n) => `LM1-2509-${String(n + 1).padStart(5, '0')},${dayAfter(-1)}`);
  await tryTable(page, 'sales', ['serial,soldOn', ...sales]);
  await page.locator('progress:not([value="0"])').waitFor();
};
/** As many as take longer than a picture. */
const MANY = 20_000;

async function tryTable(page: Page, kind: string, lines: readonly string[]): Promise<void> {
  await page.getByLabel('What the table holds').selectOption(kind);
  const file = { name: `${kind}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) };
  await page.getByLabel('Choose a file').setInputFiles(file);
  await page.getByRole('button', { name: 'Check' }).click();
  await page.locator('.card', { hasText: file.name }).first().waitFor();
}

/** A credit is held, since the address of the partner cannot be printed (F8). */
const held: Show = async (page) => {
  await at('partners/P-SHANGHAI', '.facts dl')(page);
  await page.getByRole('button', { name: 'Change the address on documents' }).click();
  await page.getByLabel('Street and building').fill('南京西路 1266 号 ა');
  await page.getByLabel('City').fill('上海');
  await page.getByLabel('Country').fill('CN');
  await page.keyboard.press('Control+Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await claim('CL-2026-0053', 'a')(page);
  await page.keyboard.press('Enter');
  await page.locator('.outcome.approved').waitFor();
  await at('credits?part=attention', '.card')(page);
};

/** A button of a page, and its dialog. */
const pressed =
  (show: Show, button: string | RegExp): Show =>
  async (page) => {
    await show(page);
    await page.getByRole('button', { name: button }).first().click();
    await page.locator('dialog').waitFor();
  };

/** One of a partner, whose serial is mistyped, and one of a stranger. */
const mails: Show = async (page) => {
  await takeIn(
    'service@hanbit-beauty.example',
    'LM1-2509-0O021',
    'The mask stays dark on the left side since last Friday. A picture follows.',
  );
  await takeIn('fitter@elsewhere.example', 'A broken lamp', 'A customer brought it: LN1-2506-00040 does not light up.');
  await page.waitForFunction(
    `fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ mails { totalCount } }"}' })
      .then((answer) => answer.json()).then(({ data }) => data.mails.totalCount > 1)`,
  );
  await at('mails', '.card')(page);
};

async function takeIn(from: string, subject: string, text: string): Promise<void> {
  const body = [
    `From: ${from}`,
    'To: service@makegood-beauty.example',
    `Message-ID: <${subject.replaceAll(' ', '-')}@pictures.example>`,
    `Subject: ${subject}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
  ].join('\r\n');
  const headers = { 'content-type': 'message/rfc822', authorization: `Bearer ${process.env.INBOUND_EMAIL_TOKEN}` };
  const { ok, status } = await fetch(`${ENGINE}/inbound/email`, { method: 'POST', headers, body });
  if (!ok)
    throw new Error(`the engine takes in no mail (${status}): start it with INBOUND_EMAIL_TOKEN, and set it here`);
}

const mailClaim: Show = async (page) => {
  await pressed(mails, 'Make a claim of it')(page);
  await page.getByLabel('Serial number').fill('LN1-2506-00040');
  await page.locator('dialog .radios').waitFor();
};

const suspected: Show = async (page) => {
  await at('batches/LM1-2509', '.actions button')(page);
  await page.getByRole('button', { name: 'Suspect' }).click();
  await page.getByLabel('Reason').fill('Thirteen masks with a dark cheek since September.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('⚑ Suspected').waitFor();
  await page.locator('.plot svg:visible').first().waitFor();
};

const PICTURES: readonly Picture[] = [
  { name: 'sign-in', show: at('', '.sign-in-groups') },

  { name: 'new-claim', person: SEOUL, ...ON_PHONE, show: at('new?serial=LM1-2509-00019', '.found') },
  { name: 'my-claims', person: SEOUL, ...ON_PHONE, show: at('claims', '.card') },
  { name: 'my-claim', person: MUNICH, size: PHONE, language: 'de', show: claim('CL-2026-0045') },
  { name: 'my-credits', person: SEOUL, ...ON_PHONE, show: at('credits', '.rows tbody tr') },
  { name: 'claim-units', person: MUNICH, size: PHONE, language: 'de', show: at('claim-units', 'form.intake') },
  { name: 'promise', person: SEOUL, ...ON_PHONE, show: at('promise', '.bars') },

  { name: 'work', person: RITA, show: at('work', '.rows tbody tr') },
  { name: 'claim', person: RITA, show: claim('CL-2026-0048') },
  { name: 'review', person: RITA, show: claim('CL-2026-0048', 'c') },
  { name: 'arithmetic', person: RITA, show: claim('CL-2026-0027', 'e', 'dialog tbody tr') },
  { name: 'claims', person: RITA, show: at('claims', '.card') },
  { name: 'search', person: RITA, show: at('claims?text=LM', '.card') },
  { name: 'unit', person: ADAM, show: at('units/LN1-2506-00011', '.facts') },
  {
    name: 'unit-correction',
    person: ADAM,
    show: pressed(at('units/LN1-2506-00011', '.actions button'), 'Correct the shipment'),
  },

  { name: 'batches', person: QUINN, show: at('batches', '.rows tbody tr') },

  { name: 'notes', person: FIONA, show: at('credits', '.rows tbody tr') },
  { name: 'note', person: FIONA, show: firstOf('credits', '.facts') },
  { name: 'owed', person: FIONA, show: at('credits?part=owed', 'table') },
  {
    name: 'statement',
    person: FIONA,
    show: at(`credits?part=statement&partner=P-SEOUL&month=${monthBefore(2)}`, 'table'),
  },
  { name: 'totals', person: FIONA, show: at('credits?part=totals', '.bars') },
  { name: 'ageing', person: FIONA, show: at('credits?part=ageing', 'table') },
  { name: 'reconcile', person: FIONA, show: at('credits?part=reconcile', 'table') },
  { name: 'closing', person: FIONA, show: at('credits?part=closing', 'table') },
  { name: 'promise-report', person: FIONA, show: at('promise', '.bars') },

  { name: 'partners', person: ADAM, show: at('records', '.rows tbody tr') },
  { name: 'partner', person: ADAM, show: firstOf('records', '.facts') },
  { name: 'products', person: ADAM, show: at('records?part=products', '.rows tbody tr') },
  { name: 'product', person: ADAM, show: at('products/LM1', '.defect') },
  { name: 'policies', person: ADAM, show: at('records?part=policies', '.rows tbody tr') },
  { name: 'policy', person: ADAM, show: policyDraft },
  { name: 'calendars', person: ADAM, show: at('records?part=calendars', '.rows tbody tr') },
  { name: 'calendar', person: ADAM, show: at('calendars/BERLIN', '.facts fieldset') },
  { name: 'calendar-preview', person: ADAM, show: calendarPreview },
  { name: 'staff', person: ADAM, show: at('records?part=staff', 'tbody tr, .card') },
  {
    name: 'staff-change',
    person: ADAM,
    show: pressed(at('records?part=staff', '.rows tbody tr'), /^Change /),
  },
  {
    name: 'entity-change',
    person: ADAM,
    show: pressed(at('records?part=entities', '.rows tbody tr'), /^Change /),
  },
  { name: 'legal-entities', person: ADAM, show: at('records?part=entities', 'tbody tr, .card, .facts') },
  { name: 'imports', person: ADAM, show: imports },
  { name: 'read-models', person: ADAM, show: at('records?part=models', 'table') },

  { name: 'as-it-was', person: ARTHUR, show: asItWas },
  { name: 'proof', person: ARTHUR, show: claim('CL-2026-0041', 'p', '.hash') },

  // They change what the others show.
  { name: 'mails', person: RITA, show: mails },
  { name: 'mail-claim', person: RITA, show: mailClaim },
  { name: 'attention', person: ADAM, show: held },
  { name: 'batch', person: QUINN, show: suspected },
];

async function take(browser: Browser, { name, person, show, size = DESK, language = 'en' }: Picture): Promise<void> {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce', timezoneId: 'Asia/Seoul' });
  const page = await context.newPage();
  await page.addInitScript(`localStorage.setItem('makegood-language', '${language}');`);
  await page.goto(`${ENGINE}/console/`);
  if (person) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(person) };
    await page.evaluate(`fetch('/session/local', ${JSON.stringify(init)})`);
  }
  await show(page);
  await page.waitForLoadState('networkidle');
  // Nothing is pointed at.
  await page.mouse.move(0, 0);
  for (const theme of THEMES) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    // A palette keeps them small.
    const small = await sharp(await page.screenshot({ clip: await shownOf(page, size) }))
      .png({ palette: true, colours: 64, compressionLevel: 9 })
      .toBuffer();
    await writeFile(join(FOLDER, `${name}-${theme}.png`), small);
  }
  await context.close();
}

/** On a desk the screen down to the last line of the page; all of it behind a dialog. */
async function shownOf(page: Page, { width, height }: { readonly width: number; readonly height: number }) {
  if (width === PHONE.width) return { x: 0, y: 0, width, height };
  const end = await page.evaluate<number>(
    `document.querySelector('dialog') ? Infinity : Math.max(...[...document.querySelector('main').children].map((one) => one.getBoundingClientRect().bottom))`,
  );
  return { x: 0, y: 0, width, height: Math.min(height, Math.ceil(end) + MARGIN) };
}

await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM });
// Some of them only, by their names.
const asked = process.argv.slice(2);
for (const picture of PICTURES) if (asked.length === 0 || asked.includes(picture.name)) await take(browser, picture);
await browser.close();
