// Owns how a request reaches serve: cookie, CSRF token, JSON, errors. Does not know which routes there are.
import { ApiError, errorOf } from './api-error.ts';

export type Fetch = typeof globalThis.fetch;

export interface Transport {
  readonly get: <T>(path: string, signal?: AbortSignal) => Promise<T>;
  readonly send: <T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<T>;
  readonly open: (path: string, headers: Record<string, string>, signal: AbortSignal) => Promise<Response>;
  readonly useCsrfToken: (token: string | null) => void;
  /** For requests that are made elsewhere. */
  readonly csrfToken: () => string | null;
  readonly signedOut: () => void;
  /** Called with every 401, so that the page can ask for a sign-in. */
  readonly onSignedOut: (listener: () => void) => void;
}

export function createTransport(fetch: Fetch): Transport {
  let csrfToken: string | null = null;
  let signedOut: () => void = () => undefined;

  async function request(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(path, { credentials: 'same-origin', ...init }).catch((cause: unknown) => {
      if (init.signal?.aborted) throw cause;
      throw ApiError.unreachable(cause);
    });
    if (response.ok) return response;
    const error = await errorOf(response);
    if (error.status === 401 && error.code !== 'auth.failed') signedOut();
    throw error;
  }

  return {
    get: async <T>(path: string, signal?: AbortSignal) =>
      json<T>(await request(path, { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) })),
    send: async <T>(method: string, path: string, body?: unknown) => {
      const headers = {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(csrfToken === null ? {} : { 'x-csrf-token': csrfToken }),
      };
      const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
      return json<T>(await request(path, init));
    },
    open: (path, headers, signal) => request(path, { headers: { accept: 'text/event-stream', ...headers }, signal }),
    useCsrfToken: (token) => {
      csrfToken = token;
    },
    csrfToken: () => csrfToken,
    signedOut: () => signedOut(),
    onSignedOut: (listener) => {
      signedOut = listener;
    },
  };
}

async function json<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}
