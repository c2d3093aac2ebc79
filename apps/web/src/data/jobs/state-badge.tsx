import type { JobState } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';

export function StateBadge({ state }: { state: JobState }) {
  const { words } = useWords();
  return <span className={`badge state-${state}`}>{words.job.state[state]}</span>;
}
