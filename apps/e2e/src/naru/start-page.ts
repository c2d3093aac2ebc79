// Owns using the chat page as a person would, in a real browser. Does not know how what it talks to was started.
import { existsSync } from 'node:fs';

import { chromium, type Page } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const executablePath = PLACES.find((place) => existsSync(place)) ?? '';

/** Why there is no page to look at; null: there is a browser. */
export const NO_BROWSER =
  executablePath === '' ? 'skipped: no Chromium or Chrome was found; Debian: apt-get install chromium' : null;

export interface Chat {
  /** What each model said, by its id. */
  readonly answers: Readonly<Record<string, string>>;
  /** Exceptions, and what the page's policy stopped. */
  readonly problems: readonly string[];
}

const ANSWER_MS = 120_000;

/** Opens the page and asks each model the same, each in a conversation of its own. */
export async function chatOnPage(url: string, models: readonly string[]): Promise<Chat> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    const page = await browser.newPage({ locale: 'en-US' });
    const problems: string[] = [];
    page.on('pageerror', ({ message }) => problems.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    const answers: Record<string, string> = {};
    for (const model of models) {
      await page.goto(url);
      await choose(page, model);
      answers[model] = await answerTo(page, 'What is a canary release?');
    }
    return { answers, problems };
  } finally {
    await browser.close();
  }
}

async function choose(page: Page, model: string): Promise<void> {
  await page.getByRole('button', { name: /^Model:/ }).click();
  await page.getByRole('menuitemradio', { name: model }).first().click();
  await page.getByRole('button', { name: `Model: ${model}` }).waitFor();
}

/** The first words are enough: a small machine may take minutes to the end, so that it is stopped there. */
async function answerTo(page: Page, question: string): Promise<string> {
  await page.getByLabel('Message', { exact: true }).fill(question);
  await page.keyboard.press('Enter');
  const words = page.locator('article.answer .markdown', { hasText: /\S/ });
  await words.waitFor({ timeout: ANSWER_MS });
  await page.keyboard.press('Escape');
  await page.locator('article.answer[aria-busy=false]').waitFor({ timeout: ANSWER_MS });
  return words.innerText();
}
