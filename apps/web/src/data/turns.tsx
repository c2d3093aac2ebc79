import type { Turn } from './api/types.ts';
import { useWords } from './words/use-words.ts';

/** One row as the chat that it is. Plain text: nothing of a row is markup here. */
export function Turns({ of: turns }: { of: readonly Turn[] }) {
  const { words } = useWords();
  return (
    <div className="turns">
      {turns.map(({ role, content }, index) => (
        <p key={index} className={`turn turn-${role}`} dir="auto">
          <span className="visually-hidden">{words.data.speaks(words.data.role[role])}</span>
          {content}
        </p>
      ))}
    </div>
  );
}
