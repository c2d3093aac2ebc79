import { spawn } from 'node:child_process';

import { childEnvironment } from '@naru/config';
import { AppError } from '@naru/contracts';

import type { PostgresPlace } from '../database/place.ts';

export type PostgresTool = 'pg_dump' | 'pg_restore';

/**
 * Runs one of PostgreSQL's own tools on a database. The password goes through the environment, where `ps` shows nothing.
 *
 * @throws AppError `database.tool-missing`, `database.tool-failed` with what the tool said
 */
export async function runPostgresTool(
  tool: PostgresTool,
  args: readonly string[],
  place: PostgresPlace,
): Promise<void> {
  const child = spawn(tool, args, { env: childEnvironment(connection(place)), stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? missing(tool) : error);
    });
    child.once('close', (code) => resolve(code));
  });
  if (status !== 0) throw new AppError('database.tool-failed', `${tool}: ${said.trim()}`, { hint: hintFor(said) });
}

function connection({ host, port, user, password, database, tls }: PostgresPlace): Record<string, string | undefined> {
  const mode = { off: 'disable', unverified: 'require', verified: 'verify-full' }[tls];
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password?.reveal(),
    PGDATABASE: database,
    PGSSLMODE: mode,
  };
}

const missing = (tool: PostgresTool): AppError =>
  new AppError('database.tool-missing', `${tool} is not on this machine`, {
    hint: "Install PostgreSQL's client programs of the server's version or newer (Debian: apt-get install postgresql-client), or run the command where they are.",
  });

const hintFor = (said: string): string | undefined =>
  said.includes('version mismatch') ? "Use the client programs of the server's version or newer." : undefined;
