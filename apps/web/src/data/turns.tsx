import { useState } from 'react';
import type { Turn } from './api/types.ts';
import { useWords } from './words/use-words.ts';

/** A turn may be a whole book: what is longer is shown when it is asked for. */
const SHOWN_CHARACTERS = 2000;

/** One row as the chat that it is. Plain text: nothing of a row is markup here. */
export function Turns({ of: turns }: { of: readonly Turn[] }) {
  return (
    <div className="turns">
      {turns.map((turn, index) => (
        <OneTurn key={index} of={turn} />
      ))}
    </div>
  );
}

function OneTurn({ of: { role, content } }: { of: Turn }) {
  const { words } = useWords();
  const [whole, setWhole] = useState(false);
  const cut = !whole && content.length > SHOWN_CHARACTERS;
  return (
    <div className={`turn turn-${role}`} dir="auto">
      <span className="visually-hidden">{words.data.speaks(words.data.role[role])}</span>
      {cut ? `${content.slice(0, SHOWN_CHARACTERS)}… ` : content}
      {cut && (
        <button type="button" className="button button-small" onClick={() => setWhole(true)}>
          {words.data.showAll}
        </button>
      )}
    </div>
  );
}
