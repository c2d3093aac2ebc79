import { Icon } from '../../ui/icon.tsx';
import type { Demand } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';

/** What a promotion demands and is not met, each in words. */
export function DemandList({ of }: { of: readonly Demand[] }) {
  const { words } = useWords();
  if (of.length === 0) {
    return (
      <p className="demands-met">
        <Icon name="check" size={18} />
        {words.promote.met}
      </p>
    );
  }
  return (
    <div className="demands" role="group" aria-label={words.promote.unmet}>
      <p>{words.promote.unmet}</p>
      <ul>
        {of.map(({ code, message }) => (
          <li key={`${code} ${message}`}>
            {(Object.hasOwn(words.demand, code) ? words.demand[code] : null) ?? message}
          </li>
        ))}
      </ul>
      {of.some(({ forcible }) => !forcible) && <p>{words.promote.never}</p>}
    </div>
  );
}
