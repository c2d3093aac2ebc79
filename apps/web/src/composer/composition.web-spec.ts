import { jest } from '@jest/globals';
import type { CDPSession, Page } from 'playwright-core';
import { browserSuite } from '../testing/browser.ts';

jest.setTimeout(120_000);

async function field(page: Page): Promise<CDPSession> {
  await page.getByLabel('Message', { exact: true }).click();
  return page.context().newCDPSession(page);
}

/** What an input method shows while a syllable grows. */
async function compose(cdp: CDPSession, stages: readonly string[]): Promise<void> {
  for (const text of stages) {
    await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  }
}

/** The Enter that an input method takes for itself: 229 is what the page sees. */
async function enterIntoComposition(cdp: CDPSession): Promise<void> {
  const key = { key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 };
  await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
}

browserSuite('Hangul, still composed when Enter is pressed', (stage) => {
  it.each([
    ['where one press is all that comes', false],
    ['where the same press comes again after the syllable', true],
  ])('is sent once and whole %s', async (_, again) => {
    const { page, serve } = await stage.open();
    const cdp = await field(page);
    await compose(cdp, ['ㅇ', '아', '안']);
    await cdp.send('Input.insertText', { text: '안' });
    await compose(cdp, ['ㄴ', '녀', '녕']);
    await enterIntoComposition(cdp);
    expect(serve.store.sends).toEqual([]);
    await cdp.send('Input.insertText', { text: '녕' });
    if (again) await page.keyboard.press('Enter');
    await page.locator('.bubble').waitFor();
    await page.waitForTimeout(300);
    expect(serve.store.sends.map(({ content }) => content)).toEqual(['안녕']);
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('');
  });

  it('is not sent by Shift and Enter', async () => {
    const { page, serve } = await stage.open();
    const cdp = await field(page);
    await compose(cdp, ['ㅎ', '하']);
    await cdp.send('Input.insertText', { text: '하' });
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('x');
    await page.waitForTimeout(200);
    expect(serve.store.sends).toEqual([]);
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('하\nx');
  });

  it('is kept as a draft while it is composed', async () => {
    const { page } = await stage.open();
    const cdp = await field(page);
    await compose(cdp, ['ㅎ', '하', '한']);
    await page.reload();
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('한');
  });
});
