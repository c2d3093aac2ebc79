import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import { QueryFailedError } from 'typeorm';

/** What the driver says: `SQLITE_BUSY`, `40P01`, `ECONNREFUSED`; empty where it says nothing. */
export function driverCode(error: unknown): string {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code: unknown = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
}

export const isBusy = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(driverCode(error));

/** A deadlock or a lost race of two transactions: the same work may succeed when it runs again. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(driverCode(error));

/**
 * Whether `error` says that a row with these values is there already.
 *
 * @param columns as the database names them: `isUniqueViolation(error, 'users', 'email')`
 */
export function isUniqueViolation(error: unknown, table: string, ...columns: readonly string[]): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const driver = error.driverError as Error & { readonly code?: string; readonly constraint?: string };
  if (driver.code === '23505') {
    return driver.constraint === ['uq', table, ...columns].join('_') || driver.constraint === `pk_${table}`;
  }
  if (!/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(driver.code ?? '')) return false;
  return driver.message.endsWith(`: ${columns.map((column) => `${table}.${column}`).join(', ')}`);
}

// Connection refused, reset, no such host, too slow; PostgreSQL's classes 08 and 57P, too many clients.
const UNREACHABLE = /^(E[A-Z]+|08\w{3}|57P0\d|53300)$/;
const SQLITE_FILE = /^SQLITE_(CANTOPEN|CORRUPT|NOTADB|FULL|READONLY|IOERR)/;

/** The same error as one for people, where the database itself is what is wrong. */
export function asDatabaseError(error: unknown, place: string): unknown {
  if (error instanceof AppError) return error;
  const code = driverCode(error);
  const said = error instanceof Error ? error.message : String(error);
  if (code === '28P01' || code === '28000' || code === '3D000') {
    return new AppError('database.unreachable', `${place}: ${said}`, { hint: 'Correct DATABASE_URL.', cause: error });
  }
  if (isBusy(error)) return new AppError('database.busy', `${place} is held by another program`, { cause: error });
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new AppError('database.corrupt', `${place}: ${said}`, {
      hint: 'Restore the newest backup: npx nx run db:restore --from=<file>.',
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_FULL')) return new AppError('disk.full', `${place}: ${said}`, { cause: error });
  if (SQLITE_FILE.test(code) || UNREACHABLE.test(code) || /timeout|terminated/i.test(connectionWords(error))) {
    return new AppError('database.unreachable', `${place}: ${said === '' ? code : said}`, {
      hint: place.includes('://')
        ? 'Start it, or correct DATABASE_URL.'
        : 'Correct DATABASE_URL, or let this user write there.',
      cause: error,
    });
  }
  return error;
}

// pg-pool's own errors carry no code.
const connectionWords = (error: unknown): string =>
  error instanceof Error && !(error instanceof QueryFailedError) && /connect/i.test(error.message) ? error.message : '';

/** Runs `work` again while it fails as `again` says, with growing pauses, for at most `forMs`. */
export async function retried<T>(
  work: () => Promise<T>,
  again: (error: unknown) => boolean,
  forMs: number,
): Promise<T> {
  const until = Date.now() + forMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 2, 200)) {
    try {
      return await work();
    } catch (error) {
      if (!again(error) || Date.now() + pauseMs > until) throw error;
      await sleep(pauseMs / 2 + Math.random() * pauseMs);
    }
  }
}
