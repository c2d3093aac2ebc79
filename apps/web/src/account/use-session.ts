import { useQuery } from '@tanstack/react-query';
import { useServices } from '../services.tsx';

export function useSession() {
  const { api } = useServices();
  return useQuery({ queryKey: ['session'], queryFn: api.session, staleTime: Number.POSITIVE_INFINITY });
}

/** Leaves nothing of one person for the next one; drafts stay with the browser. */
export function useSignOut(): () => void {
  const { api, queries, threads } = useServices();
  return () => {
    void api
      .signOut()
      .catch(() => undefined)
      .then(() => {
        threads.forgetAll();
        queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
        return queries.invalidateQueries({ queryKey: ['session'] });
      });
  };
}
