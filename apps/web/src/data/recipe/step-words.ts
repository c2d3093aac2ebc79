import { useCallback } from 'react';
import { useWords } from '../words/use-words.ts';

/** A step's name; a step that the page does not know bears its own. */
export function useStepName(): (use: string) => string {
  const { words } = useWords();
  return useCallback(
    (use) =>
      words.step[use]?.name ?? (Object.hasOwn(words.job.step, use) ? words.job.step[use as 'read' | 'write'] : use),
    [words],
  );
}
