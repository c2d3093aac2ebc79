// Owns measuring how long a page blocks, and how long the machine itself kept an idle page waiting meanwhile.
import type { Page } from 'playwright-core';

export interface Blocked {
  /** The longest task of the page, in milliseconds; 0 where none was over 50, which is what browsers report. */
  readonly longestTask: number;
  /** How late the beat of an idle page of the same browser came at worst: other processes, a machine that stood still. */
  readonly idlePage: number;
}

const BEAT_MS = 10;

/** Watches both pages while `act` runs. */
export async function blockedWhile(page: Page, act: () => Promise<void>): Promise<Blocked> {
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser.');
  const idle = await browser.newPage();
  try {
    await page.evaluate(watchTasks);
    await idle.evaluate(beat, BEAT_MS);
    await act();
    return {
      longestTask: await page.evaluate(() => Math.max(0, ...(window as unknown as { tasks: number[] }).tasks)),
      idlePage: await idle.evaluate(() => (window as unknown as { latest: number }).latest),
    };
  } finally {
    await idle.close();
  }
}

function watchTasks(): void {
  const tasks: number[] = [];
  Object.assign(window, { tasks });
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
}

function beat(everyMs: number): void {
  let before = performance.now();
  const state = Object.assign(window, { latest: 0 });
  setInterval(() => {
    const now = performance.now();
    state.latest = Math.max(state.latest, now - before - everyMs);
    before = now;
  }, everyMs);
}
