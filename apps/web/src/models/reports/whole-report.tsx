import { countInWords, shareInWords } from '../../i18n/figures.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Measure, Report } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';
import { MeasureRow } from './measure-row.tsx';

/** What a report says, without opening it: why, and each measure with its interval. */
export function ReportBody({ of }: { of: Report }) {
  const { words, locale } = useWords();
  const deciding = of.measures.filter(({ role }) => role !== 'shown');
  const others = of.measures.filter(({ role }) => role === 'shown');
  return (
    <>
      <Contamination of={of.contamination} />
      {of.because.length > 0 && (
        <ul className="because" aria-label={words.report.because}>
          {of.because.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <p className="card-faint">{words.report.level(shareInWords(of.gate.level, locale))}</p>
      <Measures title={words.report.decides} of={deciding} />
      {others.length > 0 && (
        <details className="more-measures">
          <summary>
            {words.report.others} ({countInWords(others.length, locale)})
          </summary>
          <Measures title={null} of={others} />
        </details>
      )}
    </>
  );
}

function Measures({ title, of }: { title: string | null; of: readonly Measure[] }) {
  return (
    <>
      {title !== null && <h4>{title}</h4>}
      <ul className="measures">
        {of.map((measure) => (
          <MeasureRow key={measure.measure} of={measure} />
        ))}
      </ul>
    </>
  );
}

function Contamination({ of: { checked, rows, overlaps } }: { of: Report['contamination'] }) {
  const { words, locale } = useWords();
  if (overlaps.length === 0) {
    return (
      <p className="card-faint">{checked ? words.report.clean(countInWords(rows, locale)) : words.report.notChecked}</p>
    );
  }
  return (
    <div className="problem" role="note">
      <Icon name="alert" />
      <div className="problem-words">
        <p>{words.report.contaminated(overlaps.length)}</p>
        <p className="problem-hint">{overlaps[0]?.excerpt}</p>
      </div>
    </div>
  );
}
