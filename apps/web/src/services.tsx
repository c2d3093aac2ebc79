// Owns what the whole page shares: the API, what the browser keeps, the open conversations.
import { QueryClient } from '@tanstack/react-query';
import { createContext, use, type ReactNode } from 'react';
import { createApi, type Api } from './api/api.ts';
import { ApiError } from './api/api-error.ts';
import { createTransport, type Transport } from './api/transport.ts';
import type { Session } from './api/types.ts';
import { draftsIn, type Drafts } from './composer/drafts.ts';
import { newKey } from './new-key.ts';
import { later, wait } from './stream/timing.ts';
import { streamMemory } from './stream/stream-memory.ts';
import { Threads } from './thread/threads.ts';

export interface Services {
  readonly api: Api;
  readonly transport: Transport;
  readonly queries: QueryClient;
  readonly drafts: Drafts;
  readonly threads: Threads;
  readonly storage: Storage;
}

export function createServices(): Services {
  const transport = createTransport(window.fetch.bind(window));
  const api = createApi(transport);
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: worthAnotherTry, staleTime: 30_000 } },
  });
  transport.onSignedOut(() => {
    queries.setQueryData<Session>(['session'], (session) => session && { ...session, user: null });
  });
  const threads = new Threads({
    api,
    wait,
    soon: later,
    random: Math.random,
    memory: streamMemory(localStorage),
    newKey,
    onAnswered: () => void queries.invalidateQueries({ queryKey: ['conversations'] }),
  });
  return { api, transport, queries, threads, drafts: draftsIn(localStorage), storage: localStorage };
}

function worthAnotherTry(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

const ServicesContext = createContext<Services | null>(null);

export function ServicesProvider({ services, children }: { services: Services; children: ReactNode }) {
  return <ServicesContext value={services}>{children}</ServicesContext>;
}

export function useServices(): Services {
  const services = use(ServicesContext);
  if (!services) throw new Error('ServicesProvider is missing.');
  return services;
}
