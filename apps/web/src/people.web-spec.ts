import { jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { browserSuite } from './testing/browser.ts';
import { fillPeople, fillUsage } from './testing/fake-people.ts';
import type { FakeServe } from './testing/fake-serve.ts';

jest.setTimeout(120_000);

const asAdmin = {
  auth: true,
  before: (serve: FakeServe): string => {
    serve.signedIn = true;
    fillPeople(serve.store);
    return '/people';
  },
};

async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

browserSuite('the people of this server', (stage) => {
  it('are shut out after a question, and let in again', async () => {
    const { page, serve, problems } = await stage.open(asAdmin);
    const person = () => serve.store.people.find(({ name }) => name === '김서연');
    await choose(page, '김서연', 'Shut out');
    expect(person()?.disabled).toBe(false);
    await page.getByRole('dialog').getByRole('button', { name: 'Shut out' }).click();
    const card = page.locator('.card', { hasText: '김서연' });
    await card.getByText('Shut out').waitFor();
    expect(person()?.disabled).toBe(true);
    await choose(page, '김서연', 'Let in again');
    await card.getByText('Shut out').waitFor({ state: 'detached' });
    expect(person()?.disabled).toBe(false);
    expect(problems).toEqual([]);
  });

  it('become administrators and members', async () => {
    const { page, serve } = await stage.open(asAdmin);
    const card = page.locator('.card', { hasText: 'Ada Winther' });
    await choose(page, 'Ada Winther', 'Make administrator');
    await page.getByRole('dialog').getByRole('button', { name: 'Make administrator' }).click();
    await card.getByText('Administrator').waitFor();
    await choose(page, 'Ada Winther', 'Make member');
    await card.getByText('Administrator').waitFor({ state: 'detached' });
    expect(serve.store.people.find(({ name }) => name === 'Ada Winther')?.role).toBe('user');
  });

  it('get limits, and lose them where the fields are emptied', async () => {
    const { page, serve } = await stage.open(asAdmin);
    const limits = () => serve.store.people.find(({ name }) => name === 'Ada Winther')?.limits;
    await choose(page, 'Ada Winther', 'Set limits');
    expect(await page.getByLabel('Tokens a day').inputValue()).toBe('20000');
    await page.getByLabel('Tokens a day').fill('');
    await page.getByLabel('Tokens a minute').fill('0');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(limits()).toEqual({ requestsPerMinute: 10, tokensPerMinute: 0 });
    await choose(page, 'Ada Winther', 'Set limits');
    await page.getByLabel('Tokens a minute').fill('');
    await page.getByLabel('Requests a minute').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(limits()).toBeNull();
  });

  it('cannot shut themselves out', async () => {
    const { page } = await stage.open(asAdmin);
    await page.getByRole('button', { name: 'Actions for Mina Han' }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Set limits']);
  });

  it('are invited by a link that is shown', async () => {
    const { page } = await stage.open(asAdmin);
    await page.getByRole('button', { name: 'Invite someone' }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    await page.getByText('https://naru.example.org/welcome?token=q7Zk2sX9vB4mN1cL').waitFor();
  });

  it('stay as they are when serve refuses, and the page says why', async () => {
    const { page, serve } = await stage.open(asAdmin);
    const error = { code: 'request.refused', message: 'The last administrator stays one.' };
    serve.faults.push({ path: /PATCH/, response: { status: 400, body: { error } } });
    await choose(page, '한지우', 'Make member');
    await page.getByText('The last administrator stays one.').waitFor();
    expect(await page.locator('.card', { hasText: '한지우' }).getByText('Administrator').count()).toBe(1);
  });

  it('are nothing that a member sees', async () => {
    const { page, serve } = await stage.open({
      auth: true,
      before: (fake) => {
        asAdmin.before(fake);
        fake.person = 2;
        return '/people';
      },
    });
    await page.getByText('This page does not exist.').waitFor();
    await page.getByRole('button', { name: /^Settings and account/ }).click();
    expect(await page.getByRole('menuitem', { name: 'People' }).count()).toBe(0);
    expect(serve.requests).not.toContain('GET /api/admin/users');
  });
});

browserSuite('what everybody used', (stage) => {
  const asAdminOfUsage = {
    auth: true,
    before: (serve: FakeServe): string => {
      asAdmin.before(serve);
      fillUsage(serve.store);
      return '/people';
    },
  };

  it('is told by day, page after page, of a period', async () => {
    const { page, problems } = await stage.open(asAdminOfUsage);
    await page.getByRole('link', { name: 'Everybody’s usage' }).click();
    await page.getByRole('row', { name: /^Ada Winther/ }).waitFor();
    expect(await page.getByRole('table').count()).toBe(1);
    expect(await page.getByRole('row').nth(2).innerText()).toContain('nk_7Qf2wX');
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('row', { name: /^김서연/ }).waitFor();
    expect(await page.getByRole('table').count()).toBe(2);
    expect(await page.getByRole('row', { name: /^Tomás Ruiz/ }).count()).toBe(0);
    await page.getByLabel('Period').selectOption({ label: 'Last 30 days' });
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('row', { name: /^Tomás Ruiz/ }).waitFor();
    expect(problems).toEqual([]);
  });

  it('is nothing at first, and says so', async () => {
    const { page } = await stage.open({
      auth: true,
      before: (serve) => {
        asAdmin.before(serve);
        return '/usage';
      },
    });
    await page.getByText('Nothing was used in this period.').waitFor();
  });

  it('is nothing that a member sees', async () => {
    const { page, serve } = await stage.open({
      auth: true,
      before: (fake) => {
        asAdminOfUsage.before(fake);
        fake.person = 2;
        return '/usage';
      },
    });
    await page.getByText('This page does not exist.').waitFor();
    expect(serve.requests).not.toContain('GET /api/admin/usage');
  });
});

browserSuite("one's own account", (stage) => {
  const asMember = {
    auth: true,
    before: (serve: FakeServe): string => {
      serve.signedIn = true;
      return '/account';
    },
  };

  it('gets another name, which the page shows at once', async () => {
    const { page, serve } = await stage.open(asMember);
    const save = page.getByRole('button', { name: 'Save the name' });
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('Name', { exact: true }).fill('한미나');
    await save.click();
    await page.getByRole('button', { name: 'Settings and account: 한미나' }).waitFor();
    expect(serve.store.people[0]?.name).toBe('한미나');
  });

  it('gets another password where the current one is right', async () => {
    const { page, problems } = await stage.open(asMember);
    await page.getByLabel('Current password').fill('not the password');
    await page.getByLabel('New password').fill('a longer new password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The current password is wrong.').waitFor();
    await page.getByLabel('Current password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password was changed, and every other session has ended.').waitFor();
    expect(await page.getByLabel('New password').inputValue()).toBe('');
    expect(problems).toEqual([]);
  });

  it('has nothing to change where nobody signs in', async () => {
    const { page } = await stage.open({ path: '/account' });
    await page.getByRole('progressbar').waitFor();
    expect(await page.getByLabel('Current password').count()).toBe(0);
  });
});

browserSuite('a sign-in elsewhere that came to nothing', (stage) => {
  it.each([
    ['expired', 'en-US', 'The sign-in with Keycloak took too long or was begun elsewhere. Try again.'],
    ['unverified', 'ko-KR', 'Keycloak에 확인된 이메일 주소가 없습니다.'],
  ])('is told in words: %s in %s', async (problem, locale, words) => {
    const { page } = await stage.open({ auth: true, locale, path: `/sign-in?problem=${problem}` });
    await page.getByRole('alert').getByText(words).waitFor();
  });

  it.each(['<b>x</b>', 'constructor', 'Call+0900'])('shows nothing that came from outside: %s', async (problem) => {
    const { page } = await stage.open({ auth: true, path: `/sign-in?problem=${encodeURIComponent(problem)}` });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.getByRole('main').innerText()).not.toContain('0900');
  });
});

browserSuite('account and usage', (stage) => {
  it('show what is left of today, in Korean figures for a Korean browser', async () => {
    const { page } = await stage.open({ path: '/account', locale: 'ko-KR' });
    await page.getByText('50,000 중 36,420').waitFor();
    expect(await page.getByRole('progressbar', { name: '토큰' }).getAttribute('value')).toBe('36420');
  });

  it('have no bar where there is no daily limit', async () => {
    const { page } = await stage.open({
      path: '/account',
      before: ({ store }) => {
        const none = { requestsPerMinute: null, tokensPerMinute: null, tokensPerDay: null };
        store.usage = { today: { requests: 1, tokens: 12 }, limits: none };
        return undefined;
      },
    });
    await page.getByText('12, no daily limit').waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
  });
});

browserSuite('one browser, two people', (stage) => {
  it('shows nothing of the first to the second', async () => {
    const { page, serve } = await stage.open({
      auth: true,
      before: (fake) => {
        asAdmin.before(fake);
        const { id } = fake.store.conversation({ title: 'Secret of the first' });
        fake.store.message({ conversationId: id, content: 'only for the first' });
        return `/c/${id}`;
      },
    });
    await page.getByText('only for the first').waitFor();
    serve.signedIn = false;
    serve.store.conversations.clear();
    serve.store.messages.clear();
    await page.getByLabel('Message', { exact: true }).fill('x');
    await page.keyboard.press('Enter');
    serve.person = 2;
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.keyboard.press('Enter');
    await page.getByText('This conversation is not here').waitFor();
    expect(await page.getByText('only for the first').count()).toBe(0);
    expect(await page.getByText('Secret of the first').count()).toBe(0);
  });
});
