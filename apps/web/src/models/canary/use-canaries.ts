import { useQuery } from '@tanstack/react-query';
import { useModels } from '../models-services.tsx';

/** One that runs changes with every answer. */
const LOOK_AGAIN_MS = 5000;

export function useCanaries() {
  const { api } = useModels();
  return useQuery({
    queryKey: ['registry', 'canaries'],
    queryFn: ({ signal }) => api.canaries(signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some((canary) => canary.state === 'running') ? LOOK_AGAIN_MS : false),
  });
}
