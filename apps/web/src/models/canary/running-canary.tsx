import { Link } from 'wouter';
import { Icon } from '../../ui/icon.tsx';
import { useWords } from '../words/use-words.ts';
import { useCanaries } from './use-canaries.ts';
import { useCanaryWords } from './use-canary-words.ts';

/** Stands on the page of versions while a canary runs, and leads to it. */
export function RunningCanary() {
  const { words } = useWords();
  const wordsOf = useCanaryWords();
  const running = useCanaries().data?.find(({ state }) => state === 'running');
  if (running === undefined) return null;
  return (
    <p className="notice">
      <Icon name="info" />
      <span>
        {words.canary.title}: <Link href="/models/canary">{running.candidate.name}</Link>, {wordsOf(running)}
      </span>
    </p>
  );
}
