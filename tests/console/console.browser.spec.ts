import { jest } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { jpeg } from '#evidence/files';
import { ARTHUR, BERLIN, eventually, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';
import { Console, describeInBrowser, type Visit } from './browser.ts';

jest.setTimeout(60_000);

const isWhole = process.env.CONSOLE_AXE === 'whole';

/** How many drafts with a description and a file are on the device. */
const KEPT_DRAFTS = `new Promise((kept) => {
  const opening = indexedDB.open('makegood', 1);
  opening.onsuccess = () => {
    const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
    all.onsuccess = () => {
      opening.result.close();
      kept(all.result.filter(({ fields, files }) => fields.description !== '' && files.length === 1).length);
    };
  };
})`;

const picture = (name: string) => ({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer: jpeg(name) });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

describeInBrowser('The console', () => {
  let desk: Console;
  beforeAll(async () => {
    desk = await Console.start();
  });
  afterEach(async () => {
    await desk.leave();
    expect(desk.complaints.splice(0)).toEqual([]);
  });
  afterAll(() => desk.end());

  const submitted = async (who: Who, serial: string): Promise<string> =>
    (await desk.maker.do(who, 'submitClaim', await desk.maker.submission(who, serial))).claim.id;

  /** From one field to the next, by keys alone, to the field with this name. */
  const tabTo = async (page: Page, name: string) => {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(
        '[document.activeElement?.getAttribute("aria-label"), ...[...document.activeElement?.labels ?? []].map((label) => label.textContent), document.activeElement?.textContent].join("|")',
      );
      if (String(label).includes(name)) return;
    }
    throw new Error(`no field ${name} is reached by Tab`);
  };

  it('C1 C3 C6 C8 a claim goes from its serial to the credit note by keyboard alone, and each page shows it by itself', async () => {
    const reviewer = await desk.visit(RITA, 'work');
    const partner = await desk.visit(SEOUL, 'new');
    await heading(partner, 'New claim').waitFor();
    await tabTo(partner, 'Serial number');
    await partner.keyboard.type('kr-0003');
    await partner.getByText('covered until').waitFor();
    await tabTo(partner, 'NO-LIGHT');
    await partner.keyboard.press('Space');
    await tabTo(partner, 'What happens');
    await partner.keyboard.type('Two segments stay dark.');
    await partner.getByLabel('Choose files').setInputFiles(picture('keyboard'));
    await partner.getByText('✓ uploaded').waitFor();
    await partner.keyboard.press('Control+Enter');
    const number = await heading(partner, /-/).textContent();

    await reviewer.getByText(number as string).waitFor();
    await reviewer.keyboard.press('j');
    await reviewer.keyboard.press('o');
    await heading(reviewer, number as string).waitFor();
    await reviewer.keyboard.press('a');
    await reviewer.getByText('REVIEW_REQUIRED').first().waitFor();
    await reviewer.keyboard.press('c');
    await tabTo(reviewer, 'Findings');
    await reviewer.keyboard.type('Dark segments on the picture.');
    await reviewer.keyboard.press('Control+Enter');
    await reviewer.getByText('Under review').waitFor();
    await button(reviewer, /^Approve/).waitFor();
    await reviewer.keyboard.press('a');
    await heading(reviewer, 'Approve').waitFor();
    await reviewer.keyboard.press('Control+Enter');
    await heading(reviewer, 'Approved').waitFor();

    const link = partner.getByRole('link', { name: 'Credit note (PDF)' });
    await link.waitFor();
    const pdf = await partner.request.get(`${desk.maker.url}${await link.getAttribute('href')}`, {
      headers: { 'sec-fetch-site': 'same-origin' },
    });
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('C7 S6 on a phone a partner files a claim, sends what was asked for, and chooses the remedy', async () => {
    const page = await desk.visit(OSAKA, 'new', { width: 390, hasTouch: true });
    await page.getByLabel('Serial number').fill('JP-0003');
    await page.getByText('NO-LIGHT').tap();
    await page.getByLabel('What happens').fill('暗い');
    await page.getByLabel('Take a photo').setInputFiles(picture('phone'));
    await page.getByText('✓ uploaded').waitFor();
    await button(page, 'Submit the claim').tap();
    await heading(page, /-/).waitFor();
    const claimId = page.url().split('/').at(-1) as string;

    await desk.maker.do(RITA, 'requestEvidence', {
      claimId,
      missing: ['The plate'],
      message: 'Please show the plate.',
    });
    await heading(page, 'We need more evidence from you').waitFor();
    await page.getByText('Please show the plate.').first().waitFor();
    await page.getByLabel('Take a photo').setInputFiles(picture('plate'));
    await button(page, 'Send the files').tap();
    await heading(page, 'We need more evidence from you').waitFor({ state: 'detached' });

    await desk.maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark.' });
    await desk.maker.do(RITA, 'approveClaim', { claimId });
    await heading(page, 'Choose your remedy').waitFor();
    await page.getByText('A credit note').tap();
    await button(page, 'Confirm the choice').tap();
    await page.getByRole('link', { name: 'Credit note (PDF)' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it('C2 a claim of another partner is shown as absent, like one that does not exist', async () => {
    const claimId = await submitted(SEOUL, 'KR-0004');
    const page = await desk.visit(BERLIN, `claims/${claimId}`);
    await heading(page, 'There is no such claim').waitFor();
    const foreign = await page.locator('main').textContent();
    await page.goto(`${desk.maker.url}/console/claims/no-such-claim`);
    await heading(page, 'There is no such claim').waitFor();
    expect(await page.locator('main').textContent()).toBe(foreign);
  });

  it('a screen that is not for the role says so, and has no entry', async () => {
    const page = await desk.visit(BERLIN, 'work');
    await heading(page, 'This screen is not for your role').waitFor();
    expect(await page.getByRole('navigation', { name: 'Screens' }).textContent()).toBe('My claimsNew claim');
  });

  it('C6 what two people decide at once is refused to the second, with code and rule, and what was typed stays', async () => {
    const claimId = await submitted(SEOUL, 'KR-0005');
    const page = await desk.visit(RITA, `claims/${claimId}`);
    await button(page, /^Review the evidence/).click();
    await page.getByLabel('Findings').fill('Seen by me.');
    await desk.maker.do(SEOUL, 'withdrawClaim', { claimId });
    await button(page, 'Record the review').click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('CLAIM_WITHDRAWN');
    expect(await page.getByLabel('Findings').inputValue()).toBe('Seen by me.');
  });

  it('a session that ends in the middle of a form is begun again over it, and the form is then sent, once', async () => {
    const page = await desk.visit(SEOUL, 'new?serial=KR-0006');
    await page.getByText('NO-LIGHT').click();
    await page.getByLabel('What happens').fill('It ended.');
    await page.getByLabel('Choose files').setInputFiles(picture('session'));
    await page.getByText('✓ uploaded').waitFor();
    await page.context().clearCookies();
    await button(page, 'Submit the claim').dblclick();
    await button(page, /^Sign in again as Seoul Beauty/).click();
    await heading(page, /-/).waitFor();
    const { claims } = await desk.maker.ask(SEOUL, '{ claims(filter: { serial: "KR-0006" }) { totalCount } }');
    expect(claims.totalCount).toBe(1);
  });

  it('a file that a lost connection cut off is kept and sent again; a draft survives a reload', async () => {
    const page = await desk.visit(SEOUL, 'new?serial=KR-0007');
    await page.route('**/evidence', (route) => route.abort());
    await page.getByLabel('What happens').fill('Cut off.');
    await page.getByLabel('Choose files').setInputFiles(picture('cut'));
    await page.getByText('The connection broke off.').waitFor();
    await page.unroute('**/evidence');
    await button(page, 'Try again').click();
    await page.getByText('✓ uploaded').waitFor();
    // As the page keeps it; a draft is written a moment after the last key.
    await eventually(async () => (await page.evaluate(KEPT_DRAFTS)) === 1);
    await page.goto(`${desk.maker.url}/console/new`);
    await page.getByText('✓ uploaded').waitFor();
    expect(await page.getByLabel('What happens').inputValue()).toBe('Cut off.');
    expect(await page.getByLabel('Serial number').inputValue()).toBe('KR-0007');
  });

  it('a lost connection is said, and heals by itself: what happened meanwhile is then shown', async () => {
    const claimId = await submitted(SEOUL, 'KR-0010');
    const page = await desk.visit(RITA);
    let isCut = false;
    let cut = () => {};
    await page.routeWebSocket(/graphql/, (socket) => {
      if (isCut) return void socket.close();
      const server = socket.connectToServer();
      cut = () => {
        isCut = true;
        void socket.close();
        void server.close();
      };
    });
    await page.goto(`${desk.maker.url}/console/claims/${claimId}`);
    await button(page, /^Review the evidence/).waitFor();
    cut();
    await page.getByText('Not connected.').waitFor();
    await desk.maker.do(SEOUL, 'withdrawClaim', { claimId });
    isCut = false;
    await page.getByText('Not connected.').waitFor({ state: 'detached' });
    await page.getByText('Withdrawn').first().waitFor();
  });

  it('A1 an auditor winds a claim back by arrows to what was known before its decision', async () => {
    const { id } = await desk.maker.approvedClaim(SEOUL, 'KR-0011');
    await desk.maker.settled();
    const page = await desk.visit(ARTHUR, `claims/${id}`);
    await heading(page, /-/).waitFor();
    await page.keyboard.press('t');
    const state = page.locator('.facts');
    await state.getByText('Approved').first().waitFor();
    await page.getByLabel('What had happened by').focus();
    await page.keyboard.press('Home');
    await state.getByText('Submitted').waitFor();
    expect(await page.locator('.timeline .later').count()).toBeGreaterThan(3);
    await page.reload();
    await state.getByText('Submitted').waitFor();
  });

  it('E1 a file of a wrong type is refused in words, with code and rule, beside it', async () => {
    const page = await desk.visit(SEOUL, 'new');
    await page
      .getByLabel('Choose files')
      .setInputFiles({ name: 'run.exe', mimeType: 'image/jpeg', buffer: Buffer.from('MZ no picture') });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('UNSUPPORTED_MEDIA · rule E1');
  });

  describe('has no violation of accessibility', () => {
    let claimId: string;
    beforeAll(async () => {
      claimId = await submitted(SEOUL, 'KR-0008');
    });

    const violations = async (page: Page): Promise<unknown> => {
      await page.evaluate(axe.source);
      return page.evaluate(
        `axe.run({ resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).join('; ')))`,
      );
    };
    /** Each route in both themes and widths, the languages in rotation; all of them by `npm run axe`. */
    const FEW: readonly Visit[] = [
      { width: 1360, theme: 'light', language: 'en' },
      { width: 1360, theme: 'dark', language: 'ko' },
      { width: 390, theme: 'light', language: 'de', hasTouch: true },
      { width: 390, theme: 'dark', language: 'ja', hasTouch: true },
    ];
    const LANGUAGES = ['en', 'ko', 'zh', 'de', 'ja'];
    const LOOKS = isWhole ? FEW.flatMap((look) => LANGUAGES.map((language) => ({ ...look, language }))) : FEW;
    /** Those of one person together: signing in anew takes a browser of its own. */
    const ROUTES: readonly (readonly [string, Who | undefined, (page: Page) => Promise<unknown>])[] = [
      ['', undefined, (page) => page.locator('.sign-in-groups').waitFor()],
      ['work?part=NOT_REVIEWED', RITA, (page) => page.locator('.rows').waitFor()],
      ['claims/ID', RITA, (page) => page.locator('.timeline li').first().waitFor()],
      ['claims', SEOUL, (page) => page.locator('.card').first().waitFor()],
      ['new?serial=KR-0009', SEOUL, (page) => page.locator('.found').waitFor()],
      ['claims/ID', SEOUL, (page) => page.locator('.timeline li').first().waitFor()],
      ['claims/ID/at', ARTHUR, (page) => page.locator('.facts dl').waitFor()],
    ];

    it.each(LOOKS)('at $width px, $theme, $language', async (look) => {
      let page: Page | undefined;
      for (const [index, [path, who, shown]] of ROUTES.entries()) {
        const address = path.replace('ID', claimId);
        if (page && ROUTES[index - 1]?.[1] === who) await page.goto(`${desk.maker.url}/console/${address}`);
        else {
          await desk.leave();
          page = await desk.visit(who, address, look);
        }
        await shown(page);
        expect({ path, violations: await violations(page) }).toEqual({ path, violations: [] });
        expect({ path, width: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({
          path,
          width: look.width,
        });
        if (who === RITA && path === 'claims/ID') {
          await page.keyboard.press('c');
          await page.locator('dialog').waitFor();
          expect({ dialog: await violations(page) }).toEqual({ dialog: [] });
        }
      }
    });
  });
});
