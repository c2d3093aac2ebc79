import { AppError, type LoopPolicy } from '@naru/contracts';

import type { Evaluated } from './promote.ts';

/** serve's API, as an administrator. */
export interface ServeApi {
  readonly url: string;
  readonly fetch: typeof fetch;
  /** A key; without one, serve has to run without sign-in. */
  readonly key: string | undefined;
}

export interface WantedCanary extends Evaluated {
  readonly adapterSha256: string;
  readonly canary: LoopPolicy['canary'];
}

interface CanaryView {
  readonly id: string;
  readonly state: string;
  readonly candidate: { readonly adapterSha256: string };
}

// serve has the candidate answer a few prompts first: seconds, or minutes on a busy CPU.
const TIMEOUT_MS = 600_000;
const ROUTE = '/api/admin/canaries';

/** Starts a canary; one that runs with this adapter already is taken. @returns its id */
export async function startCanary({ adapterSha256, evalId, canary }: WantedCanary, api: ServeApi): Promise<string> {
  const { canaries } = (await asked(api, 'GET')) as { readonly canaries: readonly CanaryView[] };
  const running = canaries.find(
    ({ state, candidate }) => state === 'running' && candidate.adapterSha256 === adapterSha256,
  );
  if (running !== undefined) return running.id;
  const { mode, share, max_hours: maxHours, on_win: onWin } = canary;
  const body = { adapterSha256, evalId, mode, share, maxHours, onWin };
  return ((await asked(api, 'POST', body)) as CanaryView).id;
}

async function asked({ url, fetch, key }: ServeApi, method: 'GET' | 'POST', body?: object): Promise<unknown> {
  const headers = {
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const sent = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  let answer: Response;
  try {
    answer = await fetch(new URL(ROUTE, url), { ...sent, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    const hint =
      'Start it (npm start, or npx nx run serve:serve), or name it in SERVE_URL. The loop goes on from here.';
    throw new AppError('service.unready', `serve does not answer at ${url}.`, { hint, cause });
  }
  const said = (await answer.json().catch(() => ({}))) as { readonly error?: { readonly message?: string } };
  if (answer.ok) return said;
  const hint =
    answer.status === 401 || answer.status === 403 ? "NARU_API_KEY has to be an administrator's key." : undefined;
  throw new AppError('request.refused', `serve refused the canary (${answer.status}): ${said.error?.message ?? ''}`, {
    hint,
  });
}
