import { shareInWords } from '../../i18n/figures.ts';
import type { Canary } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';

/** What a canary's candidate gets: a share of the conversations, or none that anybody sees. */
export function useCanaryWords(): (of: Pick<Canary, 'mode' | 'share'>) => string {
  const { words, locale } = useWords();
  return ({ mode, share }) =>
    mode === 'shadow' ? words.canary.shadow : words.canary.shareOf(shareInWords(share, locale));
}
