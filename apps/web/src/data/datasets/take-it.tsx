import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SPLITS, type Dataset } from '../api/types.ts';
import { useData } from '../data-services.tsx';
import { useWords } from '../words/use-words.ts';

/** What one does with a dataset: read its report, train on it, take it home. */
export function TakeIt({ dataset: { id, rows } }: { dataset: Dataset }) {
  const { words } = useWords();
  const { api } = useData();
  const command = `npx nx run train:qlora --data=${id}`;
  const report = api.reportAddress(id);
  return (
    <>
      <section className="section" aria-labelledby="report">
        <h3 id="report">{words.dataset.report}</h3>
        <p className="card-text">{words.dataset.reportHint}</p>
        <div className="take">
          <a className="button button-primary" href={report} target="_blank" rel="noopener noreferrer">
            <Icon name="open" size={17} />
            {words.dataset.openReport} <span className="visually-hidden">{words.dataset.opensApart}</span>
          </a>
          <a className="button" href={`${report}?download=1`} download>
            <Icon name="download" size={17} />
            {words.dataset.downloadReport}
          </a>
        </div>
      </section>
      <section className="section" aria-labelledby="train">
        <h3 id="train">{words.dataset.train}</h3>
        <p className="card-text">{words.dataset.trainHint}</p>
        <div className="made-key">
          <code>{command}</code>
          <CopyButton text={() => command} label={words.dataset.copyCommand} />
        </div>
      </section>
      <section className="section" aria-labelledby="download">
        <h3 id="download">{words.dataset.download}</h3>
        <div className="take">
          <a className="button" href={api.downloadAddress(id, null)} download>
            <Icon name="download" size={17} />
            {words.dataset.downloadAll}
          </a>
          {SPLITS.filter((split) => rows[split] > 0).map((split) => (
            <a key={split} className="button" href={api.downloadAddress(id, split)} download>
              {words.dataset.downloadSplit(words.dataset.split[split])}
            </a>
          ))}
        </div>
      </section>
    </>
  );
}
