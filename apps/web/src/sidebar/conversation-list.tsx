import { useInfiniteQuery, keepPreviousData } from '@tanstack/react-query';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { nextIndex } from '../ui/next-index.ts';
import { Problem } from '../ui/problem.tsx';
import { ConversationItem } from './conversation-item.tsx';
import { groupByDay } from './group-by-day.ts';

interface ConversationListProps {
  readonly search: string;
  readonly onLeave: () => void;
}

export function ConversationList({ search, onLeave }: ConversationListProps) {
  const text = useText();
  const query = useConversations(search);
  const conversations = query.data?.pages.flatMap((page) => page.conversations) ?? [];
  return (
    <div className="list" onKeyDown={moveByArrow}>
      {query.isError && <Problem error={asApiError(query.error)} onRetry={() => void query.refetch()} />}
      {query.isSuccess && conversations.length === 0 && (
        <p className="list-empty">{search === '' ? text.list.none : text.list.noneFound(search)}</p>
      )}
      {groupByDay(conversations, new Date()).map(({ group, items }) => (
        <section key={group}>
          <h2 className="list-day">{text.list[group]}</h2>
          <ul>
            {items.map((conversation) => (
              <ConversationItem key={conversation.id} conversation={conversation} onLeave={onLeave} />
            ))}
          </ul>
        </section>
      ))}
      {query.hasNextPage && <More onMore={() => void query.fetchNextPage()} busy={query.isFetchingNextPage} />}
    </div>
  );
}

function useConversations(search: string) {
  const { api } = useServices();
  return useInfiniteQuery({
    queryKey: ['conversations', search],
    queryFn: ({ pageParam, signal }) => api.conversations(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
}

function moveByArrow(event: KeyboardEvent<HTMLElement>): void {
  if (!(event.target instanceof HTMLElement) || !event.target.matches('.list-link')) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.list-link')];
  const next = nextIndex(event.key, links.indexOf(event.target), links.length);
  if (next === null) return;
  event.preventDefault();
  links[next]?.focus();
}

/** Asks for the next page when it comes into view; a button for whoever does not scroll. */
function More({ onMore, busy }: { onMore: () => void; busy: boolean }) {
  const text = useText();
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const button = ref.current;
    if (!button || busy) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) onMore();
    });
    observer.observe(button);
    return () => observer.disconnect();
  }, [onMore, busy]);
  return (
    <button ref={ref} type="button" className="button button-small list-more" onClick={onMore} disabled={busy}>
      {text.list.more}
    </button>
  );
}
