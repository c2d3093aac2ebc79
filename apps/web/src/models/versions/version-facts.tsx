import { momentInWords } from '../../i18n/figures.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { Version } from '../api/types.ts';
import { OutsideLink } from '../outside-link.tsx';
import { useWords } from '../words/use-words.ts';

export function VersionFacts({ of }: { of: Version }) {
  const { words, locale } = useWords();
  return (
    <dl className="facts card card-tall">
      <div className="fact">
        <dt>{words.version.adapter}</dt>
        <dd className="hash">
          <code title={of.adapterSha256}>{of.adapterSha256.slice(0, 32)}…</code>
          <CopyButton text={() => of.adapterSha256} label={words.version.copyHash} />
        </dd>
      </div>
      <div className="fact">
        <dt>{words.version.trained}</dt>
        <dd>
          {of.createdAt !== null && `${momentInWords(of.createdAt, locale)} · `}
          {words.version.number(of.version)}{' '}
          {of.mlflowUrl !== null && <OutsideLink href={of.mlflowUrl}>{words.models.mlflow}</OutsideLink>}
        </dd>
      </div>
      <div className="fact">
        <dt>{words.version.dataset}</dt>
        <dd>{of.datasetId ?? words.version.noDataset}</dd>
      </div>
      <div className="fact">
        <dt>{words.version.base}</dt>
        <dd>{of.baseId ?? words.lineage.unknown}</dd>
      </div>
    </dl>
  );
}
