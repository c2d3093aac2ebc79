// Owns what the model pages share: the registry's API, its state, and whether who looks may change it.
import { useQuery } from '@tanstack/react-query';
import { createContext, use, useMemo, type ReactNode } from 'react';
import { useServices } from '../services.tsx';
import { createModelsApi, type ModelsApi } from './api/models-api.ts';

export interface ModelsServices {
  readonly api: ModelsApi;
  readonly administrator: boolean;
}

/** Somebody else, or a canary, may change what is in production. */
const LOOK_AGAIN_MS = 10_000;

const ModelsContext = createContext<ModelsServices | null>(null);

export function ModelsProvider({ administrator, children }: { administrator: boolean; children: ReactNode }) {
  const { transport } = useServices();
  const services = useMemo(() => ({ api: createModelsApi(transport), administrator }), [transport, administrator]);
  return <ModelsContext value={services}>{children}</ModelsContext>;
}

export function useModels(): ModelsServices {
  const services = use(ModelsContext);
  if (!services) throw new Error('ModelsProvider is missing.');
  return services;
}

export function useRegistry() {
  const { api, administrator } = useModels();
  return useQuery({
    queryKey: ['registry', 'state', administrator],
    queryFn: ({ signal }) => api.state(administrator, signal),
    refetchInterval: LOOK_AGAIN_MS,
    staleTime: 0,
  });
}

/** After a change, everything about models is asked for anew: the picker of the chat too. */
export function useChanged(): () => void {
  const { queries } = useServices();
  return () => {
    void queries.invalidateQueries({ queryKey: ['registry'] });
    void queries.invalidateQueries({ queryKey: ['models'] });
  };
}
