import { startCanary } from './canary.ts';

const CANARY = { mode: 'share', share: 0.2, max_hours: 72, on_win: 'promote' } as const;
const WANTED = {
  adapter: 'ferry@abababab',
  adapterSha256: 'ab'.repeat(32),
  evalId: '20261123T020304-def456',
  canary: CANARY,
};

/** serve's answers, one after the other, and what it was asked. */
function scriptedServe(...answers: readonly [status: number, body: object][]) {
  const asked: unknown[] = [];
  const fetch = (url: unknown, { method, headers, body }: RequestInit = {}): Promise<Response> => {
    asked.push({
      url: String(url),
      method,
      headers,
      body: typeof body === 'string' ? (JSON.parse(body) as unknown) : null,
    });
    const [status, said] = answers[asked.length - 1] ?? [500, {}];
    return Promise.resolve(Response.json(said, { status }));
  };
  return { asked, api: { url: 'http://127.0.0.1:8080', fetch: fetch as typeof globalThis.fetch, key: 'nk_admin' } };
}

describe('a canary that the loop begins', () => {
  it('is asked for as serve has it', async () => {
    const { asked, api } = scriptedServe([200, { canaries: [] }], [201, { id: 'c1' }]);

    expect(await startCanary(WANTED, api)).toBe('c1');
    expect(asked[1]).toMatchObject({
      url: 'http://127.0.0.1:8080/api/admin/canaries',
      headers: { authorization: 'Bearer nk_admin' },
      body: { adapterSha256: WANTED.adapterSha256, mode: 'share', share: 0.2, maxHours: 72, onWin: 'promote' },
    });
  });

  it('is taken where one of this adapter runs: a killed loop begins none twice', async () => {
    const running = { id: 'c0', state: 'running', candidate: { adapterSha256: WANTED.adapterSha256 } };
    const { asked, api } = scriptedServe([200, { canaries: [running] }]);

    expect(await startCanary(WANTED, api)).toBe('c0');
    expect(asked).toHaveLength(1);
  });

  it('is refused with what serve said, and says whose key it takes', async () => {
    const { api } = scriptedServe([403, { error: { message: 'for administrators' } }]);

    await expect(startCanary(WANTED, api)).rejects.toMatchObject({
      message: 'serve refused the canary (403): for administrators',
      hint: expect.stringContaining('NARU_API_KEY') as string,
    });
  });
});
