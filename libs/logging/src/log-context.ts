import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line within a run or a request carries. */
export interface LogContext {
  readonly runId?: string;
  readonly requestId?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work` so that each line logged within it, however deep, carries `context` besides what was set outside. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

export function currentLogContext(): LogContext {
  return storage.getStore() ?? {};
}
