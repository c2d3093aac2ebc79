import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { blockedWhile, type Blocked } from '../testing/blocked.ts';
import { ask, browserSuite, type Opened, type Stage } from '../testing/browser.ts';
import { longConversation } from '../testing/fake-conversations.ts';

jest.setTimeout(300_000);

/** A frame that a person would notice. */
const LONGEST_TASK_MS = 50;
/** An idle page that is later than this was kept waiting by other processes; tasks are stretched then as well. */
const CALM_MS = 20;
const RUNS = 3;
const LOAD_MS = 120_000;

async function loadAll(page: Page): Promise<void> {
  const scroller = page.locator('.scroller');
  const first = page.getByText('Question 1: ', { exact: false });
  for (const until = performance.now() + LOAD_MS; performance.now() < until && (await first.count()) === 0;) {
    await scroller.evaluate((element) => element.scrollTo(0, 0));
    await page.waitForTimeout(120);
  }
  await first.first().waitFor();
}

/** The whole of it in the page, its end in view, and answers that come faster than one reads. */
async function openWhole(stage: Stage): Promise<Opened> {
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
async function untilAnswered(
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
function scrolling(page: Page): () => Promise<void> {
  let turns = 0;
  return () => page.mouse.wheel(0, turns++ % 120 < 60 ? -700 : 700);
}

/**
 * Runs until one of them, on a machine that let an idle page be in time, blocks by the clock for no longer than allowed.
 * Where no run was calm, the clock says nothing, and what the tasks took of a core still does.
 */
async function blocked(page: Page, act: (run: number) => Promise<void>) {
  const runs: Blocked[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { longestTask, idlePage } = (runs[run] = await blockedWhile(page, () => act(run)));
    if (idlePage <= CALM_MS && longestTask <= LONGEST_TASK_MS) break;
  }
  const calm = runs.filter(({ idlePage }) => idlePage <= CALM_MS);
  return {
    byClock: calm.length === 0 ? null : Math.min(...calm.map(({ longestTask }) => longestTask)),
    work: Math.min(...runs.map(({ longestWork }) => longestWork)),
  };
}

const topOf = (page: Page): Promise<number> => page.locator('.scroller').evaluate((element) => element.scrollTop);

/** Where it is once it no longer moves. */
async function stillTop(page: Page): Promise<number> {
  for (let top = await topOf(page); ;) {
    await page.waitForTimeout(400);
    const next = await topOf(page);
    if (next === top) return top;
    top = next;
  }
}

/** Waits until the end is in view. */
async function atTheEnd(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const scroller = document.querySelector('.scroller');
    return scroller !== null && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
  });
}

browserSuite('a conversation of 1,000 messages', (stage) => {
  it('never blocks for more than 50 ms while an answer is written', async () => {
    const opened = await openWhole(stage);
    const { page, problems } = opened;
    const { byClock, work } = await blocked(page, (run) => untilAnswered(opened, `rich ${run}`));
    expect(byClock ?? 0).toBeLessThanOrEqual(LONGEST_TASK_MS);
    expect(work).toBeLessThanOrEqual(LONGEST_TASK_MS);
    expect(await page.locator('.row').count()).toBeLessThan(40);
    expect(problems).toEqual([]);
  });

  it('never blocks for more than 50 ms while one scrolls through it as an answer is written', async () => {
    const opened = await openWhole(stage);
    const { page, problems } = opened;
    const { byClock, work } = await blocked(page, (run) => untilAnswered(opened, `rich ${run}`, scrolling(page)));
    expect(byClock ?? 0).toBeLessThanOrEqual(LONGEST_TASK_MS);
    expect(work).toBeLessThanOrEqual(LONGEST_TASK_MS);
    expect(problems).toEqual([]);
  });

  it('shows the end, loads older messages without a jump, and reaches the first one', async () => {
    const { page } = await stage.open({ before: ({ store }) => `/c/${longConversation(store, 1000)}` });
    await page.getByText('Question 500:').waitFor();
    await loadAll(page);
    expect(await page.locator('.row').count()).toBeLessThan(60);
  });

  it('stays where the reader scrolled to while an answer grows, and follows again at the end', async () => {
    const { page, serve } = await stage.open({ before: ({ store }) => `/c/${longConversation(store, 60)}` });
    const { streams, messages } = serve.store;
    streams.rests = (written) => written.length > 2000;
    await page.locator('article.answer').last().waitFor();
    await ask(page, 'long');
    await page.locator('article.answer[aria-busy=true] .code').first().waitFor();
    await atTheEnd(page);
    await page.locator('.scroller').hover();
    await page.mouse.wheel(0, -900);
    const top = await stillTop(page);
    const shown = () => page.locator('article.answer').last().innerText();
    const before = (await shown()).length;
    streams.rests = (written) => written.length > 4000;
    while ((await shown()).length < before + 1000) await page.waitForTimeout(50);
    expect([...messages.values()].at(-1)?.status).toBe('streaming');
    expect(Math.abs((await stillTop(page)) - top)).toBeLessThan(3);
    await page.getByRole('button', { name: 'To the newest message' }).click();
    await atTheEnd(page);
  });
});
