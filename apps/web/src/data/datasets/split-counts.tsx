import { SPLITS, type Split } from '../api/types.ts';
import { countInWords, shareInWords } from '../../i18n/figures.ts';
import { useWords } from '../words/use-words.ts';

export function SplitCounts({ rows }: { rows: Readonly<Record<Split, number>> }) {
  const { words, locale } = useWords();
  const all = SPLITS.reduce((sum, split) => sum + rows[split], 0);
  return (
    <dl className="tiles">
      {SPLITS.map((split) => (
        <div key={split} className="tile">
          <dt>{words.dataset.split[split]}</dt>
          <dd>
            <strong>{countInWords(rows[split], locale)}</strong>
            <span className="card-faint">{all === 0 ? '' : shareInWords(rows[split] / all, locale)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
