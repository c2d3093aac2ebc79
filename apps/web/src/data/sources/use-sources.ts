import { useInfiniteQuery } from '@tanstack/react-query';
import { useData } from '../data-services.tsx';

export function useSources() {
  const { api } = useData();
  return useInfiniteQuery({
    queryKey: ['data', 'sources'],
    queryFn: ({ pageParam, signal }) => api.sources(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}
