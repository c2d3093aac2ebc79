import { jest } from '@jest/globals';
import { ask, browserSuite, lastAnswer } from './testing/browser.ts';
import { KOREAN_ANSWER, RICH_ANSWER, SHORT_ANSWER } from './testing/fake-answers.ts';
import { conversationOf } from './testing/fake-conversations.ts';
import { refused } from './testing/fake-serve.ts';
import { ADAPTER, BASE } from './testing/fake-store.ts';

jest.setTimeout(120_000);

const withTurns = (turns: readonly (readonly [string, string])[]) => ({
  before: (serve: Parameters<typeof conversationOf>[0] extends infer S ? { store: S } : never) =>
    `/c/${conversationOf(serve.store, 'Landing', turns)}`,
});
const oneTurn = withTurns([['What is it?', SHORT_ANSWER]]);

browserSuite('a conversation', (stage) => {
  it('is made with the first question, and draws Markdown, code, tables and LaTeX within the policy', async () => {
    const { page, serve, problems } = await stage.open();
    await ask(page, 'rich, please');
    await lastAnswer(page);
    expect(new URL(page.url()).pathname).toMatch(/^\/c\//);
    expect(await page.locator('.markdown table td').first().innerText()).toBe('광나루');
    expect(await page.locator('.katex-display').count()).toBe(1);
    expect(await page.locator('.code .hljs-keyword').count()).toBeGreaterThan(0);
    expect(serve.store.sends).toHaveLength(1);
    expect(problems).toEqual([]);
  });

  it('goes on after a reload in the middle of an answer, nothing lost and nothing doubled', async () => {
    const { page, serve } = await stage.open();
    serve.store.streams.rests = (written) => written.includes('광나루');
    await ask(page, '나루터가 뭐예요?');
    await page.getByText('광나루').first().waitFor();
    await page.reload();
    await page.locator('article.answer[aria-busy=true]').waitFor();
    serve.store.streams.rests = () => false;
    await lastAnswer(page);
    const shown = await page
      .locator('.markdown')
      .last()
      .evaluate((node) => node.textContent);
    expect(shown.match(/광나루: 지금의/g)).toHaveLength(1);
    expect(shown.trim()).toMatch(/^나루는 강이나[\s\S]*오가는 곳이기도 했습니다\.$/);
    expect([...serve.store.messages.values()].at(-1)?.content).toBe(KOREAN_ANSWER);
  });

  it('goes on after the network was lost, from the last piece that arrived', async () => {
    const { page, serve } = await stage.open();
    serve.store.streams.rests = (written) => written.includes('광나루');
    await ask(page, '나루터가 뭐예요?');
    await page.getByText('광나루').first().waitFor();
    serve.away = true;
    serve.store.streams.breakConnections();
    await page.getByText('The connection is lost').waitFor();
    serve.away = false;
    serve.store.streams.rests = () => false;
    await lastAnswer(page);
    const shown = await page
      .locator('.markdown')
      .last()
      .evaluate((node) => node.textContent);
    expect(shown.match(/광나루: 지금의/g)).toHaveLength(1);
    expect(await page.getByText('The connection is lost').count()).toBe(0);
  });

  it('stops with Escape and can be continued as the same message', async () => {
    const { page, serve } = await stage.open();
    serve.store.streams.rests = (written) => written.length > 100;
    await ask(page, 'long story');
    await page.locator('.markdown').last().waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Stopped.', { exact: true }).waitFor();
    const { length } = serve.store.messages.get([...serve.store.messages.keys()].at(-1) ?? '')!.content;
    serve.store.streams.rests = () => false;
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('And so it goes on, to its end.').waitFor();
    await lastAnswer(page);
    expect(serve.store.messages.size).toBe(2);
    expect([...serve.store.messages.values()].at(-1)!.content.length).toBeGreaterThan(length);
  });

  it('answers again beside the first answer, and goes between the two', async () => {
    const { page } = await stage.open(oneTurn);
    await page.getByRole('button', { name: 'Answer again' }).click();
    await page.getByRole('group', { name: 'Version 2 of 2' }).waitFor();
    await page.getByRole('button', { name: 'Previous version' }).click();
    await page.getByRole('group', { name: 'Version 1 of 2' }).waitFor();
  });

  it('branches where a question is edited', async () => {
    const { page } = await stage.open(oneTurn);
    await page.getByRole('button', { name: 'Edit the question' }).click();
    await page.getByLabel('Your question').fill('나루는 어디에 있나요?');
    await page.keyboard.press('Enter');
    await page.getByText('강이나 좁은').waitFor();
    await page.getByRole('button', { name: 'Previous version' }).first().click();
    await page.getByText('What is it?').waitFor();
  });

  it('asks two models at once and goes on from the chosen answer', async () => {
    const { page, serve } = await stage.open();
    await page.getByRole('button', { name: 'Compare two models' }).click();
    await ask(page, 'short?');
    await lastAnswer(page);
    expect(await page.locator('.pair-side').count()).toBe(2);
    expect(serve.store.sends[0]?.models).toEqual([BASE, ADAPTER]);
    await page.getByRole('button', { name: 'Go on with this answer' }).click();
    await page.locator('.pair-side').nth(1).getByText('goes on from here').waitFor();
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    await ask(page, 'and then?');
    await lastAnswer(page);
    expect(serve.store.sends[1]?.models).toBeUndefined();
    const chosen = [...serve.store.messages.values()].find(({ model }) => model === ADAPTER);
    expect(serve.store.sends[1]?.parentId).toBe(chosen?.id);
  });

  it('takes feedback with a corrected answer, and shows where an answer comes from', async () => {
    const { page, serve } = await stage.open(oneTurn);
    await page.getByRole('button', { name: 'Poor answer' }).click();
    await page.getByLabel('Reason').fill('너무 짧다');
    await page.getByRole('button', { name: 'Start from the answer' }).click();
    expect(await page.getByLabel('A better answer').inputValue()).toBe(
      [...serve.store.messages.values()].at(-1)?.content,
    );
    await page.getByLabel('A better answer').fill('배가 닿는 곳입니다.');
    await page.getByLabel(/may be used to teach/).check();
    await page.getByRole('button', { name: 'Send feedback' }).click();
    await page.locator('[aria-pressed=true][aria-label="Poor answer"]').waitFor();
    expect([...serve.store.messages.values()].at(-1)?.feedback).toMatchObject({
      rating: 'down',
      reason: '너무 짧다',
      correction: '배가 닿는 곳입니다.',
      consent: true,
    });
    await page.getByRole('button', { name: 'Where this answer comes from' }).click();
    expect(await page.getByRole('dialog').innerText()).toContain('llama.cpp b6123');
  });

  it('tells that old turns were left out', async () => {
    const { page, serve } = await stage.open();
    serve.store.trimmedTurns = 3;
    await ask(page, 'hello');
    await page.getByText('The 3 oldest messages no longer fitted').waitFor();
  });
});

browserSuite('what was written and not sent', (stage) => {
  it('is there after a reload, in each conversation its own', async () => {
    const { page, serve } = await stage.open(oneTurn);
    await page.getByLabel('Message', { exact: true }).fill('아직 쓰는 중');
    await page.reload();
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('아직 쓰는 중');
    await page.goto(serve.url);
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('');
  });

  it('comes back into the field when serve is away, and is sent once with the same key', async () => {
    const { page, serve } = await stage.open(oneTurn);
    serve.faults.push({ path: /POST .*\/messages$/, response: refused(500, 'x', 'x'), lose: true });
    await ask(page, '한 번만 보내기');
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('한 번만 보내기');
    await page.keyboard.press('Enter');
    await page.locator('.bubble', { hasText: '한 번만 보내기' }).waitFor();
    await lastAnswer(page);
    expect(new Set(serve.store.sends.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect([...serve.store.messages.values()].filter(({ content }) => content === '한 번만 보내기')).toHaveLength(1);
  });

  it('waits with the time left when there were too many requests', async () => {
    const { page, serve } = await stage.open(oneTurn);
    const response = refused(429, 'rate.limited', 'Too many', { 'retry-after': '3' });
    serve.faults.push({ path: /POST .*\/messages$/, response });
    await ask(page, 'later');
    await page
      .getByText(/You can send again in \d s\./)
      .first()
      .waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('later');
  });

  it('is kept when the session has ended, over the sign-in', async () => {
    const { page, serve } = await stage.open({ auth: true, before: (fake) => void (fake.signedIn = true) });
    await page.getByLabel('Message', { exact: true }).waitFor();
    serve.signedIn = false;
    await ask(page, '로그인 전에 쓴 글');
    await page.getByText('What you wrote is kept').waitFor();
    await page.getByLabel('E-mail').fill('mina@example.org');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('do not match').waitFor();
    await page.getByLabel('Password').fill('correct horse battery');
    await page.keyboard.press('Enter');
    await page.getByLabel('Message', { exact: true }).waitFor();
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('로그인 전에 쓴 글');
  });
});

browserSuite('an answer in code', (stage) => {
  it('is copied whole by its button', async () => {
    const options = { ...withTurns([['code?', RICH_ANSWER]]), permissions: ['clipboard-read', 'clipboard-write'] };
    const { page } = await stage.open(options);
    await page.getByRole('button', { name: 'Copy the code' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^def crossing[\s\S]*# \(160\.0, 128\.0\)$/);
  });
});
