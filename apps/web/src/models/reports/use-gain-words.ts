import { useWords } from '../words/use-words.ts';
import { gainInWords } from './measure-figures.ts';

/** `0.3 bits better`, `2 pp worse`: which way is better differs from measure to measure. */
export function useGainWords(): (gain: number, unit: string) => string {
  const { words, locale } = useWords();
  return (gain, unit) => {
    const figure = gainInWords(gain, unit, locale);
    if (!/[1-9]/.test(figure)) return words.report.same;
    return gain > 0 ? words.report.better(figure) : words.report.worse(figure);
  };
}
