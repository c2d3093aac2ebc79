import { momentInWords } from '../../i18n/figures.ts';
import type { AuditEntry, Named } from '../api/types.ts';
import { useModels, useRegistry } from '../models-services.tsx';
import { OutsideLink } from '../outside-link.tsx';
import { VersionName } from '../version-name.tsx';
import { useWords } from '../words/use-words.ts';

/** Newest first: what changed, from what to what, by whom and why. */
export function AuditList({ of }: { of: readonly AuditEntry[] }) {
  return (
    <ol className="audit">
      {of.map((entry) => (
        <Entry key={entry.id} of={entry} />
      ))}
    </ol>
  );
}

function Entry({ of }: { of: AuditEntry }) {
  const { words, locale } = useWords();
  const { api } = useModels();
  return (
    <li className={`audit-entry audit-${of.action}`}>
      <p className="audit-head">
        <strong>{words.audit.action[of.action]}</strong>
        {of.forced && <span className="badge badge-open">{words.audit.forced}</span>}
        <time className="card-faint" dateTime={of.at}>
          {momentInWords(of.at, locale)}
        </time>
      </p>
      <p className="audit-change">
        <End of={of.from} alias={of.alias} /> <span aria-label={words.audit.to}>→</span>{' '}
        <End of={of.to} alias={of.alias} />
      </p>
      {of.why !== '' && <p className="audit-why">{of.why}</p>}
      <p className="card-faint audit-foot">
        <span>{words.audit.by(of.by)}</span>
        {of.evalId !== null && <OutsideLink href={api.reportAddress(of.evalId)}>{words.audit.report}</OutsideLink>}
        <span>
          {words.audit.hash} <code title={of.hash}>{of.hash.slice(0, 12)}</code>
        </span>
      </p>
    </li>
  );
}

/** Nothing: the base model where production is meant. */
function End({ of, alias }: { of: Named | null; alias: AuditEntry['alias'] }) {
  const { words } = useWords();
  const baseId = useRegistry().data?.baseId;
  if (of !== null) return <VersionName of={of} />;
  return <span>{alias === 'production' ? (baseId ?? words.models.base) : words.audit.nothing}</span>;
}
