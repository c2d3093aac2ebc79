import { AppError, type ErrorCode } from '@naru/contracts';

/** One thing that has to work before requests are taken: the database, an engine. */
export interface HealthCheck {
  /** Its name in the answer of /readyz. */
  readonly name: string;
  /** Rejects when it does not work. */
  check(signal: AbortSignal): Promise<void>;
}

export interface CheckResult {
  readonly ok: boolean;
  readonly ms: number;
  /** Why not: a code, never a message, which may name hosts. */
  readonly code?: ErrorCode | 'timeout';
}

const CHECK_MS = 3000;

/** What /readyz asks. Modules add theirs when they start. */
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();
  readonly #limitMs: number;

  constructor(limitMs: number = CHECK_MS) {
    this.#limitMs = limitMs;
  }

  add(check: HealthCheck): void {
    if (this.#checks.has(check.name)) throw new Error(`There is a health check of the name ${check.name} already.`);
    this.#checks.set(check.name, check);
  }

  /** All of them at once, each within the limit. */
  async run(): Promise<Readonly<Record<string, CheckResult>>> {
    const all = [...this.#checks.values()];
    return Object.fromEntries(
      await Promise.all(all.map(async (check) => [check.name, await this.#one(check)] as const)),
    );
  }

  async #one(check: HealthCheck): Promise<CheckResult> {
    const started = performance.now();
    const ms = (): number => Math.round(performance.now() - started);
    const late = AbortSignal.timeout(this.#limitMs);
    try {
      await Promise.race([check.check(late), rejected(late)]);
      return { ok: true, ms: ms() };
    } catch (error) {
      return {
        ok: false,
        ms: ms(),
        code: late.aborted ? 'timeout' : error instanceof AppError ? error.code : 'internal',
      };
    }
  }
}

const rejected = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
