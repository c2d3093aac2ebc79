import {
  createMlflowClient,
  type MlflowAuth,
  type MlflowClient,
  type MlflowClientOptions,
} from '@naru/mlflow-js-client';

import { ensureServer, type EnsureOptions } from './ensure-server.ts';
import type { MlflowSettings } from './settings.ts';
import { trackingPlace } from './tracking-place.ts';

/** MLflow as one run or command speaks to it. */
export interface Connection {
  readonly client: MlflowClient;
  /** Address of the server's page, without credentials. */
  readonly pageUrl: string;
  /** This process started the local server. */
  readonly started: boolean;
}

const TIMEOUT_MS = 30_000;
const PATIENCE_MS = 10_000;
// Whoever has time tries again by itself.
const RETRY = { attempts: 2, baseDelayMs: 200, maxDelayMs: 1000, maxRetryAfterMs: 30_000 };

/** Connects to the server that the settings mean, and starts a local one where it does not run. */
export async function connectTo(settings: MlflowSettings, options: EnsureOptions): Promise<Connection> {
  const server = await ensureServer(settings, options);
  const client = clientOf(settings, server.url, { timeoutMs: TIMEOUT_MS, retry: RETRY });
  return { client, pageUrl: withoutCredentials(server.url), started: server.started };
}

/**
 * A client of the server that the settings mean, whether it runs or not: nothing is started, no call is tried again.
 * For who can do without it.
 *
 * @param root what relative folders are seen from
 * @throws AppError `tracking.old-file-store`, `environment.invalid`
 */
export function clientOfWhoever(settings: MlflowSettings, root: string): MlflowClient {
  return clientOf(settings, trackingPlace(settings, root).url, { timeoutMs: PATIENCE_MS, retry: false });
}

function clientOf(
  settings: MlflowSettings,
  trackingUri: string,
  patience: Pick<MlflowClientOptions, 'timeoutMs' | 'retry'>,
): MlflowClient {
  const { workspace } = settings;
  const scope = { ...authOf(settings), ...(workspace === undefined ? {} : { workspace }) };
  return createMlflowClient({ trackingUri, ...scope, ...patience, onLongParam: 'truncate' });
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
