import { createMlflowClient, type MlflowAuth, type MlflowClient } from '@naru/mlflow-js-client';

import { ensureServer, type EnsureOptions } from './ensure-server.ts';
import type { MlflowSettings } from './settings.ts';

/** MLflow as one run or command speaks to it. */
export interface Connection {
  readonly client: MlflowClient;
  /** Address of the server's page, without credentials. */
  readonly pageUrl: string;
  /** This process started the local server. */
  readonly started: boolean;
}

const TIMEOUT_MS = 30_000;
// Whoever has time tries again by itself.
const RETRY = { attempts: 2, baseDelayMs: 200, maxDelayMs: 1000, maxRetryAfterMs: 30_000 };

/** Connects to the server that the settings mean, and starts a local one where it does not run. */
export async function connectTo(settings: MlflowSettings, options: EnsureOptions): Promise<Connection> {
  const server = await ensureServer(settings, options);
  const client = createMlflowClient({
    trackingUri: server.url,
    ...authOf(settings),
    ...(settings.workspace === undefined ? {} : { workspace: settings.workspace }),
    timeoutMs: TIMEOUT_MS,
    retry: RETRY,
    onLongParam: 'truncate',
  });
  return { client, pageUrl: withoutCredentials(server.url), started: server.started };
}

function authOf({ username, password, token }: MlflowSettings): { auth?: MlflowAuth } {
  if (token !== undefined) return { auth: { token: token.reveal() } };
  if (username === undefined || password === undefined) return {};
  return { auth: { username, password: password.reveal() } };
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  return url.origin + url.pathname.replace(/\/+$/, '');
}
