import { useInfiniteQuery } from '@tanstack/react-query';
import { useText } from '../../i18n/text.tsx';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ModelsFrame, ModelsProblem } from '../models-frame.tsx';
import { useModels } from '../models-services.tsx';
import { useWords } from '../words/use-words.ts';
import { AuditList } from './audit-list.tsx';

export function AuditPage() {
  const { words } = useWords();
  const text = useText();
  const { api } = useModels();
  const query = useInfiniteQuery({
    queryKey: ['registry', 'audit', 'all'],
    queryFn: ({ pageParam, signal }) => api.audit(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <ModelsFrame>
      <h2 className="visually-hidden">{words.models.audit}</h2>
      <p className="page-intro">{words.audit.intro}</p>
      {query.isError && <ModelsProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {query.isSuccess && entries.length === 0 && <p className="page-empty">{words.audit.none}</p>}
      {entries.length > 0 && <Chain intact={query.data?.pages[0]?.intact ?? null} />}
      {entries.length > 0 && <AuditList of={entries} />}
      {query.hasNextPage && (
        <button
          type="button"
          className="button"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {text.list.more}
        </button>
      )}
    </ModelsFrame>
  );
}

/** Whether somebody changed an entry past the database's own refusal. */
function Chain({ intact }: { intact: boolean | null }) {
  const { words } = useWords();
  if (intact === null) return null;
  return intact ? (
    <p className="demands-met">
      <Icon name="check" size={18} />
      {words.audit.intact}
    </p>
  ) : (
    <div className="problem" role="alert">
      <Icon name="alert" />
      <p className="problem-words">{words.audit.broken}</p>
    </div>
  );
}
