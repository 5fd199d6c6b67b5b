import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { ADAM, ARTHUR, eventually, OSAKA, RITA, SEOUL } from '../support/maker.ts';
import { button, heading, picture, submitted, type Desk } from './desk.ts';
import { chooseFile, KEYBOARD, TOUCH } from './ways.ts';
import { tamperWith } from '../../libs/platform/src/event-store/tampering.fixture.ts';

/** What each file shows that is on the device, in a draft whose description, where it has one, is written. */
const KEPT_FILES = `new Promise((kept) => {
  const opening = indexedDB.open('makegood', 1);
  opening.onsuccess = () => {
    const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
    all.onsuccess = () => {
      opening.result.close();
      kept(all.result.flatMap(({ fields, files }) => (fields?.description === '' ? [] : files.map(({ kind }) => kind ?? 'AS_TAKEN'))));
    };
  };
})`;

/** Each with one text, by keyboard alone and by touch at 390 px. */
export function flows(desk: Desk): void {
  describe.each([
    {
      way: KEYBOARD,
      name: KEYBOARD.name,
      serials: ['jp-0003', 'JP-0004', 'KR-0005', 'KR-0006', 'KR-0011', 'KR-0007'] as const,
    },
    {
      way: TOUCH,
      name: TOUCH.name,
      serials: ['jp-0005', 'JP-0006', 'KR-0003', 'KR-0019', 'KR-0012', 'KR-0020'] as const,
    },
  ])('$name', ({ way, serials: [first, second, third, fourth, fifth, sixth] }) => {
    const { press, pick, type } = way;
    const radio = (page: Page, name: string | RegExp) => page.getByRole('radio', { name });

    it('C1 C3 C6 C7 C8 S6 a claim goes from its serial over the evidence that was asked for to the credit note, and each page shows it by itself', async () => {
      const reviewer = await desk().visit(RITA, 'work', way.look);
      const partner = await desk().visit(OSAKA, 'claims', way.look);
      await press(partner.locator('main').getByRole('link', { name: 'New claim' }));
      // What is incomplete is not sent: the first that is missing has the focus, and says so.
      await press(button(partner, 'Submit the claim'));
      await partner.getByLabel('Serial number').and(partner.locator(':focus')).waitFor();
      await type(partner.getByLabel('Serial number'), first);
      await partner.getByText('covered until').waitFor();
      await pick(radio(partner, /NO-LIGHT/));
      await type(partner.getByLabel('What happens'), '暗い');
      await press(button(partner, 'Submit the claim'), 'Control+Enter');
      await partner.getByLabel('Take a photo').and(partner.locator(':focus')).waitFor();
      expect(await partner.evaluate('document.activeElement.validationMessage')).toBe(
        'At least one picture or video of the defect',
      );
      expect(await partner.getByRole('alert').count()).toBe(0);
      await chooseFile(way, partner, 'Take a photo', picture(`first ${way.name}`));
      await press(button(partner, 'Submit the claim'), 'Control+Enter');
      await heading(partner, /-/).waitFor();
      const number = (await heading(partner, /-/).textContent()) as string;
      await partner.getByRole('status').getByText(`We have your claim ${number}`).waitFor();
      await partner.getByText(/^You have an answer by .* Next we look at what you sent/).waitFor();
      // The way back leads past the form: what was sent is not sent again.
      await partner.goBack();
      await heading(partner, 'My claims').waitFor();
      await partner.goForward();
      await heading(partner, number).waitFor();

      await press(reviewer.getByRole('link', { name: number }), 'j', 'o');
      await heading(reviewer, number).waitFor();
      await press(reviewer.locator('.impossible summary'), 'a');
      await reviewer.getByText('REVIEW_REQUIRED').first().waitFor();
      await press(button(reviewer, /^Ask for more/), 'm');
      await type(reviewer.getByLabel('What is missing'), 'The plate');
      await type(reviewer.getByLabel('Message to the partner'), 'Please show the plate.');
      await press(button(reviewer, 'Ask the partner'), 'Control+Enter');
      await heading(partner, 'We need more evidence from you').waitFor();
      await partner.getByText('Please show the plate.').first().waitFor();
      await chooseFile(way, partner, 'Take a photo', picture(`plate ${way.name}`));
      await eventually(async () => String(await partner.evaluate(KEPT_FILES)) === 'AS_TAKEN');
      await partner.reload();
      await partner.getByText('✓ uploaded').waitFor();
      await press(button(partner, 'Send the files'));
      await heading(partner, 'We need more evidence from you').waitFor({ state: 'detached' });

      await press(button(reviewer, /^Review the evidence/), 'c');
      await type(reviewer.getByLabel('Findings'), 'Dark segments on the picture.');
      await press(button(reviewer, 'Record the review'), 'Control+Enter');
      await press(button(reviewer, /^Approve/), 'a');
      await heading(reviewer, 'Approve').waitFor();
      await reviewer.getByText('What follows: the partner is asked which remedy it wants.').waitFor();
      // A colleague is faster, by less than the page needs to know of it.
      const claimId = reviewer.url().split('/').at(-1) ?? '';
      await reviewer.route('**/graphql', async (route) => {
        if (route.request().postData()?.includes('mutation ApproveClaim'))
          await desk().maker.do(ADAM, 'approveClaim', { claimId });
        await route.continue();
      });
      // Where there is nothing to fill in, the button that sends it has the focus.
      await press(reviewer.locator('dialog').getByRole('button', { name: 'Approve' }), 'Enter');
      await reviewer
        .getByRole('status')
        .getByText(/^Approve.*: nothing was changed, .* \(adam, /)
        .waitFor();
      await reviewer.unrouteAll();
      await heading(reviewer, 'Approved').waitFor();
      await reviewer.locator('.timeline').getByText('Clock runs on').first().waitFor();
      expect(await reviewer.getByText('Clock follows the claim').count()).toBe(0);
      // What the partner decides is recorded where it said so by phone.
      await button(reviewer, 'Change the remedy').waitFor();

      await heading(partner, 'Choose your remedy').waitFor();
      expect(await partner.getByText('We have your claim').count()).toBe(0);
      await pick(radio(partner, 'A credit note'));
      await press(button(partner, 'Confirm the choice'));
      const download = partner.waitForEvent('download');
      await press(partner.getByRole('link', { name: 'Credit note (PDF)' }));
      const pdf = await readFile(await (await download).path());
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      await partner.getByText('Remedy made final').waitFor();
      await partner.getByText('you have not confirmed yet that you have read it').waitFor();
      // Until then it is asked for that, though our clock runs on (S10).
      await press(partner.getByRole('link', { name: '‹ My claims' }), 'u');
      const yours = partner.locator('section', { has: heading(partner, 'Your move') });
      await press(yours.getByRole('link', { name: number }));
      await press(button(partner, 'I have read the decision'));
      await partner.getByRole('status').getByText('I have read the decision').waitFor();
      await partner.getByText('you have not confirmed yet that you have read it').waitFor({ state: 'detached' });
      for (const page of [reviewer, partner])
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(way.look.width ?? 1360);
    });

    it('C7 F6 a remedy is stated and changed, before the decision and after it, and what was chosen last is what follows', async () => {
      const claimId = await submitted(desk(), OSAKA, second);
      const page = await desk().visit(OSAKA, `claims/${claimId}`, way.look);
      const dialog = page.locator('dialog');
      for (const [name, remedy] of [
        ['A credit note', 'CREDIT'],
        ['A new unit with the next order', 'REPLACEMENT'],
      ] as const) {
        await press(button(page, 'Change the remedy'));
        await pick(radio(page, name));
        await press(dialog.getByRole('button', { name: 'Change the remedy' }), 'Control+Enter');
        await dialog.waitFor({ state: 'detached' });
        // By keyboard, a person goes on from where the dialog was opened.
        await button(page, 'Change the remedy').and(page.locator(':focus')).waitFor();
        expect(await desk().maker.claim(OSAKA, claimId, 'remedy', await desk().maker.settled())).toEqual({ remedy });
      }
      await desk().maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark.' });
      await desk().maker.do(RITA, 'approveClaim', { claimId });
      await page.getByText('owed since').waitFor();
      await press(page.locator('.impossible summary'));
      await page.getByText('REMEDY_EXECUTED').first().waitFor();
      // F6: a unit that was not sent yet can still become a credit.
      await press(button(page, 'Take a credit instead'));
      await press(dialog.getByRole('button', { name: 'Take a credit instead' }));
      await page.getByRole('link', { name: 'Credit note (PDF)' }).waitFor();
    });

    it('C6 what another decides of a claim while a dialog is open is said in it at once, with code and rule, and what was typed stays', async () => {
      const { maker } = desk();
      const claimId = await submitted(desk(), SEOUL, third);
      await maker.do(ADAM, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark.' });
      await maker.settled();
      const page = await desk().visit(RITA, `claims/${claimId}`, way.look);
      const other = await desk().visit(RITA, `claims/${claimId}`, way.look);
      await press(button(page, /^Ask for more/), 'm');
      await type(page.getByLabel('Message to the partner'), 'Asked by me.');
      await maker.do(ADAM, 'requestEvidence', { claimId, missing: ['The plate'], message: 'Show the plate.' });
      await page.getByRole('alert').getByText('Show the plate.').waitFor();
      expect(await page.getByLabel('Message to the partner').inputValue()).toBe('Asked by me.');
      // Sent now, it would take the place of what was asked.
      const change = page.locator('dialog').getByRole('button', { name: 'Change what was asked for' });
      await change.waitFor();
      await press(button(page, 'Clear the form'));
      await press(button(page, 'Not now'));
      await press(button(page, /^Change what was asked for/), 'm');
      expect(await page.getByLabel('What is missing').inputValue()).toBe('The plate');
      await press(button(page, 'Not now'));
      await press(button(page, /^Approve/), 'a');
      await heading(page, 'Approve').waitFor();
      await press(button(other, /^Review the evidence/), 'c');
      await type(other.getByLabel('Findings'), 'Seen by me.');
      // It is there again after the page was left.
      await other.reload();
      await press(button(other, /^Review the evidence/), 'c');
      expect(await other.getByLabel('Findings').inputValue()).toBe('Seen by me.');
      await maker.do(ADAM, 'approveClaim', { claimId });
      await page.getByRole('alert').getByText('This has been done meanwhile.').waitFor();
      expect(await page.locator('dialog').getByText('What follows').count()).toBe(0);
      expect(await page.locator('dialog').getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
      const alert = other.getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toContain('ALREADY_DECIDED');
      expect(await other.getByLabel('Findings').inputValue()).toBe('Seen by me.');
    });

    it('a session that ends in the middle of a form is begun again over it, and the form is then sent, once', async () => {
      const page = await desk().visit(SEOUL, `new?serial=${fourth}`, way.look);
      await pick(radio(page, /NO-LIGHT/));
      await type(page.getByLabel('What happens'), 'It ended.');
      await chooseFile(way, page, 'Choose files', picture(`session ${way.name}`));
      // It has ended, or somebody else has signed in in another window.
      if (way === KEYBOARD) await page.context().clearCookies();
      else await desk().signIn(page.context(), RITA);
      await way.pressTwice(button(page, 'Submit the claim'), 'Control+Enter');
      await press(button(page, /^Sign in again as Seoul Beauty/));
      await heading(page, /-/).waitFor();
      const { claims } = await desk().maker.ask(SEOUL, `{ claims(filter: { serial: "${fourth}" }) { totalCount } }`);
      expect(claims.totalCount).toBe(1);
    });

    it('what a lost connection cut off, a file or the claim, is kept and sent again, and a draft survives a reload', async () => {
      const page = await desk().visit(SEOUL, `new?serial=${sixth}`, way.look);
      await page.route('**/evidence', (route) => route.abort());
      await type(page.getByLabel('What happens'), 'Cut off.');
      await page.getByLabel('Choose files').setInputFiles(picture(`cut ${way.name}`));
      await page.getByText('The connection broke off.').waitFor();
      // Sent now, the claim would lack the file.
      expect(await button(page, 'Submit the claim').isDisabled()).toBe(true);
      await page.unroute('**/evidence');
      await press(button(page, 'Try again'));
      await page.getByText('✓ uploaded').waitFor();
      const shows = page.getByLabel(/^What .* shows$/);
      await shows.selectOption('OTHER');
      // As the page keeps it; a draft is written a moment after the last key.
      await eventually(async () => String(await page.evaluate(KEPT_FILES)) === 'OTHER');
      await page.goto(desk().address('new'));
      await page.getByText('✓ uploaded').waitFor();
      expect(await page.getByLabel('What happens').inputValue()).toBe('Cut off.');
      expect(await page.getByLabel('Serial number').inputValue()).toBe(sixth);
      expect(await shows.inputValue()).toBe('OTHER');
      await shows.selectOption('PHOTO');
      await pick(radio(page, /NO-LIGHT/));
      await page.route('**/graphql', (route) => route.abort());
      await press(button(page, 'Submit the claim'), 'Control+Enter');
      await page.getByText('The server cannot be reached.').waitFor();
      expect(await page.getByLabel('What happens').inputValue()).toBe('Cut off.');
      await page.unroute('**/graphql');
      await press(button(page, 'Submit the claim'), 'Control+Enter');
      await heading(page, /-/).waitFor();
      const { claims } = await desk().maker.ask(SEOUL, `{ claims(filter: { serial: "${sixth}" }) { totalCount } }`);
      expect(claims.totalCount).toBe(1);
    });

    it('A1 A2 an auditor winds a claim back to what was known before its decision, and sees that the chain holds, and which event was tampered with', async () => {
      const { id } = await desk().maker.approvedClaim(SEOUL, fifth);
      await desk().maker.settled();
      const page = await desk().visit(ARTHUR, `claims/${id}`, way.look);
      await heading(page, /-/).waitFor();
      await press(page.getByRole('link', { name: 'As it was' }), 't');
      const state = page.locator('.facts');
      await state.getByText('Approved').first().waitFor();
      await way.toStart(page.getByRole('slider', { name: /^What had happened by/ }));
      await state.getByText('Submitted').waitFor();
      expect(await page.locator('.timeline .later').count()).toBeGreaterThan(3);
      // One by one, however many are within a second.
      await press(button(page, 'One moment later: What had happened by'));
      await page.getByText(/^moment 2 of/).waitFor();
      await press(button(page, 'One moment earlier: What had happened by'));
      await page.getByText(/^moment 1 of/).waitFor();
      await page.reload();
      await state.getByText('Submitted').waitFor();
      await press(page.getByRole('link', { name: /^‹ / }), 'u');
      await press(page.getByRole('link', { name: 'Proof' }), 'p');
      await page.getByText(/^✓ All \d+ events hold/).waitFor();
      const partner = await desk().visit(SEOUL, `claims/${id}/proof`, way.look);
      await partner.getByText(/^\d+ of \d+ events were recalculated here and hold/).waitFor();
      tamperWith(
        desk().maker.folder,
        `UPDATE events SET data = replace(data, 'Dark segments', 'Nice segments') WHERE stream = 'claim-${id}'`,
      );
      await page.reload();
      const alert = page.getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toMatch(
        new RegExp(`^The chain is broken at: Evidence reviewed, event \\d of claim-${id}. The content is not what was`),
      );
    });
  });
}
