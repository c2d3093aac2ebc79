// Owns measuring how long a page blocks, and how much of that is the machine's doing and not the page's.
import type { Browser, Page } from 'playwright-core';

/** By the clock, in milliseconds. */
export interface Blocked {
  /** The longest task; 0 where none was over 50, which is what browsers report. */
  readonly longestTask: number;
  /** How late an idle page of the same browser was at worst meanwhile: other processes, a machine that stood still. */
  readonly idlePage: number;
}

const BEAT_MS = 10;

function browserOf(page: Page): Browser {
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser.');
  return browser;
}

/** What the most expensive task of the page took of a core while `act` ran, in ms. Other processes do not change it. */
export async function workWhile(page: Page, act: () => Promise<void>): Promise<number> {
  const browser = browserOf(page);
  await browser.startTracing(page, { categories: ['toplevel'] });
  await act();
  return longestWork(browser);
}

/** Watches the page, and an idle one beside it, while `act` runs. */
export async function blockedWhile(page: Page, act: () => Promise<void>): Promise<Blocked> {
  const idle = await browserOf(page).newPage();
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

/** Idle but for a little garbage, so that it waits for the collector's threads as any page does. */
function beat(everyMs: number): void {
  let before = performance.now();
  const kept: unknown[] = [];
  const state = Object.assign(window, { latest: 0 });
  setInterval(() => {
    const now = performance.now();
    state.latest = Math.max(state.latest, now - before - everyMs);
    before = now;
    kept.push(Array.from({ length: 5000 }, (_, index) => ({ index })));
    if (kept.length > 8) kept.shift();
  }, everyMs);
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Time of a core, in microseconds. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Of the busiest main thread in the trace: the other pages are idle. */
async function longestWork(browser: Browser): Promise<number> {
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = trace.traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const work = mains.map((main) =>
    trace.traceEvents
      .filter(({ ph, pid, tid }) => ph === 'X' && pid === main.pid && tid === main.tid)
      .map(({ tdur = 0 }) => tdur / 1000),
  );
  const sum = (tasks: readonly number[]): number => tasks.reduce((total, ms) => total + ms, 0);
  const [busiest = []] = work.sort((a, b) => sum(b) - sum(a));
  if (busiest.length === 0) throw new Error('The trace has no task of the page.');
  return Math.max(...busiest);
}
