import { createContext, use } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { ThreadStore } from './thread-store.ts';

export interface ThreadContextValue {
  readonly store: ThreadStore;
  /** Runs what a person asked for; a refusal is shown above the message field. */
  readonly attempt: (action: () => Promise<void>) => void;
  readonly setProblem: (problem: ApiError | null) => void;
  readonly modelName: (id: string | null) => string;
}

export const ThreadContext = createContext<ThreadContextValue | null>(null);

export function useThreadContext(): ThreadContextValue {
  const value = use(ThreadContext);
  if (!value) throw new Error('ThreadContext is missing.');
  return value;
}
