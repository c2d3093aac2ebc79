import { useWords } from '../words/use-words.ts';
import { gainInWords } from './measure-figures.ts';

/** `0.3 bits better`, `2 pp worse`: which way is better differs from measure to measure. */
export function useGainWords(): (gain: number, unit: string) => string {
  const { words, locale } = useWords();
  return (gain, unit) => {
    if (gain === 0) return words.report.same;
    const figure = gainInWords(gain, unit, locale);
    return gain > 0 ? words.report.better(figure) : words.report.worse(figure);
  };
}
