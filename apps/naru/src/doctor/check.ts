import { AppError } from '@naru/contracts';

export type Health = 'ok' | 'warn' | 'bad';

/** What was looked at, how it is, and what to do. */
export interface Finding {
  readonly name: string;
  readonly health: Health;
  /** A sentence without secrets. */
  readonly found: string;
  readonly todo?: string;
}

/** Looks at one thing. */
export interface Check {
  readonly name: string;
  readonly look: () => Promise<Omit<Finding, 'name'>>;
}

/** All checks side by side; one that fails by itself is a finding. */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  return Promise.all(
    checks.map(async ({ name, look }) => {
      try {
        return { name, ...(await look()) };
      } catch (error) {
        return { name, ...asFinding(error) };
      }
    }),
  );
}

function asFinding(error: unknown): Omit<Finding, 'name'> {
  const found = error instanceof Error ? error.message : String(error);
  const todo = error instanceof AppError ? error.hint : undefined;
  return { health: 'bad', found, ...(todo !== undefined && { todo }) };
}

export const ok = (found: string): Omit<Finding, 'name'> => ({ health: 'ok', found });
export const warn = (found: string, todo: string): Omit<Finding, 'name'> => ({ health: 'warn', found, todo });
export const bad = (found: string, todo: string): Omit<Finding, 'name'> => ({ health: 'bad', found, todo });
