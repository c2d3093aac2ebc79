// Owns: what `createMlflowClient` is told about the server, checked. Credentials stay in `headers` and go nowhere else.
import { MlflowConfigError } from './errors.ts';

/**
 * HTTP basic (MLflow's own auth app) or a bearer token (a proxy, Databricks).
 *
 * Use ASCII passwords: MLflow 3.17 takes others everywhere but on its artifact routes, which answer them with 401.
 */
export type MlflowAuth = { readonly username: string; readonly password: string } | { readonly token: string };

export interface Connection {
  /** Scheme, host, port and path prefix; no trailing slash, no credentials. */
  readonly baseUrl: string;
  readonly origin: string;
  /** Sent with every request to the tracking server, and to no other host. */
  readonly headers: Readonly<Record<string, string>>;
}

export function connection(trackingUri: string, auth?: MlflowAuth, workspace?: string): Connection {
  const url = parseTrackingUri(trackingUri);
  const given = auth ?? userInfo(url);
  const headers: Record<string, string> = {};
  if (given) headers['authorization'] = authorization(given);
  if (workspace !== undefined) headers['x-mlflow-workspace'] = checkWorkspace(workspace);
  return { baseUrl: url.origin + url.pathname.replace(/\/+$/, ''), origin: url.origin, headers };
}

function parseTrackingUri(trackingUri: string): URL {
  const url = URL.canParse(trackingUri) ? new URL(trackingUri) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    const scheme = url ? `a ${url.protocol} address` : JSON.stringify(trackingUri);
    throw new MlflowConfigError(
      `trackingUri must be an http:// or https:// address of a running MLflow server, found ${scheme}. ` +
        'For a folder or a database, start one: mlflow server --backend-store-uri sqlite:///mlflow.db',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new MlflowConfigError('trackingUri must end with the path: no ?query and no #fragment');
  }
  return url;
}

function userInfo(url: URL): MlflowAuth | undefined {
  if (url.username === '' && url.password === '') return undefined;
  return { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}

function authorization(auth: MlflowAuth): string {
  if ('token' in auth) {
    if (!/^[\x21-\x7e]+$/.test(auth.token))
      throw new MlflowConfigError('auth.token must be printable ASCII, no spaces');
    return `Bearer ${auth.token}`;
  }
  if (auth.username.includes(':')) throw new MlflowConfigError('auth.username cannot hold a colon (RFC 7617)');
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64')}`;
}

function checkWorkspace(workspace: string): string {
  if (!/^[\x21-\x7e]+$/.test(workspace)) {
    throw new MlflowConfigError('workspace must be printable ASCII without spaces: it travels in a header');
  }
  return workspace;
}
