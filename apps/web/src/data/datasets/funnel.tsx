import type { ManifestStep } from '../api/types.ts';
import { countInWords, shareInWords } from '../../i18n/figures.ts';
import { useStepName } from '../recipe/step-words.ts';
import { useWords } from '../words/use-words.ts';

/** How many rows each step left, and why it removed the others. */
export function Funnel({ steps }: { steps: readonly ManifestStep[] }) {
  const { words } = useWords();
  const most = Math.max(1, ...steps.map(({ rowsIn }) => rowsIn));
  return (
    <section className="section" aria-labelledby="funnel">
      <h3 id="funnel">{words.dataset.funnel}</h3>
      <ol className="funnel card">
        {steps.map((step, index) => (
          <FunnelStep key={`${index} ${step.name}`} step={step} most={most} />
        ))}
      </ol>
    </section>
  );
}

function FunnelStep({ step, most }: { step: ManifestStep; most: number }) {
  const { words, locale } = useWords();
  const { name, rowsIn, rowsOut, changed, dropped } = step;
  const causes = Object.entries(dropped).sort(([, a], [, b]) => b - a);
  const figure = (count: number): string => countInWords(count, locale);
  const told = [
    rowsIn === rowsOut
      ? words.dataset.nothingRemoved
      : `${words.dataset.removedColumn} ${figure(rowsIn - rowsOut)} (${words.dataset.kept(shareInWords(rowsOut / rowsIn, locale))})`,
    changed > 0 ? `${words.dataset.changedColumn} ${figure(changed)}` : null,
  ];
  return (
    <li className="funnel-step">
      <p className="funnel-head">
        <span>{useStepName()(name)}</span>
        <span className="funnel-figures">
          <span className="visually-hidden">{words.dataset.rowsIn} </span>
          {figure(rowsIn)} <span aria-hidden="true">→</span>{' '}
          <span className="visually-hidden">{words.dataset.rowsOut} </span>
          <strong>{figure(rowsOut)}</strong>
        </span>
      </p>
      <svg className="funnel-bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect className="funnel-in" width={(100 * rowsIn) / most} height="1" />
        <rect className="funnel-out" width={(100 * rowsOut) / most} height="1" />
      </svg>
      <p className="card-faint">{told.filter((part) => part !== null).join(' · ')}</p>
      {causes.length > 0 && (
        <ul className="funnel-causes" aria-label={words.dataset.causes}>
          {causes.map(([cause, count]) => (
            <li key={cause} className="badge">
              {words.cause[cause] ?? cause} {figure(count)}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
