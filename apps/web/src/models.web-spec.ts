import { jest } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { browserSuite, transitionsOver } from './testing/browser.ts';
import { aCanary, VERSIONS } from './testing/fake-evidence.ts';
import { fillPeople } from './testing/fake-people.ts';
import type { FakeServe } from './testing/fake-serve.ts';

jest.setTimeout(60_000);

const [NEWEST, MIDDLE] = VERSIONS;
const NEWEST_SHA = NEWEST?.adapterSha256 ?? '';
const NEWEST_PAGE = `/models/versions/${NEWEST_SHA}`;

const at =
  (path: string, prepare: (serve: FakeServe) => void = () => undefined) =>
  (serve: FakeServe): string => {
    serve.signedIn = true;
    serve.registry.fill();
    prepare(serve);
    return path;
  };

const running = ({ registry }: FakeServe): void => {
  const [candidate, baseline] = [NEWEST, MIDDLE];
  if (candidate && baseline) registry.canaries.push(aCanary({ candidate, baseline, mode: 'share', share: 0.2 }));
};

const unmet = ({ registry }: FakeServe): void => {
  const because = { message: 'The report is older than 30 days.', forcible: true };
  registry.demands.set(NEWEST_SHA, [{ code: 'report.old', ...because }]);
};

browserSuite('the model pages', (stage) => {
  it('lead from the chat to a version, into production against its demands, and back', async () => {
    const { page, serve, problems } = await stage.open({ auth: true, before: at('/', unmet) });
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('link', { name: 'smollm2-135m @4c71aa0e' }).click();
    await page.getByRole('list').getByText('38,940 rows').waitFor();
    await page.getByText('0.323 bits better', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Promote' }).click();
    await page.getByText('The report is older than 30 days.').waitFor();
    const force = page.getByRole('button', { name: 'Promote it all the same' });
    expect(await force.isDisabled()).toBe(true);
    await page.getByLabel('Reason').fill('지원팀이 기다립니다.');
    await force.click();
    await page.getByRole('listitem').filter({ hasText: '지원팀이 기다립니다.' }).getByText('forced').waitFor();
    expect(await page.getByRole('button', { name: 'Promote' }).count()).toBe(0);
    await page.getByRole('link', { name: 'All versions' }).click();
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.getByLabel('Reason').fill('It repeats itself.');
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('region', { name: 'In production' }).getByText('It repeats itself.').waitFor();
    expect(serve.registry.production.name).toBe(MIDDLE?.name);
    expect(problems).toEqual([]);
  });

  it('start a canary, show how it goes and stop it', async () => {
    const { page, serve } = await stage.open({ auth: true, before: at(NEWEST_PAGE) });
    await page.getByRole('button', { name: 'Start a canary' }).click();
    await page.getByLabel('Share of conversations, %').fill('10');
    await page.getByRole('dialog').getByRole('button', { name: 'Start a canary' }).click();
    await page.getByText('about 140 more would tell').first().waitFor();
    expect(serve.registry.canaries[0]).toMatchObject({ share: 0.1, mode: 'share', policy: { onWin: 'wait' } });
    await page.getByRole('button', { name: 'Stop the canary' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop the canary' }).click();
    await page.getByRole('heading', { name: 'Ended' }).waitFor();
  });

  it('show a member what is in production, and nothing that is not theirs', async () => {
    const { page, serve } = await stage.open({
      auth: true,
      before: at(NEWEST_PAGE, (fake) => {
        fillPeople(fake.store);
        fake.person = 2;
      }),
    });
    await page.getByRole('heading', { name: 'smollm2-135m @4c71aa0e' }).waitFor();
    await page.getByRole('link', { name: 'All versions' }).click();
    await page.getByRole('region', { name: 'In production' }).getByText('@9f3db51a').waitFor();
    expect(await page.locator('main').getByRole('button').count()).toBe(0);
    expect(await page.getByText('Mina Han').count()).toBe(0);
    expect(serve.requests.filter((request) => request.includes('/admin/'))).toEqual([]);
  });

  it('show what was last known while MLflow is away', async () => {
    const { page } = await stage.open({
      auth: true,
      before: at(NEWEST_PAGE, ({ registry }) => void (registry.away = true)),
    });
    const promote = page.getByRole('button', { name: 'Promote' });
    await promote.waitFor();
    expect(await promote.isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'All versions' }).click();
    await page.getByText('MLflow cannot be reached. Answers go on as before.').waitFor();
    expect(await page.getByRole('button', { name: 'Roll back' }).isEnabled()).toBe(true);
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

const SCENES = [
  {
    name: 'versions and a canary that runs',
    before: at('/models', running),
    act: (page: Page) => page.getByText('대화의 20%').waitFor(),
  },
  {
    name: 'a version with what its promotion lacks',
    before: at(NEWEST_PAGE, unmet),
    act: async (page: Page) => {
      await page.locator('.more-measures summary').click();
      await page.getByRole('button', { name: '승격', exact: true }).click();
      await page.getByText('평가 보고서가 30일보다 오래되었습니다.').waitFor();
    },
  },
  { name: 'the audit log', before: at('/models/audit'), act: (page: Page) => page.locator('.audit').waitFor() },
  {
    name: 'a canary',
    before: at('/models/canary', running),
    act: (page: Page) => page.locator('.course').first().waitFor(),
  },
] as const;

browserSuite('the model pages, for everyone', (stage) => {
  it.each(SCENES)('$name: no rule of WCAG 2.2 AA broken, nothing wider than a phone', async ({ before, act }) => {
    const { page, problems } = await stage.open({
      ...{ before, auth: true, locale: 'ko-KR', colorScheme: 'light', reducedMotion: 'reduce' },
      viewport: { width: 360, height: 740 },
    });
    await act(page);
    expect(await violations(page, { type: 'tag', values: RULES })).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await transitionsOver(page);
    expect(await violations(page, { type: 'rule', values: ['color-contrast'] })).toEqual([]);
    expect(await page.evaluate(() => document.querySelector('main')?.scrollWidth)).toBe(360);
    expect(problems).toEqual([]);
  });
});
