import { jest } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { ask, browserSuite, lastAnswer, transitionsOver, type OpenOptions } from './testing/browser.ts';
import { RICH_ANSWER } from './testing/fake-answers.ts';
import { conversationOf, fillList } from './testing/fake-conversations.ts';
import { fillPeople, fillUsage } from './testing/fake-people.ts';
import type { FakeServe } from './testing/fake-serve.ts';

jest.setTimeout(120_000);

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate(
    (values) => (window as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: 'tag', values } }),
    RULES,
  );
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

const listOnly = ({ store }: FakeServe): string => {
  fillList(store);
  return '/';
};

const chat = ({ store }: FakeServe): string => {
  fillList(store);
  return `/c/${conversationOf(store, 'Landing', [['What?', RICH_ANSWER]])}`;
};

const people = (serve: FakeServe): string => {
  serve.signedIn = true;
  fillPeople(serve.store);
  return '/people';
};

const usage = (serve: FakeServe): string => {
  people(serve);
  fillUsage(serve.store);
  return '/usage';
};

const account = (serve: FakeServe): string => {
  serve.signedIn = true;
  return '/account';
};

interface Scene {
  readonly name: string;
  readonly options: OpenOptions;
  readonly act?: (page: Page) => Promise<void>;
}

const SCENES: readonly Scene[] = [
  { name: 'the empty page', options: { before: listOnly } },
  { name: 'a conversation', options: { before: chat }, act: (page) => page.locator('.katex').first().waitFor() },
  {
    name: 'two answers side by side',
    options: {},
    act: async (page) => {
      await page.getByRole('button', { name: 'Compare two models' }).click();
      await ask(page, 'short');
      await lastAnswer(page);
    },
  },
  {
    name: 'an open menu',
    options: { before: chat },
    act: (page) => page.getByRole('button', { name: /^Settings and account/ }).click(),
  },
  {
    name: 'feedback',
    options: { before: chat },
    act: (page) => page.getByRole('button', { name: 'Poor answer' }).click(),
  },
  {
    name: 'provenance',
    options: { before: chat },
    act: async (page) => {
      await page.getByRole('button', { name: 'Where this answer comes from' }).click();
      await page.getByText('llama.cpp').waitFor();
    },
  },
  {
    name: 'the settings of a conversation',
    options: { before: chat },
    act: (page) => page.getByRole('button', { name: 'Conversation settings' }).click(),
  },
  { name: 'signing in', options: { auth: true } },
  { name: 'the first account', options: { auth: true, path: '/welcome?token=t' } },
  {
    name: 'keys',
    options: { path: '/keys' },
    act: (page) => page.getByRole('button', { name: 'New key' }).click(),
  },
  { name: 'presets', options: { path: '/presets' } },
  {
    name: 'account and usage',
    options: { path: '/account' },
    act: (page) => page.getByRole('progressbar').waitFor(),
  },
  {
    name: 'the limits of a new key',
    options: { path: '/keys' },
    act: async (page) => {
      await page.getByRole('button', { name: 'New key' }).click();
      await page.getByText('Limits', { exact: true }).click();
    },
  },
  {
    name: 'an account with a name and a password to change',
    options: { auth: true, before: account },
    act: (page) => page.getByLabel('Current password').waitFor(),
  },
  { name: 'a sign-in that came to nothing', options: { auth: true, path: '/sign-in?problem=refused' } },
  {
    name: 'what everybody used',
    options: { auth: true, before: usage },
    act: (page) => page.getByRole('table').first().waitFor(),
  },
  {
    name: 'what everybody used, on a phone',
    options: { auth: true, before: usage, viewport: { width: 360, height: 740 } },
    act: (page) => page.getByRole('table').first().waitFor(),
  },
  {
    name: 'people',
    options: { auth: true, before: people },
    act: (page) => page.getByRole('button', { name: 'Actions for 김서연' }).click(),
  },
  {
    name: 'the limits of a person',
    options: { auth: true, before: people },
    act: async (page) => {
      await page.getByRole('button', { name: 'Actions for Ada Winther' }).click();
      await page.getByRole('menuitem', { name: 'Set limits' }).click();
    },
  },
  { name: 'the page on a phone', options: { before: chat, viewport: { width: 390, height: 844 } } },
];

browserSuite('for everyone', (stage) => {
  describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
    it.each(SCENES)('$name breaks no rule of WCAG 2.2 AA that can be checked', async ({ options, act }) => {
      const { page } = await stage.open({ ...options, colorScheme, reducedMotion: 'reduce' });
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await act?.(page);
      await transitionsOver(page);
      expect(await violations(page)).toEqual([]);
    });
  });

  it('says when an answer begins and ends, and not its words', async () => {
    const { page } = await stage.open();
    await page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      const region = document.querySelector('[data-testid=announcer]');
      new MutationObserver(() => said.push(region?.textContent ?? '')).observe(region ?? document, {
        childList: true,
        subtree: true,
        characterData: true,
      });
    });
    await ask(page, 'hello');
    await lastAnswer(page);
    const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
    expect([...new Set(said)]).toEqual(['The answer begins.', 'The answer is complete.']);
  });

  it('goes through the list and the menus with the arrows', async () => {
    const { page } = await stage.open({ before: listOnly });
    await page.locator('.list-link').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('나루터의 아침 풍경');
    await page.getByRole('button', { name: /^Model:/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Model: SmolLM2 · sample-chat' }).waitFor();
  });

  it('gives the focus back when a dialog closes', async () => {
    const { page } = await stage.open({ before: chat });
    await page.getByRole('button', { name: 'Conversation settings' }).click();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Conversation settings');
  });

  it('is Korean for a Korean browser, and says so to the screen reader', async () => {
    const { page } = await stage.open({ locale: 'ko-KR' });
    await page.getByText('무엇을 이야기해 볼까요?').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ko');
    await page.getByRole('button', { name: /^설정과 계정/ }).click();
    await page.getByRole('menuitemradio', { name: 'English' }).click();
    await page.getByText('What shall we talk about?').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });

  it('fits a phone: nothing is wider than the screen, the list is a drawer', async () => {
    const { page } = await stage.open({ before: chat, viewport: { width: 360, height: 740 }, hasTouch: true });
    await page.locator('.katex').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await page.getByRole('searchbox').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Open the list of conversations' }).click();
    await page.getByRole('searchbox').waitFor();
    await page.getByRole('link', { name: '한강 나루의 역사' }).click();
    await page.getByRole('searchbox').waitFor({ state: 'hidden' });
  });
});
