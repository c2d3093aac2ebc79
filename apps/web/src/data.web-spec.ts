import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { browserSuite, transitionsOver, type OpenOptions } from './testing/browser.ts';
import { aDataset } from './testing/fake-datasets.ts';
import type { FakeServe } from './testing/fake-serve.ts';

jest.setTimeout(60_000);

const MB = 1_000_000;
const aFile = (name: string, bytes: number) => ({ name, mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 65) });
const choose = (page: Page, ...files: ReturnType<typeof aFile>[]): Promise<void> =>
  page.locator('input[type=file]').first().setInputFiles(files);

const at =
  (path: string, prepare: (serve: FakeServe) => void = () => undefined) =>
  (serve: FakeServe): string => {
    serve.data.here = true;
    prepare(serve);
    return path;
  };

browserSuite('the data pages', (stage) => {
  it('lead from a file to a dataset in one press', async () => {
    const { page, serve, problems } = await stage.open({ before: at('/') });
    await page.getByRole('link', { name: 'Data' }).click();
    await choose(page, aFile('상담 기록 (May).jsonl', 3 * MB));
    await page.getByText('Uploaded ·').waitFor();
    await page.getByRole('checkbox', { name: 'Use “상담 기록 (May).jsonl”', checked: true }).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('sangdam-girok-may');
    await page.getByRole('button', { name: 'Build the dataset' }).click();
    await page.getByRole('link', { name: 'Open the dataset' }).click();
    await page.getByRole('heading', { name: /^sangdam/ }).waitFor();
    const { recipe } = [...serve.data.jobs.jobs.values()][0] ?? {};
    expect(recipe).toMatchObject({ name: 'sangdam-girok-may', sources: [{ name: 'sangdam-girok-may' }] });
    expect(recipe?.steps).toContainEqual({ use: 'duplicates' });
    expect(problems).toEqual([]);
  });

  it('send what is left of a file after the network was away, and after a reload', async () => {
    const { page, serve } = await stage.open({
      auth: true,
      before: at('/data', (fake) => {
        fake.signedIn = true;
        fake.data.uploads.breakAt = 2 * MB;
      }),
    });
    const { uploads } = serve.data;
    const file = join(mkdtempSync(join(tmpdir(), 'naru-web-')), 'export.csv');
    writeFileSync(file, Buffer.alloc(5 * MB, 65));
    await page.locator('input[type=file]').first().setInputFiles(file);
    await page.getByText('The server is away. It goes on by itself.').waitFor();
    const [upload] = [...uploads.uploads.values()];
    expect(upload?.offset).toBeGreaterThanOrEqual(2 * MB);
    expect(uploads.heads[0]).toMatchObject({ 'x-csrf-token': 'csrf-1' });
    await page.getByRole('button', { name: 'Pause “export.csv”' }).click();
    await page.reload();
    await page.getByText('Unfinished uploads').waitFor();
    uploads.breakAt = null;
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose the file', exact: true }).click();
    await (await chooser).setFiles(file);
    await page.getByRole('checkbox', { name: 'Use “export.csv”', checked: true }).waitFor();
    expect([...serve.data.sources.values()][0]?.bytes).toBe(5 * MB);
    expect(uploads.heads).toHaveLength(1);
    await page.reload();
    await page.getByRole('checkbox', { name: 'Use “export.csv”' }).waitFor();
    expect(await page.getByText('Unfinished uploads').count()).toBe(0);
  });

  it('show rows as text, and what was refused with its place', async () => {
    const { page } = await stage.open({ before: at('/data', ({ data }) => void data.source({ name: '상담' })) });
    await page.getByRole('button', { name: 'Preview “상담”' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('<script>document.title = "owned"</script> 네, 글자로만 보입니다.').waitFor();
    await dialog.getByText('support-chats.jsonl:17 · messages[1].content').waitFor();
    expect(await page.title()).toBe('Data · Naru');
  });

  it('make turns of a document by a template, which the build uses', async () => {
    const { page, serve } = await stage.open({
      locale: 'ko-KR',
      before: at('/data', ({ data }) => {
        const { id } = data.source({ name: 'handbook' });
        data.previews.set(id, { rows: [], refused: [], format: null, shape: null, encoding: null });
      }),
    });
    await page.getByRole('button', { name: '‘handbook’ 미리보기' }).click();
    await page.getByRole('button', { name: '적용' }).click();
    await page.getByText('빌드할 때 이렇게 읽습니다.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: '‘handbook’ 사용' }).check();
    await page.getByRole('button', { name: '데이터셋 만들기' }).click();
    await page.getByRole('link', { name: '데이터셋 열기' }).waitFor();
    const [source] = [...serve.data.jobs.jobs.values()][0]?.recipe.sources ?? [];
    expect(source?.template).toEqual({ user: '{heading}에 대해 알려 줘', assistant: '{text}' });
    expect(source).not.toHaveProperty('columns');
  });

  it('show the rows of a table once its columns are named, and build with them', async () => {
    const { page, serve } = await stage.open({
      before: at('/data', ({ data }) => {
        const { id } = data.source({ name: '상담표' });
        data.previews.set(id, { rows: [], refused: [], format: 'csv', shape: null, encoding: 'CP949' });
      }),
    });
    await page.getByRole('button', { name: 'Preview “상담표”' }).click();
    expect(await page.getByLabel('A table: columns hold the turns').isChecked()).toBe(true);
    await page.getByLabel('Column of the question').fill('문의 내용');
    await page.getByLabel('Column of the answer').fill('답변');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('dialog').locator('.sample').first().waitFor();
    const columns = { user: '문의 내용', assistant: '답변' };
    expect(serve.data.previewsAsked.at(-1)).toEqual({ limit: '20', columns: JSON.stringify(columns) });
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'Use “상담표”' }).check();
    await page.getByLabel('Name', { exact: true }).fill('table');
    await page.getByRole('button', { name: 'Build the dataset' }).click();
    await page.getByRole('link', { name: 'Open the dataset' }).waitFor();
    expect([...serve.data.jobs.jobs.values()][0]?.recipe.sources[0]).toMatchObject({ columns });
  });

  it('take only settings that hold, and keep them over a reload', async () => {
    const { page, serve } = await stage.open({ before: at('/data', ({ data }) => void data.source()) });
    await page.getByRole('checkbox', { name: /^Use/ }).check();
    await page.getByText('6 of').click();
    await page.getByLabel('Count as the same from this similarity').fill('7');
    await page.getByText('A setting of “Remove duplicates” is missing or out of its limits.').waitFor();
    expect(await page.getByRole('button', { name: 'Build the dataset' }).isDisabled()).toBe(true);
    await page.getByLabel('Count as the same from this similarity').fill('0.7');
    await page.getByRole('switch', { name: /^Tell the language/ }).uncheck();
    await page.reload();
    await page.getByText('5 of').waitFor();
    await page.getByRole('button', { name: 'Build the dataset' }).click();
    await page.getByRole('link', { name: 'Open the dataset' }).waitFor();
    const steps = [...serve.data.jobs.jobs.values()][0]?.recipe.steps;
    expect(steps).toContainEqual({ use: 'duplicates', threshold: 0.7 });
    expect(steps?.some(({ use }) => use === 'language')).toBe(false);
  });

  it('follow a build over a reload and a lost network, and cancel it', async () => {
    const { page, serve } = await stage.open({
      before: at('/data/jobs/job1', ({ data }) => {
        data.jobs.restsAfter = 8;
        data.jobs.start({ name: 'chats', sources: [{ source: 's', name: 'chats' }], steps: [{ use: 'normalize' }] });
      }),
    });
    const line = page.getByText('chats: 3 refused, see refused.jsonl');
    await line.waitFor();
    await page.reload();
    await line.waitFor();
    expect(serve.data.jobs.breakConnections()).toBe(1);
    await page.getByRole('button', { name: 'Cancel the build' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the build' }).click();
    await page.getByText('The build was cancelled. What was done is kept.').waitFor();
    expect(await line.count()).toBe(1);
    await page.getByRole('button', { name: 'Build again' }).click();
    await page.waitForURL(/job2$/);
  });

  it('are not there where there is no data service', async () => {
    const { page } = await stage.open({ path: '/data' });
    await page.getByText('This page does not exist.').waitFor();
    expect(await page.getByRole('link', { name: 'Data' }).count()).toBe(0);
  });
});

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function violations(page: Page, runOnly: axe.RunOnly): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate(
    (only) => (window as unknown as { axe: typeof axe }).axe.run({ runOnly: only }),
    runOnly,
  );
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

const job = (fields: { ending?: FakeServe['data']['jobs']['ending'] } = {}) =>
  at('/data/jobs/job1', ({ data }) => {
    Object.assign(data.jobs, fields);
    data.jobs.paceMs = 1;
    if (!fields.ending) data.jobs.restsAfter = 3;
    data.jobs.start({ name: 'chats', sources: [{ source: 's', name: 'chats' }], steps: [{ use: 'normalize' }] });
  });

interface Scene {
  readonly name: string;
  readonly before: NonNullable<OpenOptions['before']>;
  readonly act: (page: Page) => Promise<unknown>;
}

const SCENES: readonly Scene[] = [
  {
    name: 'sources, an upload and all steps',
    before: at('/data', ({ data }) => {
      data.source();
      data.uploads.breakAt = 1000;
    }),
    act: async (page) => {
      await choose(page, aFile('a.csv', MB), aFile('empty.csv', 0));
      await page
        .getByText(/is empty/)
        .or(page.getByText(/비어 있어서/))
        .waitFor();
      await page.locator('.steps > summary').click();
      for (const one of await page.getByRole('switch').all()) await one.check();
    },
  },
  {
    name: 'a preview',
    before: at('/data', ({ data }) => void data.source()),
    act: async (page) => {
      await page.locator('.source-card .button').click();
      await page.locator('.sample').first().waitFor();
    },
  },
  { name: 'a build that runs', before: job(), act: (page) => page.locator('.job-step').first().waitFor() },
  {
    name: 'a build that failed',
    before: job({ ending: { state: 'failed', error: { code: 'disk.full', message: 'Full.', hint: 'Free some.' } } }),
    act: (page) => page.locator('.problem').waitFor(),
  },
  {
    name: 'a dataset beside another version',
    before: at(`/data/datasets/${aDataset().id}`, ({ data }) => {
      data.dataset();
      data.dataset({ id: 'support@aaaabbbbccccddddeeeeffff00001111' });
    }),
    act: async (page) => {
      await page.locator('.sample').first().waitFor();
      await page.locator('select').selectOption({ index: 1 });
      await page.locator('.compared').waitFor();
    },
  },
];

browserSuite('the data pages, for everyone', (stage) => {
  it.each(SCENES)('$name: no rule of WCAG 2.2 AA broken, nothing wider than a phone', async ({ before, act }) => {
    const { page, problems } = await stage.open({
      before,
      locale: 'ko-KR',
      colorScheme: 'light',
      reducedMotion: 'reduce',
      viewport: { width: 360, height: 740 },
    });
    await act(page);
    expect(await violations(page, { type: 'tag', values: RULES })).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await transitionsOver(page);
    expect(await violations(page, { type: 'rule', values: ['color-contrast'] })).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await page.evaluate(() => document.querySelector('main')?.scrollWidth)).toBe(360);
    expect(problems).toEqual([]);
  });
});
