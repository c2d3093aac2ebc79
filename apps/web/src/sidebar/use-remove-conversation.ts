import type { InfiniteData } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { ConversationPage } from '../api/types.ts';
import { useServices } from '../services.tsx';

/** Takes the conversation out of the list at once; it comes back if serve refuses. */
export function useRemoveConversation(id: string): (current: boolean) => void {
  const { api, queries, threads } = useServices();
  const [, navigate] = useLocation();
  return (current) => {
    queries.setQueriesData<InfiniteData<ConversationPage>>({ queryKey: ['conversations'] }, (data) =>
      data ? { ...data, pages: data.pages.map((page) => without(page, id)) } : data,
    );
    if (current) navigate('/');
    api
      .deleteConversation(id)
      .then(() => threads.forget(id))
      .catch(() => undefined)
      .finally(() => void queries.invalidateQueries({ queryKey: ['conversations'] }));
  };
}

function without(page: ConversationPage, id: string): ConversationPage {
  return { ...page, conversations: page.conversations.filter((conversation) => conversation.id !== id) };
}
