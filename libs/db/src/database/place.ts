import { isAbsolute, join, relative } from 'node:path';

import { Secret, workspaceRoot } from '@naru/config';
import { AppError } from '@naru/contracts';

/** Which database, read from DATABASE_URL. */
export type DatabasePlace = SqlitePlace | PostgresPlace;

export interface SqlitePlace {
  readonly engine: 'sqlite';
  /** Absolute. */
  readonly path: string;
  /** For people. */
  readonly shown: string;
}

export interface PostgresPlace {
  readonly engine: 'postgres';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: Secret | undefined;
  readonly database: string;
  readonly tls: 'off' | 'unverified' | 'verified';
  /** For people: without the password. */
  readonly shown: string;
}

const POSTGRES_PORT = 5432;
const SQLITE = 'sqlite:///';
const FORMS =
  'Write sqlite:///./data/chat.db (from the workspace root), sqlite:////absolute/path.db or postgresql://user:password@host:5432/database.';

/**
 * Reads a database URL.
 *
 * @param root what a relative SQLite path starts from
 * @throws AppError `environment.invalid`; no part of the URL stands in it but its scheme and the names of parameters
 */
export function parseDatabaseUrl(url: string, root: string = workspaceRoot()): DatabasePlace {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
  if (scheme === 'sqlite') return sqlitePlace(url, root);
  if (scheme === 'postgres' || scheme === 'postgresql') return postgresPlace(url);
  if (scheme.includes('+')) {
    throw refused(`${scheme}: names a Python driver; Naru has its own`, `Leave out "+${scheme.split('+')[1] ?? ''}".`);
  }
  throw refused(scheme === '' ? 'is not a URL' : `${scheme}: is not a database that Naru knows`);
}

function sqlitePlace(url: string, root: string): SqlitePlace {
  const path = url.startsWith(SQLITE) ? url.slice(SQLITE.length) : '';
  if (path === '' || path.endsWith('/')) throw refused('names no SQLite file');
  if (path.includes('?')) throw refused('SQLite takes no parameters after "?"');
  if (path.includes(':memory:')) {
    throw refused('SQLite in memory would lose every conversation, and reads come over a second connection');
  }
  const absolute = isAbsolute(path) ? path : join(root, path);
  const fromRoot = relative(root, absolute);
  return { engine: 'sqlite', path: absolute, shown: fromRoot.startsWith('..') ? absolute : fromRoot };
}

function postgresPlace(url: string): PostgresPlace {
  const parsed = URL.parse(url);
  if (parsed === null) throw refused('is not a PostgreSQL URL', `${FORMS} Percent-encode @ : / ? # in a password.`);
  const host = parsed.searchParams.get('host') ?? parsed.hostname.replace(/^\[(.*)\]$/, '$1');
  const database = decoded(parsed.pathname.slice(1));
  const user = decoded(parsed.username);
  if (database === '' || database.includes('/')) throw refused('names no database after the host');
  if (user === '') throw refused('names no user before the host');
  const password = parsed.password === '' ? undefined : new Secret(decoded(parsed.password));
  const port = parsed.port === '' ? POSTGRES_PORT : Number(parsed.port);
  const tls = tlsOf(parsed.searchParams);
  const where = host === '' ? 'localhost' : host;
  const shown = `postgresql://${user}@${where.startsWith('/') ? '' : where}:${port}/${database}`;
  return { engine: 'postgres', host: where, port, user, password, database, tls, shown };
}

const TLS = new Map<string, PostgresPlace['tls']>([
  ['disable', 'off'],
  ['no-verify', 'unverified'],
  ['require', 'verified'],
  ['verify-ca', 'verified'],
  ['verify-full', 'verified'],
]);

function tlsOf(parameters: URLSearchParams): PostgresPlace['tls'] {
  const unknown = [...parameters.keys()].filter((name) => name !== 'sslmode' && name !== 'host');
  if (unknown.length > 0) throw refused(`has a parameter that Naru does not know: ${unknown.join(', ')}`);
  const mode = parameters.get('sslmode') ?? 'disable';
  const tls = TLS.get(mode);
  if (tls === undefined) throw refused(`sslmode has to be one of ${[...TLS.keys()].join(', ')}`);
  return tls;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused('has a % that is not followed by two hex digits', 'Write a literal % as %25.');
  }
}

const refused = (problem: string, hint: string = FORMS): AppError =>
  new AppError('environment.invalid', `DATABASE_URL: ${problem}`, { hint });
