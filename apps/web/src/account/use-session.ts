import { useQuery } from '@tanstack/react-query';
import type { Session } from '../api/types.ts';
import { useServices } from '../services.tsx';

export function useSession() {
  const { api } = useServices();
  return useQuery({
    queryKey: ['session'],
    queryFn: api.session,
    staleTime: Number.POSITIVE_INFINITY,
    // Another tab may have signed in as somebody else, and the CSRF token is theirs then.
    refetchOnWindowFocus: 'always',
  });
}

/** Without sign-in there are no people to look after. */
export function administers({ authEnabled, user }: Session): boolean {
  return authEnabled && user?.role === 'admin';
}

/** Signs in. What the person before left on this page is not for the next one; drafts stay with the browser. */
export function useEnter(): (email: string, password: string) => Promise<void> {
  const { api, queries } = useServices();
  const forget = useForget();
  return async (email, password) => {
    const session = await api.signIn(email, password);
    forget();
    queries.setQueryData(['session'], session);
  };
}

export function useSignOut(): () => void {
  const { api, queries } = useServices();
  const forget = useForget();
  return () => {
    void api
      .signOut()
      .catch(() => undefined)
      .then(() => {
        forget();
        return queries.invalidateQueries({ queryKey: ['session'] });
      });
  };
}

function useForget(): () => void {
  const { queries, threads } = useServices();
  return () => {
    threads.forgetAll();
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  };
}
