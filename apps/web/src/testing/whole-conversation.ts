// Owns what a person does in a conversation of 1,000 messages that is wholly in the page.
import type { Page } from 'playwright-core';
import { ask, type Opened, type Stage } from './browser.ts';
import { longConversation } from './fake-conversations.ts';

const LOAD_MS = 120_000;

export async function loadAll(page: Page): Promise<void> {
  const scroller = page.locator('.scroller');
  const first = page.getByText('Question 1: ', { exact: false });
  for (const until = performance.now() + LOAD_MS; performance.now() < until && (await first.count()) === 0;) {
    await scroller.evaluate((element) => element.scrollTo(0, 0));
    await page.waitForTimeout(120);
  }
  await first.first().waitFor();
}

/** All of it in the page, its end in view, and answers that come faster than one reads. */
export async function openWhole(stage: Stage): Promise<Opened> {
  const opened = await stage.open({ before: ({ store }) => `/c/${longConversation(store, 1000)}` });
  const { page, serve } = opened;
  await page.locator('article.answer').last().waitFor();
  await loadAll(page);
  await page.getByRole('button', { name: 'To the newest message' }).click();
  await page.waitForTimeout(1000);
  serve.store.streams.pieceDelayMs = 8;
  return opened;
}

/** Asks, and does something else until the answer is there. */
export async function untilAnswered(
  { page, serve }: Opened,
  question: string,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { sends, messages } = serve.store;
  const asked = sends.length + 1;
  await ask(page, question);
  await page.locator('.scroller').hover();
  const isWritten = (): boolean => [...messages.values()].at(-1)?.status !== 'streaming';
  while (sends.length < asked || !isWritten()) {
    await meanwhile();
    await page.waitForTimeout(30);
  }
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
}

/** Up through some hundred messages and down again, as fast as a wheel turns. */
export function scrolling(page: Page): () => Promise<void> {
  let turns = 0;
  return () => page.mouse.wheel(0, turns++ % 120 < 60 ? -700 : 700);
}
