import type { JobProgress } from '../api/types.ts';
import { bytesInWords, countInWords, durationInWords, shareInWords } from '../../i18n/figures.ts';
import { useStepName } from '../recipe/step-words.ts';
import type { DataWords } from '../words/en.ts';
import { useWords } from '../words/use-words.ts';

/** What is under way, how far it is, how fast it goes and how long it still takes. */
export function JobBar({ progress }: { progress: JobProgress }) {
  const { words, locale } = useWords();
  const stepName = useStepName();
  const { what, done, total } = progress;
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const names = what.split(/,\s*/).map(stepName).join(', ');
  return (
    <div className="job-bar">
      <p className="job-bar-head">
        <span>{names}</span>
        <strong>{shareInWords(share, locale)}</strong>
      </p>
      <progress className="budget-bar" aria-label={`${words.job.progress}: ${names}`} max={1} value={share} />
      <p className="card-faint">{figures(progress, words, locale)}</p>
    </div>
  );
}

function figures({ done, total, unit, perSecond, secondsLeft }: JobProgress, words: DataWords, locale: string): string {
  const amount = (of: number): string => (unit === 'kB' ? bytesInWords(of * 1000, locale) : countInWords(of, locale));
  const unitName = unit === 'kB' ? '' : (words.job.unit[unit] ?? unit);
  const counted = unit !== 'percent';
  return [
    counted ? words.job.ofWhole(amount(done), amount(total), unitName) : null,
    counted && perSecond !== null && perSecond > 0 ? words.job.rate(amount(perSecond), unitName) : null,
    secondsLeft === null ? null : words.job.left(durationInWords(secondsLeft, locale)),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}
