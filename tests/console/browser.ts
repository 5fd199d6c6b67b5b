import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { ConsoleFiles } from '../../apps/api/src/console.controller.ts';
import { Maker, type MakerOptions, type Who } from '../support/maker.ts';

const ROOT = join(import.meta.dirname, '../..');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const TIMEOUT_MS = 20_000;

const isThere = existsSync(CHROMIUM);

/** Skipped by name where there is no Chromium: `apt-get install chromium fonts-noto-cjk`, or its path in CHROMIUM. */
export const describeInBrowser = (name: string, specs: () => void): void =>
  isThere ? describe(name, specs) : describe.skip(`${name} (needs ${CHROMIUM})`, specs);

export interface Visit {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  readonly language?: string;
  readonly hasTouch?: boolean;
}

/** One server with the console as it is built, and one browser. */
export class Console {
  /** What the browser complained of, from any page: faults of scripts, and what the policy of the page refuses. */
  readonly complaints: string[] = [];
  readonly #contexts: BrowserContext[] = [];

  private constructor(
    readonly maker: Maker,
    readonly browser: Browser,
  ) {}

  static async start(options: MakerOptions = {}): Promise<Console> {
    const folder = join(process.env.TEST_RUN_FOLDER as string, 'console');
    const built = promisify(execFile)(process.execPath, [join(ROOT, 'apps/console/build.ts'), folder]);
    const [browser] = await Promise.all([chromium.launch({ executablePath: CHROMIUM }), built]);
    return new Console(await Maker.start(undefined, { ...options, consoleFiles: new ConsoleFiles(folder) }), browser);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.maker.end();
  }

  /** A browser of its own, signed in. */
  async visit(
    who: Who | undefined,
    path = '',
    { width = 1360, theme = 'light', language = 'en', hasTouch = false }: Visit = {},
  ) {
    const context = await this.browser.newContext({
      viewport: { width, height: 900 },
      hasTouch,
      isMobile: hasTouch,
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    context.setDefaultTimeout(TIMEOUT_MS);
    this.#contexts.push(context);
    await context.addInitScript(
      `localStorage.setItem('makegood-language', localStorage.getItem('makegood-language') ?? '${language}');
       localStorage.setItem('makegood-theme', '${theme}');
       addEventListener('securitypolicyviolation', (event) => console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI));`,
    );
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.complaints.push(message.text());
    });
    if (who) await this.signIn(page, who);
    await page.goto(`${this.maker.url}/console/${path}`);
    return page;
  }

  /** As the page does it, from a page of the server. */
  async signIn(page: Page, { role, partnerId, id }: Who): Promise<void> {
    // Nothing is there, but its policy is that of the console.
    await page.goto(`${this.maker.url}/console/assets/none`);
    const person = JSON.stringify({ role, id: partnerId ?? id });
    const body = JSON.stringify(person);
    await page.evaluate(
      `fetch('/session/local', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${body} }).then((answer) => { if (!answer.ok) throw new Error(answer.status) })`,
    );
  }

  /** Closes every page that was visited. */
  async leave(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close();
  }
}
