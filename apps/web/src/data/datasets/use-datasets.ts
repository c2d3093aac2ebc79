import { useInfiniteQuery } from '@tanstack/react-query';
import { useData } from '../data-services.tsx';

export function useDatasets() {
  const { api } = useData();
  return useInfiniteQuery({
    queryKey: ['data', 'datasets'],
    queryFn: ({ pageParam, signal }) => api.datasets(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}
