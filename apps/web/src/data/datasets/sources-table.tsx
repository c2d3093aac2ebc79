import type { DatasetSource } from '../api/types.ts';
import { countInWords } from '../../i18n/figures.ts';
import { useWords } from '../words/use-words.ts';

export function SourcesTable({ sources }: { sources: readonly DatasetSource[] }) {
  const { words, locale } = useWords();
  return (
    <section className="section" aria-labelledby="dataset-sources">
      <h3 id="dataset-sources">{words.dataset.sources}</h3>
      <div className="card figures-card">
        <table className="figures figures-data" aria-labelledby="dataset-sources">
          <thead>
            <tr>
              <th scope="col">{words.dataset.sourceColumn}</th>
              <th scope="col">{words.dataset.rowsColumn}</th>
              <th scope="col">{words.dataset.refusedColumn}</th>
            </tr>
          </thead>
          <tbody>
            {sources.map(({ name, rows, refused, licence }) => (
              <tr key={name}>
                <th scope="row">
                  {name} <span className="card-faint">{licence ?? words.data.unknownLicence}</span>
                </th>
                <td>{countInWords(rows, locale)}</td>
                <td>{countInWords(refused, locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
