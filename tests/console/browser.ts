import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { ConsoleFiles } from '../../apps/api/src/console.controller.ts';
import { CHROMIUM } from '../support/chromium.ts';
import { Maker, type MakerOptions, type Who } from '../support/maker.ts';

const ROOT = join(import.meta.dirname, '../..');
export const TIMEOUT_MS = 20_000;
const HEIGHT = 900;
/** What a test refuses on purpose, and what was about to be sent over a connection that it cuts. */
const EXPECTED = ['Failed to load resource', 'WebSocket is already in CLOSING or CLOSED state'];

const isThere = existsSync(CHROMIUM);

/** Skipped by name where there is no Chromium: `apt-get install chromium-headless-shell fonts-noto-cjk`, or its path in CHROMIUM. */
export const describeInBrowser = (name: string, specs: () => void): void =>
  isThere ? describe(name, specs) : describe.skip(`${name} (needs ${CHROMIUM})`, specs);

export interface Visit {
  readonly width?: number;
  readonly theme?: 'light' | 'dark';
  readonly language?: string;
  readonly hasTouch?: boolean;
}

/** One server with the console as it is built, and one browser, in which each person has kept what a browser keeps. */
export class Console {
  /** What the browser complained of, from any page: faults of scripts, and what the policy of the page refuses. */
  readonly complaints: string[] = [];
  readonly #contexts = new Map<string, Promise<BrowserContext>>();
  readonly #pages: Page[] = [];

  private constructor(
    readonly maker: Maker,
    readonly browser: Browser,
  ) {}

  /** `video`: a file of pictures that its camera shows. */
  static async start(options: MakerOptions = {}, video?: string): Promise<Console> {
    // As `npm run build` does, which does nothing where it was built from the same sources.
    const built = promisify(execFile)(process.execPath, [join(ROOT, 'apps/console/build.ts')]);
    const args = [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      ...(video === undefined ? [] : [`--use-file-for-fake-video-capture=${video}`]),
    ];
    const [maker, browser] = await Promise.all([
      Maker.start(undefined, { ...options, consoleFiles: new ConsoleFiles(join(ROOT, 'dist/console')) }),
      chromium.launch({ executablePath: CHROMIUM, args }),
      built,
    ]);
    return new Console(maker, browser);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.maker.end();
  }

  /** A page of somebody who is signed in. */
  async visit(who: Who | undefined, path = '', look: Visit = {}): Promise<Page> {
    const { theme = 'light', language = 'en' } = look;
    const context = await this.#contextOf(who, look);
    const page = await context.newPage();
    this.#pages.push(page);
    if (look.width !== undefined) await page.setViewportSize({ width: look.width, height: HEIGHT });
    // Once for each page: what is chosen in it stays.
    await page.addInitScript(
      `if (!sessionStorage.getItem('look')) {
         sessionStorage.setItem('look', 'set');
         localStorage.setItem('makegood-language', '${language}');
         localStorage.setItem('makegood-theme', '${theme}');
       }`,
    );
    await page.goto(this.address(path));
    return page;
  }

  address = (path: string): string => `${this.maker.url}/console/${path}`;

  #contextOf(who: Who | undefined, { hasTouch = false }: Visit): Promise<BrowserContext> {
    const name = JSON.stringify([who, hasTouch]);
    const context = this.#contexts.get(name) ?? this.#newContext(who, hasTouch);
    this.#contexts.set(name, context);
    return context;
  }

  async #newContext(who: Who | undefined, hasTouch: boolean): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      viewport: { width: 1360, height: HEIGHT },
      hasTouch,
      isMobile: hasTouch,
      permissions: ['camera'],
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
    });
    context.setDefaultTimeout(TIMEOUT_MS);
    await context.addInitScript(
      `addEventListener('securitypolicyviolation', (event) => console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI));`,
    );
    context.on('page', (page) => {
      page.on('pageerror', (error) => this.complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' && !EXPECTED.some((beginning) => message.text().startsWith(beginning)))
          this.complaints.push(message.text());
      });
    });
    if (who) await this.signIn(context, who);
    return context;
  }

  /** As the page does it, from a page of the server. */
  async signIn(context: BrowserContext, { role, partnerId, id }: Who): Promise<void> {
    const page = await context.newPage();
    // Nothing is there: the page of an address that is refused may ask for nothing.
    await page.route('**/assets/none', (route) => route.fulfill({ contentType: 'text/html', body: '' }));
    await page.goto(this.address('assets/none'));
    const person = JSON.stringify({ role, id: partnerId ?? id });
    const body = JSON.stringify(person);
    await page.evaluate(
      `fetch('/session/local', { method: 'POST', headers: { 'content-type': 'application/json' }, body: ${body} }).then((answer) => { if (!answer.ok) throw new Error(answer.status) })`,
    );
    await page.close();
  }

  /** Closes every page that was visited. */
  async leave(): Promise<void> {
    await Promise.all(this.#pages.splice(0).map((page) => page.close()));
  }
}
