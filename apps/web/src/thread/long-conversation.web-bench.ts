// How long a conversation of 1,000 messages blocks by the clock: for a machine on which nothing else runs.
import { jest } from '@jest/globals';
import { blockedWhile, type Blocked } from '../testing/blocked.ts';
import { browserSuite } from '../testing/browser.ts';
import { openWhole, scrolling, untilAnswered } from '../testing/whole-conversation.ts';

jest.setTimeout(300_000);

const RUNS = 3;

browserSuite('a conversation of 1,000 messages, by the clock', (stage) => {
  it.each([
    ['while an answer is written', false],
    ['while one scrolls as an answer is written', true],
  ])('%s', async (title, scrolls) => {
    const opened = await openWhole(stage);
    const runs: Blocked[] = [];
    for (let run = 0; run < RUNS; run++) {
      const act = () => untilAnswered(opened, `rich ${run}`, scrolls ? scrolling(opened.page) : undefined);
      runs.push(await blockedWhile(opened.page, act));
    }
    process.stdout.write(`${JSON.stringify({ title, runs })}\n`);
    expect(opened.problems).toEqual([]);
  });
});
