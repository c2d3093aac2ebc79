import { createContext, use, useCallback, useState, type ReactNode } from 'react';

const AnnouncerContext = createContext<(words: string) => void>(() => undefined);

/** Says short things to screen readers, politely. Never the answer itself: it would be read token by token. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, say] = useState({ words: '', turn: 0 });
  const announce = useCallback((words: string) => say(({ turn }) => ({ words, turn: turn + 1 })), []);
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div className="visually-hidden" role="status" aria-live="polite" data-testid="announcer">
        <span key={said.turn}>{said.words}</span>
      </div>
    </AnnouncerContext>
  );
}

export function useAnnounce(): (words: string) => void {
  return use(AnnouncerContext);
}
