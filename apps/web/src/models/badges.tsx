import type { Alias, Verdict } from './api/types.ts';
import { useWords } from './words/use-words.ts';

const KINDS = { better: 'good', 'not better': 'bad', inconclusive: 'open' } as const;

export function VerdictBadge({ verdict }: { verdict: Verdict | null }) {
  const { words } = useWords();
  if (verdict === null) return <span className="badge badge-plain">{words.verdict.none}</span>;
  return <span className={`badge badge-${KINDS[verdict]}`}>{words.verdict[verdict]}</span>;
}

const ORDER: readonly Alias[] = ['production', 'candidate', 'previous'];

export function AliasBadges({ aliases }: { aliases: readonly Alias[] }) {
  const { words } = useWords();
  return ORDER.filter((alias) => aliases.includes(alias)).map((alias) => (
    <span key={alias} className={alias === 'production' ? 'badge badge-live' : 'badge'}>
      {words.alias[alias]}
    </span>
  ));
}
