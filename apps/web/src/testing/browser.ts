// Owns the browser of the tests: finds it, opens pages against a fake serve, collects what went wrong in them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { FakeServe } from './fake-serve.ts';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const DIST = join(import.meta.dirname, '../../dist');

const found = PLACES.find((place) => existsSync(place)) ?? null;

/** Runs where there is a browser; elsewhere it is skipped, and its name says why. */
export function browserSuite(name: string, suite: (stage: Stage) => void): void {
  if (found === null) {
    describe.skip(`${name} (skipped: no Chromium or Chrome was found; Debian: apt-get install chromium)`, () => {
      it('needs a browser', () => undefined);
    });
    return;
  }
  describe(name, () => suite(stageIn(found)));
}

export interface OpenOptions extends BrowserContextOptions {
  readonly path?: string;
  readonly serve?: FakeServe;
  readonly auth?: boolean;
  /** Makes what serve has before the page is opened, and says which page that is. */
  readonly before?: (serve: FakeServe) => string | undefined;
}

export interface Opened {
  readonly page: Page;
  readonly serve: FakeServe;
  /** Broken policy, exceptions, errors of React: none is expected. */
  readonly problems: readonly string[];
}

export interface Stage {
  readonly open: (options?: OpenOptions) => Promise<Opened>;
}

function stageIn(executablePath: string): Stage {
  let browser: Browser;
  let close: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  }, 60_000);
  afterEach(async () => {
    for (const end of close.reverse()) await end();
    close = [];
  });
  afterAll(() => browser.close());
  return {
    open: async ({ path, serve: given, auth = false, before, ...context } = {}) => {
      const serve = given ?? (await new FakeServe({ dist: DIST, auth }).listen());
      if (!given) close.push(() => serve.close());
      const place = before?.(serve) ?? path ?? '/';
      const options = { viewport: { width: 1280, height: 800 }, locale: 'en-US', ...context };
      const page = await browser.newPage(options);
      close.push(() => page.close());
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        const expected = message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && !expected) problems.push(message.text());
      });
      await page.goto(serve.url + place);
      return { page, serve, problems };
    },
  };
}

export async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(question);
  await page.keyboard.press('Enter');
}

/** The last answer, once it has ended and is drawn (plain text stands there until the Markdown code has arrived). */
export async function lastAnswer(page: Page): Promise<string> {
  await page.waitForFunction(
    () =>
      document.querySelector('.markdown') !== null &&
      document.querySelector('.markdown-plain, .pending, article.answer[aria-busy=true]') === null,
  );
  return page.locator('article.answer').last().locator('.markdown').innerText();
}

/** Resolves when colours no longer change: what is measured midway is nobody's design. */
export async function transitionsOver(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame(); // the first one draws with the old style
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
}
