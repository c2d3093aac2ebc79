import { countInWords } from '../../i18n/figures.ts';
import type { Canary, CanaryMeasure } from '../api/types.ts';
import { IntervalLine } from '../reports/interval-line.tsx';
import { rangeInWords } from '../reports/measure-figures.ts';
import { useGainWords } from '../reports/use-gain-words.ts';
import { useWords } from '../words/use-words.ts';
import { Course } from './course.tsx';

/** Each measure with its bounds now, and how they narrowed. */
export function CanaryMeasures({ of: { measures } }: { of: Canary }) {
  const { words } = useWords();
  if (measures.every(({ candidate, baseline }) => candidate.conversations + baseline.conversations === 0)) {
    return <p className="card-text">{words.canary.noneMeasured}</p>;
  }
  return (
    <ul className="measures">
      {measures.map((measure) => (
        <Row key={measure.measure} of={measure} />
      ))}
    </ul>
  );
}

const KINDS = { worse: 'bad', 'no worse': 'good', open: 'open' } as const;

function Row({ of }: { of: CanaryMeasure }) {
  const { words, locale } = useWords();
  const gainOf = useGainWords();
  const { candidate, baseline, difference, low, high, history, outcome, more } = of;
  const name = words.canary.measure[of.measure] ?? of.title;
  return (
    <li className="measure">
      <div className="measure-name">
        <p>{name}</p>
        <p className="card-faint">
          {words.canary.conversations(
            countInWords(candidate.conversations, locale),
            countInWords(baseline.conversations, locale),
          )}
        </p>
        <p className="measure-badges">
          <span className={`badge badge-${KINDS[outcome]}`}>{words.canary.outcome[outcome]}</span>
          {more !== null && more > 0 && (
            <span className="card-faint">{words.canary.more(countInWords(more, locale))}</span>
          )}
        </p>
      </div>
      <div className="measure-gain">
        {history.length > 1 ? (
          <Course of={of} label={words.canary.course(name)} />
        ) : (
          <IntervalLine low={-high} high={-low} point={difference === null ? null : -difference} />
        )}
        <p>
          {difference !== null && <strong>{gainOf(-difference, '')}</strong>}{' '}
          <span className="card-faint">{rangeInWords(-high, -low, '', locale)}</span>
        </p>
      </div>
    </li>
  );
}
