import { jest } from '@jest/globals';
import { browserSuite } from './testing/browser.ts';
import { conversationOf, fillList } from './testing/fake-conversations.ts';

jest.setTimeout(120_000);

browserSuite('the list of conversations', (stage) => {
  it('finds Korean words in titles and messages', async () => {
    const { page } = await stage.open({
      before: ({ store }) => {
        fillList(store);
        conversationOf(store, 'Notes', [['회의는 언제인가요?', '목요일 오후입니다.']]);
        return '/';
      },
    });
    await page.getByRole('searchbox').fill('목요일');
    await page.locator('.list-snippet', { hasText: '목요일' }).waitFor();
    expect(await page.locator('.list-item').count()).toBe(1);
    await page.getByRole('searchbox').fill('없는 말');
    await page.getByText('Nothing found for “없는 말”.').waitFor();
  });

  it('renames, exports and deletes', async () => {
    const { page, serve } = await stage.open({
      before: ({ store }) => `/c/${conversationOf(store, 'Landing', [['a', 'b']])}`,
    });
    const menu = page.getByRole('button', { name: /^Actions for/ });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByLabel('New name').fill('나루터');
    await page.keyboard.press('Enter');
    await page.locator('.chat-title', { hasText: '나루터' }).waitFor();
    await menu.click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export as Markdown' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.md$/);
    await menu.click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('What shall we talk about?').waitFor();
    expect(serve.store.conversations.size).toBe(0);
  });
});

browserSuite('accounts, keys and presets', (stage) => {
  it('makes the first account with the printed link', async () => {
    const { page } = await stage.open({ auth: true, path: '/welcome?token=once' });
    await page.getByLabel('Name').fill('한미나');
    await page.getByLabel('E-mail').fill('mina@example.org');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByText('What shall we talk about?').waitFor();
  });

  it('signs out', async () => {
    const { page, serve } = await stage.open({ auth: true, before: (fake) => void (fake.signedIn = true) });
    await page.getByRole('button', { name: /^Settings and account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(serve.signedIn).toBe(false);
  });

  it('shows a new key once and revokes it', async () => {
    const { page, serve } = await stage.open({ path: '/keys' });
    await page.getByText(`${serve.url}/v1`).waitFor();
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('보고서');
    await page.getByRole('dialog').getByRole('button', { name: 'New key' }).click();
    await page.getByText('nk_7Qf2wXk0Zt9sLr4VbN6cYhU1mEoA').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await page.getByText('nk_7Qf2wXk0Zt9sLr4VbN6cYhU1mEoA').count()).toBe(0);
    await page.getByRole('button', { name: 'Revoke “보고서”' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('You have no keys.').waitFor();
    expect(serve.store.keys.size).toBe(0);
  });

  it('gives a key limits, shows them and changes them', async () => {
    const { page, serve } = await stage.open({ path: '/keys' });
    const limits = () => [...serve.store.keys.values()][0]?.limits;
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByLabel('Name').fill('보고서');
    await page.getByText('Limits', { exact: true }).click();
    await page.getByLabel('Tokens a day').fill('20000');
    await page.getByRole('dialog').getByRole('button', { name: 'New key' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText(/Tokens a day 20,000/).waitFor();
    expect(limits()).toEqual({ tokensPerDay: 20_000 });
    await page.getByRole('button', { name: 'Limits of “보고서”' }).click();
    await page.getByLabel('Tokens a day').fill('');
    await page.getByLabel('Requests a minute').fill('5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/Requests a minute 5/).waitFor();
    expect(limits()).toEqual({ requestsPerMinute: 5 });
  });

  it('makes a preset and uses it in a conversation', async () => {
    const { page, serve } = await stage.open({ path: '/presets' });
    await page.getByRole('button', { name: 'New preset' }).click();
    await page.getByLabel('Name').fill('번역가');
    await page.getByLabel('System prompt').fill('영어로 옮기세요.');
    await page.getByLabel('Temperature').fill('0.2');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('번역가').waitFor();
    await page.getByRole('link', { name: 'New chat' }).click();
    await page.getByRole('button', { name: 'Conversation settings' }).click();
    await page.getByLabel('Preset').selectOption({ label: '번역가' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByLabel('Message', { exact: true }).fill('안녕하세요');
    await page.keyboard.press('Enter');
    await page.locator('.bubble').waitFor();
    expect([...serve.store.conversations.values()][0]).toMatchObject({ systemPrompt: '영어로 옮기세요.' });
    expect(serve.store.sends[0]?.parameters).toEqual({ temperature: 0.2 });
  });

  it('keeps the chosen theme over a reload', async () => {
    const { page } = await stage.open();
    await page.getByRole('button', { name: /^Settings and account/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.reload();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(20, 24, 26)');
  });
});
