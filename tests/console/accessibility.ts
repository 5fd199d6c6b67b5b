import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { ADAM, ARTHUR, FIONA, RITA, SEOUL, type Who } from '../support/maker.ts';
import { QUINN, submitted, type Desk } from './desk.ts';

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
      table.set('file', new Blob(['sku,name,defectGroups\n,No number,ink: DRY\n']), 'products.csv');
      await desk().maker.raw(ADAM, '/imports', { method: 'POST', body: table });
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
        if (who === RITA && path === 'claims/ID') {
          await page.keyboard.press('c');
          await page.locator('dialog').waitFor();
          expect({ ...look, dialog: await violations(page, 'all') }).toEqual({ ...look, dialog: [] });
          await page.keyboard.press('Escape');
        }
      }
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
  });
}
