import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ADAM, BERLIN, OSAKA, RITA, SEOUL } from '../support/maker.ts';
import { button, heading, submitted, type Desk } from './desk.ts';

/** What is not there, not for the role, refused, or cut off. */
export function badInput(desk: Desk): void {
  it('C2 a claim of another partner is shown as absent, like one that does not exist', async () => {
    const claimId = await submitted(desk(), SEOUL, 'KR-0004');
    const page = await desk().visit(BERLIN, `claims/${claimId}`);
    await heading(page, 'There is no such claim').waitFor();
    const foreign = await page.locator('main').textContent();
    await page.goto(desk().address('claims/no-such-claim'));
    await heading(page, 'There is no such claim').waitFor();
    // But for the way back, to what was shown before.
    const shown = (text: string | null) => text?.replace(/^‹ .*?(?=There is)/, '');
    expect(shown(await page.locator('main').textContent())).toBe(shown(foreign));
  });

  it('a screen that is not for the role, and one of nothing, say so, and have no entry', async () => {
    const page = await desk().visit(BERLIN, 'work');
    for (const path of ['work', 'batches/B-2512', 'batches/NONE', 'partners/P-SEOUL', 'records?part=models']) {
      await page.goto(desk().address(path));
      await heading(page, 'This screen is not for your role').waitFor();
    }
    await page.getByText('It is for: reviewer, quality, finance, auditor, administrator.').waitFor();
    expect(await page.getByRole('navigation', { name: 'Screens' }).textContent()).toBe(
      'My claimsNew claimCreditsPromise',
    );
    const staff = await desk().visit(ADAM);
    for (const [path, said] of [
      ['nothing', 'This page does not exist'],
      ['batches/NONE', 'There is no such batch'],
      ['claims/NONE/at', 'There is no such claim'],
      ['claims/NONE/proof', 'There is no such claim'],
      ['credits/NONE', 'There is no such credit note'],
      ['units/NONE', 'There is no such unit'],
      ['products/NONE', 'There is no such record'],
      ['partners/NONE', 'There is no such record'],
    ] as const) {
      await staff.goto(desk().address(path));
      await heading(staff, said).waitFor();
      expect(await staff.title()).toBe(`${said} · Makegood`);
      await staff.locator('main').getByRole('link', { name: /^‹ / }).waitFor();
    }
    for (const [path, said] of [
      ['policies/NONE', 'There is no such record. Its first version is drafted here.'],
      ['calendars/NONE', 'There is no such record. Its first version is drafted here.'],
    ] as const) {
      await staff.goto(desk().address(path));
      await staff.getByText(said).waitFor();
    }
  });

  it('a lost connection is said, and heals by itself: what happened meanwhile, or before it began, is then shown', async () => {
    const claimId = await submitted(desk(), SEOUL, 'KR-0010');
    const page = await desk().visit(RITA);
    let isCut = false;
    let cut = () => {};
    const begun = Promise.withResolvers<void>();
    await page.routeWebSocket(/graphql/, async (socket) => {
      if (isCut) return void socket.close();
      await begun.promise;
      const server = socket.connectToServer();
      cut = () => {
        isCut = true;
        void socket.close();
        void server.close();
      };
    });
    await page.goto(desk().address(`claims/${claimId}`));
    await button(page, /^Review the evidence/).waitFor();
    await desk().maker.do(RITA, 'addNote', { claimId, text: 'Called before.' });
    await desk().maker.settled();
    begun.resolve();
    await page.getByText('Called before.').first().waitFor();
    cut();
    await page.getByText('Not connected.').waitFor();
    await desk().maker.do(SEOUL, 'withdrawClaim', { claimId });
    isCut = false;
    await page.getByText('Not connected.').waitFor({ state: 'detached' });
    await page.getByText('Withdrawn').first().waitFor();
  });

  it('what was written and is not shown yet is said to follow, is not written again by a second press, and then shown', async () => {
    const claimId = await submitted(desk(), OSAKA, 'JP-0010');
    const page = await desk().visit(RITA, `claims/${claimId}`);
    await button(page, /^Review the evidence/).click();
    await heading(page, 'Review the evidence').waitFor();
    // The verdict is chosen already, so what is typed at once goes to the findings.
    await page.keyboard.type('Dark.');
    // As a server whose read models are behind.
    await page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('query Claim(')) return route.continue();
      const errors = [{ message: 'Later.', extensions: { code: 'NOT_YET_VISIBLE' } }];
      return route.fulfill({ json: { data: null, errors } });
    });
    await page.keyboard.press('Control+Enter');
    // A key that is pressed meanwhile is for the page, not for the form that is about to close.
    await page.keyboard.press('m');
    await page.getByText('Saved. This page follows in a moment.').waitFor();
    await heading(page, 'Ask for more').waitFor();
    await page.keyboard.press('Escape');
    await page.unroute('**/graphql');
    await page.getByText('Saved. This page follows in a moment.').waitFor({ state: 'hidden' });
    await heading(page, 'Reviews').waitFor();
    // Pressed again on a page that does not show it yet, it is not sent again.
    await desk().maker.do(RITA, 'approveClaim', { claimId });
    const partner = await desk().visit(OSAKA, `claims/${claimId}`);
    await partner.getByLabel('A credit note').check();
    const shown = Promise.withResolvers<void>();
    let choices = 0;
    await partner.route('**/graphql', async (route) => {
      const asked = route.request().postData() ?? '';
      if (asked.includes('mutation ChooseRemedy(')) choices++;
      if (asked.includes('query Claim(')) await shown.promise;
      return route.continue();
    });
    await button(partner, 'Confirm the choice').click();
    await partner.getByText('Saved. This page follows in a moment.').waitFor();
    await button(partner, 'Confirm the choice').click();
    shown.resolve();
    await heading(partner, 'Choose your remedy').waitFor({ state: 'detached' });
    expect(choices).toBe(1);
  });

  it('E1 C2 a file of a wrong type, a video of 300 MB and a serial of another partner are refused in words, with code and rule, beside them', async () => {
    const page = await desk().visit(SEOUL, 'new');
    await page
      .getByLabel('Choose files')
      .setInputFiles({ name: 'run.exe', mimeType: 'image/jpeg', buffer: Buffer.from('MZ no picture') });
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('UNSUPPORTED_MEDIA\u00a0· rule E1');
    // Its name and a mark, and no picture that is broken.
    await page.locator('.file', { hasText: 'run.exe' }).getByText('▤').waitFor();
    const video = join(process.env.TEST_RUN_FOLDER as string, 'long.mp4');
    await writeFile(video, '\0\0\0\x18ftypmp42\0\0\0\0mp42isom');
    await truncate(video, 300 * 1024 * 1024);
    await page.getByLabel('Choose files').setInputFiles(video);
    await page.getByText(/^FILE_TOO_LARGE\s· rule E1/).waitFor();
    await page.getByLabel('Serial number').fill('DE-0001');
    await page.getByText(/^NOT_YOUR_UNIT/).waitFor();
    // Said once; nothing can be chosen or sent for it.
    expect(await page.getByText('not shipped').count()).toBe(1);
    await page.getByText('Give the serial number first').waitFor();
    await page.locator('.missing').getByText('Serial number').waitFor();
    expect(await page.evaluate("getComputedStyle(document.querySelector('legend'), '::after').content")).toContain('*');
    expect(await button(page, 'Submit the claim').isDisabled()).toBe(true);
    expect(await page.getByLabel('Serial number').inputValue()).toBe('DE-0001');
  });
}
