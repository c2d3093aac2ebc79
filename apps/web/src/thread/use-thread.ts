import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Message } from '../api/types.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { useText } from '../i18n/text.tsx';
import { shownText } from '../stream/live-answer.ts';
import type { ThreadState } from './thread-state.ts';
import type { ThreadStore } from './thread-store.ts';

export function useThread(store: ThreadStore): ThreadState {
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

/** The text of an answer as it stands now; only whoever shows it is drawn again when it grows. */
export function useAnswerText(store: ThreadStore, message: Message): string {
  const watch = useCallback((onChange: () => void) => store.live.watch(message.id, onChange), [store, message.id]);
  const answer = useSyncExternalStore(watch, () => store.live.answer(message.id));
  if (message.status !== 'streaming' || answer === undefined) return message.content;
  return shownText(answer, message.content);
}

/** Old turns that were left out, told by the stream before the message says so. */
export function useTrimmedTurns(store: ThreadStore, message: Message): number {
  const watch = useCallback((onChange: () => void) => store.live.watch(message.id, onChange), [store, message.id]);
  const live = useSyncExternalStore(watch, () => store.live.answer(message.id)?.trimmedTurns ?? 0);
  return Math.max(live, message.trimmedTurns);
}

/** Says when an answer begins and how it ended. */
export function useAnswerAnnouncements(store: ThreadStore): void {
  const announce = useAnnounce();
  const text = useText();
  useEffect(() => {
    let running = new Set(store.snapshot().streaming);
    // A new conversation is shown when its first answer has begun already.
    if (running.size > 0) announce(text.thread.began);
    return store.subscribe(() => {
      const { streaming, tree } = store.snapshot();
      const begun = streaming.some((id) => !running.has(id));
      const ended = [...running].filter((id) => !streaming.includes(id));
      running = new Set(streaming);
      if (begun) announce(text.thread.began);
      else if (ended.length > 0 && streaming.length === 0) {
        const statuses = ended.map((id) => tree.byId.get(id)?.status);
        if (statuses.includes('failed')) announce(text.thread.endedFailed);
        else announce(statuses.includes('stopped') ? text.thread.endedStopped : text.thread.ended);
      }
    });
  }, [store, announce, text]);
}
