import { Client } from './client.ts';
import type { TestServe } from './test-serve.ts';

export const PASSWORD = '아주 긴 비밀번호 123';

/** A person who has made an account and signed in: the first as administrator, others by an invitation. */
export async function signedIn(serve: TestServe, email: string, inviter?: Client): Promise<Client> {
  const link = inviter === undefined ? await serve.app.firstAdminLink() : await invitation(inviter);
  return redeemed(serve.url, email, link);
}

/** The same at an address, by an invitation of who may invite. */
export async function signedInAt(url: string, email: string, inviter: Client): Promise<Client> {
  return redeemed(url, email, await invitation(inviter));
}

async function redeemed(url: string, email: string, link: string | undefined): Promise<Client> {
  const client = new Client(url);
  const token = new URL(link ?? 'http://none').searchParams.get('token') ?? '';
  const made = await client.call('POST', '/api/accounts/first', {
    token,
    email,
    password: PASSWORD,
    name: '나루',
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const { headers, body } = await client.call<{ csrfToken: string }>('POST', '/api/session', {
    email,
    password: PASSWORD,
  });
  const cookie = headers.get('set-cookie')?.split(';', 1)[0] ?? '';
  return new Client(url, { cookie, 'x-csrf-token': body.csrfToken });
}

async function invitation(inviter: Client): Promise<string> {
  return (await inviter.call<{ url: string }>('POST', '/api/admin/invitations')).body.url;
}
