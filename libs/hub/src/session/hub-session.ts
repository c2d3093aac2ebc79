import { AppError } from '@naru/contracts';

import type { HubSettings } from '../settings.ts';
import { causeOf, ConnectionLost, refusalOf } from './failures.ts';

/** A request to the hub or to where it redirects. Answers that are not 2xx are thrown as `HubRefusal`. */
export type HubRequest = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface HubSession {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly hasToken: boolean;
  readonly request: HubRequest;
  readonly signal: AbortSignal | undefined;
}

export interface SessionOptions {
  readonly settings: Pick<HubSettings, 'endpoint' | 'token'>;
  readonly signal?: AbortSignal | undefined;
  /** Ends a request whose answer does not begin within this time. */
  readonly answerWithinMs?: number | undefined;
}

const MAX_REDIRECTS = 8;
const ANSWER_WITHIN_MS = 60_000;

/** Requests with the token, which goes to the hub's own origin and nowhere else. */
export function openSession({ settings, signal, answerWithinMs = ANSWER_WITHIN_MS }: SessionOptions): HubSession {
  const endpoint = settings.endpoint.replace(/\/+$/, '');
  const { origin } = new URL(endpoint);
  const token = settings.token?.reveal().trim();
  requireToken(token);

  const authorised = (url: URL, init: RequestInit): RequestInit => {
    const headers = new Headers(init.headers);
    headers.delete('authorization'); // what the library set, if anything
    if (token !== undefined && url.origin === origin) headers.set('authorization', `Bearer ${token}`);
    return { ...init, headers, redirect: 'manual' };
  };

  const request: HubRequest = async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    let current = init;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const response = await answered(url, authorised(url, current), { signal, answerWithinMs });
      const location = redirectOf(response);
      if (location === null) {
        if (response.ok) return response;
        throw await refusalOf(response);
      }
      await response.body?.cancel();
      url = followed(location, url);
      current = afterRedirect(response.status, current);
    }
    throw new ConnectionLost(`more than ${MAX_REDIRECTS} redirects`);
  };
  return { endpoint, hasToken: token !== undefined, request, signal };
}

// What a header cannot hold would be repeated in the error about it.
function requireToken(token: string | undefined): void {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return;
  throw new AppError('environment.invalid', 'HUGGINGFACE_TOKEN: holds a character that no token has, or none at all.', {
    hint: 'Copy it again; its value is not shown here. It begins with hf_.',
  });
}

interface Waiting {
  readonly signal: AbortSignal | undefined;
  readonly answerWithinMs: number;
}

async function answered(url: URL, init: RequestInit, { signal, answerWithinMs }: Waiting): Promise<Response> {
  refuseCancelled(signal);
  const late = new AbortController();
  // An upload's answer comes only after its last byte.
  const timer =
    init.body === undefined || init.body === null ? setTimeout(() => late.abort(), answerWithinMs) : undefined;
  const signals = [late.signal, signal, init.signal].filter((one) => one !== undefined && one !== null);
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any(signals) });
  } catch (cause) {
    refuseCancelled(signal);
    const what = late.signal.aborted ? `no answer within ${Math.round(answerWithinMs / 1000)} s` : causeOf(cause);
    throw new ConnectionLost(what, { cause });
  } finally {
    clearTimeout(timer);
  }
}

/** @throws AppError `cancelled` */
export function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new AppError('cancelled', 'Stopped. What is here stays, and the same command goes on.');
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

function redirectOf(response: Response): string | null {
  return REDIRECTS.has(response.status) ? response.headers.get('location') : null;
}

function followed(location: string, from: URL): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new ConnectionLost('redirected to nowhere');
  return url;
}

// https://fetch.spec.whatwg.org/#http-redirect-fetch, step 12
function afterRedirect(status: number, init: RequestInit): RequestInit {
  const method = init.method?.toUpperCase() ?? 'GET';
  const becomesGet = (status === 303 && method !== 'GET' && method !== 'HEAD') || (status < 303 && method === 'POST');
  if (!becomesGet) return init;
  const { body: _dropped, ...rest } = init;
  return { ...rest, method: 'GET' };
}
