import { Client } from './testing/client.ts';
import { testServe } from './testing/test-serve.ts';

const ATTEMPTS = 52;
/** Each hashes a password, which takes a tenth of a second and on a busy machine much longer. */
const ATTEMPTS_MS = 180_000;

/** The statuses of attempts to sign in, each as if from another address, each for another person. */
async function attempts(trustedProxies: readonly string[]): Promise<number[]> {
  const serve = await testServe({ authEnabled: true, trustedProxies });
  const statuses: number[] = [];
  for (let tries = 0; tries < ATTEMPTS; tries += 1) {
    const client = new Client(serve.url, { 'x-forwarded-for': `203.0.113.${tries}` });
    const body = { email: `nobody${tries}@example.org`, password: 'wrong password' };
    statuses.push((await client.call('POST', '/api/session', body)).status);
  }
  await serve.close();
  return statuses;
}

describe('what a header says of where a request comes from', () => {
  it.each([[[]], [['192.0.2.1']]])(
    'is not believed from an address that is no proxy of ours: %j',
    async (proxies) => {
      expect((await attempts(proxies)).at(-1)).toBe(429);
    },
    ATTEMPTS_MS,
  );

  it(
    'is believed from a proxy of ours',
    async () => {
      expect(new Set(await attempts(['127.0.0.0/8']))).toEqual(new Set([401]));
    },
    ATTEMPTS_MS,
  );
});
