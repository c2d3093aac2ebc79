import { countInWords } from '../../i18n/figures.ts';
import type { Measure } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';
import { IntervalLine } from './interval-line.tsx';
import { figureInWords, rangeInWords } from './measure-figures.ts';
import { useGainWords } from './use-gain-words.ts';

const KINDS = { shown: 'good', refuted: 'bad', open: 'open' } as const;

/** One measure: both figures, their difference and how sure it is. */
export function MeasureRow({ of }: { of: Measure }) {
  const { words, locale } = useWords();
  const gainOf = useGainWords();
  const { title, unit, role, outcome, candidate, baseline, difference, low, high, items } = of;
  const known = candidate !== null && baseline !== null && difference !== null && low !== null && high !== null;
  return (
    <li className="measure">
      <div className="measure-name">
        <p>{words.measure[of.measure] ?? title}</p>
        <p className="card-faint">
          {known
            ? `${figureInWords(candidate, unit, locale)} / ${figureInWords(baseline, unit, locale)} · n = ${countInWords(items, locale)}`
            : words.report.noItems}
        </p>
        {(role !== 'shown' || outcome !== null) && (
          <p className="measure-badges">
            {role !== 'shown' && <span className="badge badge-plain">{words.report.role[role]}</span>}
            {outcome !== null && (
              <span className={`badge badge-${KINDS[outcome]}`}>{words.report.outcome[outcome]}</span>
            )}
          </p>
        )}
      </div>
      {known && (
        <div className="measure-gain">
          <IntervalLine low={low} high={high} point={difference} />
          <p>
            <span className="visually-hidden">{words.report.difference}: </span>
            <strong>{gainOf(difference, unit)}</strong>{' '}
            <span className="card-faint">{rangeInWords(low, high, unit, locale)}</span>
          </p>
        </div>
      )}
    </li>
  );
}
