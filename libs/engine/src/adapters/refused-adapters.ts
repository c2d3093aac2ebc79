import { AppError } from '@naru/contracts';

interface Refused {
  readonly because: string;
  readonly times: number;
  /** Infinity: what was refused stays what it is. */
  readonly againAt: number;
}

/** What is refused for what an adapter is: another one of that name would be refused too. */
const FOR_GOOD: ReadonlySet<string> = new Set(['engine.template-mismatch', 'engine.adapter-conflict', 'usage']);
/** What is refused because it is not there: it may still come, as with an engine that others run. */
const FOR_NOW: ReadonlySet<string> = new Set(['engine.model-unknown', 'model.not-found']);

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;

export function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && (FOR_GOOD.has(error.code) || FOR_NOW.has(error.code));
}

/** Adapters that the engine does not take, why, and when each is offered to it again: later and later. */
export class RefusedAdapters {
  readonly #refused = new Map<string, Refused>();

  because(name: string): string | null {
    return this.#refused.get(name)?.because ?? null;
  }

  /** Whether it is to be left out for now. */
  has(name: string, nowMs = Date.now()): boolean {
    return (this.#refused.get(name)?.againAt ?? 0) > nowMs;
  }

  /** @returns how often it was refused so far, and after how long it is offered again; null: never */
  add(name: string, error: Error, nowMs = Date.now()): { readonly times: number; readonly againInMs: number | null } {
    const times = (this.#refused.get(name)?.times ?? 0) + 1;
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (times - 1), LONGEST_WAIT_MS);
    const isForGood = error instanceof AppError && FOR_GOOD.has(error.code);
    const againInMs = isForGood ? null : waitMs;
    this.#refused.set(name, { because: error.message, times, againAt: nowMs + (againInMs ?? Infinity) });
    return { times, againInMs };
  }

  /** @returns whether it had been refused */
  taken(name: string): boolean {
    return this.#refused.delete(name);
  }
}
