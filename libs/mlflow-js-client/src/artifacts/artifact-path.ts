// Owns: artifact paths and where the server's proxy keeps a run's artifacts.
import type { Connection } from '../connection.ts';
import { MlflowConfigError, MlflowLimitError } from '../errors.ts';

export const PROXY = '/api/2.0/mlflow-artifacts';

/**
 * A path inside a run's artifacts: forward slashes, relative, no `.` and no `..`.
 *
 * Refused as well is what the server would store under another name: it decodes paths until nothing changes (so a file
 * named `a%20b` becomes `a b`), refuses `#`, and drops a `?` or `;` at the end.
 */
export function checkArtifactPath(path: string, field = 'path'): string {
  const shown = `is ${JSON.stringify(checkInside(path, field))}`;
  if (/[#\u0000-\u001f\u007f]/.test(path)) {
    throw new MlflowLimitError(field, `${shown}; MLflow refuses # and control characters`);
  }
  if (/%[0-9a-f]{2}/i.test(path) || /[?;]$|;\?/.test(path)) {
    throw new MlflowLimitError(field, `${shown}, which MLflow would decode and store under another name`);
  }
  return path;
}

/** A path that stays below the folder it is joined to, whoever made it up. */
export function checkInside(path: string, field: string): string {
  const shown = `is ${JSON.stringify(path)}`;
  if (path === '' || !path.isWellFormed()) throw new MlflowLimitError(field, `${shown}, which is no path`);
  if (path.startsWith('/') || /^[a-zA-Z]:[\\/]/.test(path)) {
    throw new MlflowLimitError(field, `${shown}: give it relative to the run`);
  }
  for (const part of path.split('/')) {
    if (part === '..') throw new MlflowLimitError(field, `${shown}, which leaves the run's artifacts`);
    if (part === '' || part === '.') throw new MlflowLimitError(field, `${shown}, which has an empty part`);
  }
  if (path.includes('\\')) throw new MlflowLimitError(field, `${shown}: separate folders with /`);
  return path;
}

/** A checked path, percent-encoded for an address. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/**
 * The folder of the server's artifact proxy that an artifact URI means, such as `1/<run id>/artifacts`.
 *
 * @throws MlflowConfigError where the artifacts do not go through this server
 */
export function proxyFolder(artifactUri: string, connection: Connection): string {
  const url = URL.canParse(artifactUri) ? new URL(artifactUri) : undefined;
  const host = new URL(connection.origin).host;
  if (url?.protocol === 'mlflow-artifacts:' && (url.host === '' || url.host === host))
    return decodeFolder(url.pathname);
  const prefix = `${PROXY}/artifacts/`;
  if (url?.origin === connection.origin && url.pathname.includes(prefix)) {
    return decodeFolder(url.pathname.slice(url.pathname.indexOf(prefix) + prefix.length));
  }
  throw new MlflowConfigError(
    `The run's artifacts lie at ${withoutCredentials(url, artifactUri)}, which is not served by ${connection.origin}. ` +
      'This client moves artifacts through the tracking server: start it with --artifacts-destination <place> ' +
      '(and without --default-artifact-root), and create the experiment anew.',
  );
}

function decodeFolder(pathname: string): string {
  return decodeURIComponent(pathname.replace(/^\/+|\/+$/g, ''));
}

function withoutCredentials(url: URL | undefined, text: string): string {
  return url ? `${url.protocol}//${url.host}${url.pathname}` : text;
}
