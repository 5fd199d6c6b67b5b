import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { answerPage } from '#notices';
import { ADAM, ARTHUR, FIONA, RITA, SEOUL, type Who } from '../support/maker.ts';
import { QUINN, strangersMails, submitted, type Desk } from './desk.ts';
import { pressKey } from './ways.ts';

export const isWhole = process.env.CONSOLE_AXE === 'whole';

/** Every screen under axe; every language and both widths of each with CONSOLE_AXE=whole. */
export function accessibility(desk: Desk): void {
  describe('has no violation of accessibility', () => {
    let claimId: string;
    let number: string;
    beforeAll(async () => {
      claimId = await submitted(desk(), SEOUL, 'KR-0008');
      const { id } = await desk().maker.approvedClaim(SEOUL, 'KR-0016');
      const table = new FormData();
      table.set('kind', 'products');
      table.set('file', new Blob(['sku,name,defectGroups\n,No number,ink: DRY\n']), 'one-without-number.csv');
      await desk().maker.raw(ADAM, '/imports', { method: 'POST', body: table });
      await strangersMails(desk(), { text: 'Dark.', files: [] }, 'fitter-3@elsewhere.example');
      await desk().maker.settled();
      number = (await desk().maker.claim(FIONA, id, 'creditNote { number }')).creditNote.number;
    });

    /** `colours`: all that another theme changes. `layout`: all that another width changes. */
    const violations = async (page: Page, what: 'all' | 'layout' | 'colours'): Promise<unknown> => {
      if (!(await page.evaluate('Boolean(window.axe)'))) await page.evaluate(axe.source);
      const runOnly = what === 'all' ? RULES : what === 'layout' ? LAYOUT : LAYOUT.slice(0, 1);
      const type = what === 'all' ? 'tag' : 'rule';
      return page.evaluate(
        `axe.run({ preload: false, resultTypes: ['violations'], runOnly: { type: '${type}', values: ${JSON.stringify(runOnly)} } }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) => target + ' ' + failureSummary).join('; ')))`,
      );
    };
    /** What covers its row is as high as that. */
    const LOW = `[...document.querySelectorAll('a:not(.skip, .row-link), button, select, summary, input')]
      .filter((one) => Math.round((one.closest('.check') ?? one).getBoundingClientRect().height) < 44)
      .map(({ outerHTML }) => outerHTML)`;
    /** Fields that do not show all that they hold. */
    const CUT = `[...document.querySelectorAll('input:not([type="checkbox"], [type="radio"], [type="file"], [type="range"]), textarea')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      .map(({ outerHTML, value }) => [outerHTML, value])`;
    /** Which of the pairs are painted in the same way: elements, or a part of each. */
    const ALIKE = `(pairs) => {
      const ground = (element, part) => {
        const { backgroundColor } = getComputedStyle(element, part);
        const isSeen = !/^rgba.*, 0[)]$/.test(backgroundColor) || !element.parentElement;
        return isSeen ? backgroundColor : ground(part ? element : element.parentElement);
      };
      const painted = (selector, part) => {
        const element = document.querySelector(selector);
        const { borderBottomColor, outlineStyle } = getComputedStyle(element, part);
        return [ground(element, part), borderBottomColor, outlineStyle].join();
      };
      return pairs.filter(([one, other, part]) => painted(one, part) === painted(other, part));
    }`;
    /** What is broken within a line of the main part: numbers, serials, days and amounts, beside names as long as there are. */
    const BROKEN = `(() => {
      const main = document.querySelector('main');
      const texts = (within) => {
        const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) found.push(walker.currentNode);
        return found;
      };
      const names = [...(main?.querySelectorAll('.rows td') ?? [])].flatMap(texts).filter(({ data }) => /^[^\\d]{4,}$/.test(data));
      const asTheyWere = names.map(({ data }) => data);
      for (const name of names) name.data = (name.data + ' ').repeat(8);
      const broken = texts(main ?? document.body).flatMap((text) =>
        text.parentElement.closest('.hash, svg, pre, blockquote, option') ? [] :
          [...text.data.matchAll(/(?:[\\w.,:\\/+%\u00a0-]|.?\u2060.?)+/g)].flatMap(({ 0: told, index }) => {
            if (!/\\d/.test(told) || told.length > 30) return [];
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + told.length);
            return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1 ? [told] : [];
          }),
      );
      for (const [at, name] of names.entries()) name.data = asTheyWere[at];
      return broken;
    })()`;
    const LAYOUT = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block'];
    const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const LANGUAGES = ['en', 'ko', 'zh', 'de', 'ja'] as const;
    const ROUTES: readonly (readonly [string, Who | undefined, string])[] = [
      ['', undefined, '.sign-in-groups'],
      ['work?part=NOT_REVIEWED', RITA, '.rows'],
      ['claims/ID', RITA, '.timeline li'],
      ['batches', RITA, '.rows'],
      ['batches/B-2512', QUINN, '.plot svg:visible'],
      ['claims', SEOUL, '.card'],
      ['new?serial=KR-0009', SEOUL, '.found'],
      ['claim-units', SEOUL, 'form.intake'],
      ['claims/ID', SEOUL, '.timeline li'],
      ['claims/ID/proof', SEOUL, '.rows'],
      ['claims/ID/at', ARTHUR, '.facts dl'],
      ['claims/ID/proof', ARTHUR, '.rows'],
      ['units/KR-0016', ADAM, '.facts dl'],
      ['units/KR-0009', SEOUL, '.facts dl'],
      ['mails', RITA, '.card'],
      ['records?part=staff', ADAM, '.rows'],
      ['credits', FIONA, '.rows'],
      ['credits?part=totals&from=2026-01-01&to=2026-03-09', FIONA, '.rows'],
      ['credits?part=reconcile&from=2026-01-01&to=2026-03-09', FIONA, '.rows'],
      ['credits/NOTE', FIONA, '.facts dl'],
      ['credits?part=closing&month=2026-03', FIONA, '.rows'],
      ['credits?part=statement&partner=P-SEOUL&month=2026-03', FIONA, '.rows'],
      ['promise?from=2026-01-01&to=2026-03-09', FIONA, '.rows'],
      ['records', ADAM, '.rows'],
      ['partners/P-SEOUL', ADAM, '.facts dl'],
      ['records?part=imports', ADAM, '.card'],
      ['records?part=models', ADAM, '.rows'],
      ['products/LAMP', ADAM, '.defect'],
      ['policies/STANDARD', ADAM, '.versions'],
      ['calendars/default', ADAM, '.facts fieldset'],
    ];

    /** At both widths and in both themes, the languages in rotation; in every language by `npm run axe`. */
    const check = async (at: number, hasTouch: boolean, language: string) => {
      const [path, who, shown] = ROUTES[at] as (typeof ROUTES)[number];
      const page = await desk().visit(who, path.replace('ID', claimId).replace('NOTE', number), { hasTouch, language });
      await page.locator(shown).first().waitFor();
      for (const width of hasTouch ? [390] : [1360, 390]) {
        await page.setViewportSize({ width, height: 900 });
        const look = { path, width, language };
        await page.evaluate('document.documentElement.dataset.theme = "light"');
        // A table of a phone has no headings to see; all else is the same at both widths.
        const what = isWhole || width === 390 ? 'all' : 'layout';
        expect({ ...look, violations: await violations(page, what) }).toEqual({ ...look, violations: [] });
        await page.evaluate('document.documentElement.dataset.theme = "dark"');
        expect({ ...look, dark: await violations(page, 'colours') }).toEqual({ ...look, dark: [] });
        expect({ ...look, wide: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({
          ...look,
          wide: width,
        });
        expect({ ...look, cut: await page.evaluate(CUT) }).toEqual({ ...look, cut: [] });
        // Of what can be done, one is emphasised at most.
        expect({ ...look, primary: (await page.locator('.primary:visible').count()) < 2 }).toEqual({
          ...look,
          primary: true,
        });
        if (who === RITA && path === 'claims/ID') {
          await pressKey(page, 'c');
          await page.locator('dialog').waitFor();
          expect({ ...look, dialog: await violations(page, 'all') }).toEqual({ ...look, dialog: [] });
          await page.keyboard.press('Escape');
        }
      }
      await page.setViewportSize({ width: 1360, height: 900 });
      const broken = await page.evaluate(BROKEN);
      expect({ path, language, broken }).toEqual({ path, language, broken: [] });
      // The narrowest phone, and text of twice the size: nothing is wider than the page.
      for (const [width, text] of [
        [320, ''],
        [390, '175%'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(`document.documentElement.style.fontSize = '${text}'`);
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        expect({ path, language, text, wide }).toEqual({ path, language, text, wide: width });
      }
      await page.close();
    };

    it.each(ROUTES.map(([path, who], at) => ({ path, role: who?.role ?? 'nobody', at })))(
      'on $path of $role, at both widths and in both themes',
      async ({ at }) => {
        const languages = isWhole ? LANGUAGES : [LANGUAGES[at % LANGUAGES.length] as string];
        for (const language of languages) await check(at, false, language);
        if (isWhole) for (const language of languages) await check(at, true, language);
      },
    );

    it.each(['credits/NOTE', 'partners/P-SEOUL', 'claims/ID/at', 'records?part=imports', 'calendars/default'])(
      'on %s what is pressed by itself is as high as a finger, where one points',
      async (path) => {
        const [, who, shown] = ROUTES.findLast((route) => route[0] === path) as (typeof ROUTES)[number];
        const look = { hasTouch: true, width: 390 };
        const page = await desk().visit(who, path.replace('ID', claimId).replace('NOTE', number), look);
        await page.locator(shown).first().waitFor();
        expect(await page.evaluate(LOW)).toEqual([]);
      },
    );

    it('on the pages outside the console, which are light or dark as the device is', async () => {
      const { maker } = desk();
      const page = await desk().visit(undefined, '', { width: 390 });
      const facts = { claimNumber: 'K7QF-2M9T-4XRC', serial: 'KR-0001', missing: ['A picture of the plate'] };
      const limits = { files: 20, megabytes: 20, videoMegabytes: 200 };
      const forms = (['CHOOSE', 'ADD_EVIDENCE', 'CONTEST', 'ACKNOWLEDGE', 'RATE'] as const).map((act) =>
        answerPage({ kind: 'FORM', act, notice: { facts: { ...facts, message: 'Please.' } }, limits }, 'en'),
      );
      for (const shown of ['/terms/STANDARD/1', '/terms/unit/none', '/nowhere', '/answer/none', ...forms]) {
        if (shown.startsWith('/')) await page.goto(`${maker.url}${shown}`);
        else await page.setContent(shown);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const ground = `getComputedStyle(document.querySelector('main')).backgroundColor`;
          const title = await page.title();
          expect({ title, ground: await page.evaluate(ground) }).toEqual({
            title,
            ground: colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 28)',
          });
          expect({ title, colorScheme, violations: await violations(page, 'all') }).toEqual({
            title,
            colorScheme,
            violations: [],
          });
        }
      }
    });

    it('where the device chooses the colours, what is current or pressed is painted in another way than its like', async () => {
      const page = await desk().visit(RITA, 'work');
      await page.emulateMedia({ forcedColors: 'active' });
      const alike = (...pairs: readonly (readonly [string, string, string?])[]) =>
        page.evaluate(`(${ALIKE})(${JSON.stringify(pairs)})`);
      await page.locator('.row-link').first().waitFor();
      await pressKey(page, 'j');
      await page.locator('tr:has(.row-link:focus)').waitFor();
      expect(
        await alike(
          ['.tabs [aria-current]', '.tabs a:not([aria-current])'],
          ['.top nav a.active', '.top nav a:not(.active)'],
          ['tbody tr:has(.row-link:focus)', 'thead tr'],
        ),
      ).toEqual([]);
      await page.goto(desk().address(`claims/${claimId}`));
      await page.locator('.timeline .part-clock').first().waitFor();
      await pressKey(page, 'z');
      expect(
        await alike(
          ['[aria-pressed="true"]', '[aria-pressed="false"]'],
          ['button.primary', 'button:not(.primary)'],
          ['.timeline .part-claim', '.timeline .part-clock', '::before'],
        ),
      ).toEqual([]);
    });

    it('a claim is read out in its list and on its page in the order in which it is seen, each part with its name', async () => {
      const { maker } = desk();
      await maker.record('recordBatch', { id: 'B-READ', sku: 'LAMP', producedOn: '2025-12-01', quantity: 5 });
      const line = { sku: 'LAMP', batchId: 'B-READ', netPrice: { amount: '500', currency: 'KRW' } };
      await maker.ship('P-SEOUL', 'INV-READ', [], { lines: [{ ...line, serials: ['READ-1'] }] });
      await maker.settled();
      const id = await submitted(desk(), SEOUL, 'READ-1');
      await maker.settled();
      const { number: called } = await maker.claim(RITA, id, 'number');
      const page = await desk().visit(RITA, 'work?part=NOT_REVIEWED&partner=P-SEOUL');
      const row = page.locator('tr', { hasText: called });
      await row.waitFor();
      const heard = [await row.ariaSnapshot()];
      await page.goto(desk().address(`claims/${id}`));
      await page.locator('.timeline .part-clock').first().waitFor();
      for (const part of ['.claim-head', '.actions', '.evidence', '.timeline'])
        heard.push(await page.locator(part).ariaSnapshot());
      const names = [
        [called, 'NUMBER'],
        [id, 'ID'],
        [/[0-9a-f]{64}/g, 'SHA-256'],
        [/sha-256 [0-9a-f]{8}/g, 'sha-256'],
        // By calendars of other tests.
        [/[A-Z][a-z]{2}, Mar \d+, \d\d:\d\d/g, 'TIME'],
      ] as const;
      const text = names.reduce((all, [name, instead]) => all.replaceAll(name, instead), heard.join('\n'));
      expect(`\n${text}\n`).toBe(READ_OUT);
    });
  });
}

/** What a screen reader finds of a claim: its row, then the parts of its page. */
const READ_OUT = `
- row "23 hr, 59 min left first look by TIME NUMBER Seoul Beauty READ-1 Lumira Lamp Submitted":
  - cell "23 hr, 59 min left first look by TIME":
    - strong: 23 hr, 59 min left
    - text: first look by TIME
  - cell "NUMBER":
    - link "NUMBER":
      - /url: /console/claims/ID
  - cell "Seoul Beauty"
  - cell "READ-1 Lumira Lamp":
    - link "READ-1":
      - /url: /console/units/READ-1
    - text: Lumira Lamp
  - cell "Submitted"
- link "‹ Work":
  - /url: /console/work
- heading "NUMBER" [level=1]
- text: Submitted
- link "Seoul Beauty":
  - /url: /console/partners/P-SEOUL
- strong: 23 hr, 59 min left
- text: first look by TIME
- button "How it is calculated"
- link "As it was":
  - /url: /console/claims/ID/at
- link "Proof":
  - /url: /console/claims/ID/proof
- region "Actions NUMBER":
  - button "Review the evidence c"
  - button "Ask for more m"
  - button "Add files"
  - button "Change the remedy"
  - button "Add a note"
  - button "Assign"
  - button "Withdraw"
  - button "Next claim n"
  - group: Not possible now (5)
- region "Evidence":
  - heading "Photo 1 of 1" [level=2]
  - button "Zoom"
  - button "Rotate"
  - img "Photo 1 of 1"
  - paragraph:
    - text: picture.jpg · image/jpeg · 16 × 16 · 1 KB · TIME · sha-256 ·
    - link "Download":
      - /url: /evidence/SHA-256
- region "History":
  - heading "History" [level=2]
  - checkbox "claim" [checked]
  - text: claim
  - checkbox "clock" [checked]
  - text: clock
  - checkbox "unit and books" [checked]
  - text: unit and books
  - list:
    - listitem:
      - text: Unit has an open claim
      - group: TIME · Seoul Beauty
    - listitem:
      - text: Submitted
      - group: TIME · Seoul Beauty
    - listitem:
      - text: Clock started
      - group: TIME
`;
