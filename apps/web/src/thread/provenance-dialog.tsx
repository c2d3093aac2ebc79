import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Provenance } from '../api/types.ts';
import { useLanguage, useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { asApiError } from './thread-store.ts';

export function ProvenanceDialog({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const text = useText();
  const { api } = useServices();
  const query = useQuery({
    queryKey: ['provenance', messageId],
    queryFn: ({ signal }) => api.provenance(messageId, signal),
  });
  return (
    <Dialog title={text.provenance.title} onClose={onClose} wide>
      {query.isPending && <p className="dialog-text">{text.app.loading}</p>}
      {query.isError && <Problem error={asApiError(query.error)} onRetry={() => void query.refetch()} />}
      {query.data && <Chain of={query.data} />}
    </Dialog>
  );
}

function Chain({ of }: { of: Provenance }) {
  const { text, locale } = useLanguage();
  const words = text.provenance;
  const { adapter, dataset, engine } = of;
  return (
    <dl className="facts">
      <Fact name={words.model}>{of.model}</Fact>
      <Fact name={words.adapter} hash={adapter?.sha256 ?? null}>
        {adapter === null ? words.noAdapter : <Link href={`/models/versions/${adapter.sha256}`}>{adapter.name}</Link>}
      </Fact>
      {adapter && (
        <Fact name={words.run}>
          {adapter.runId}{' '}
          {isWebAddress(adapter.mlflowUrl) && (
            <a href={adapter.mlflowUrl} target="_blank" rel="noreferrer noopener">
              {words.mlflow}
            </a>
          )}
        </Fact>
      )}
      <Fact name={words.dataset} hash={dataset?.sha256 ?? null}>
        {dataset?.id ?? words.noDataset}
      </Fact>
      <Fact name={words.base} hash={of.base.sha256}>
        {of.base.id}
      </Fact>
      <Fact name={words.template} hash={of.chatTemplateSha256}>
        {of.chatTemplateSha256 === null ? words.unknown : null}
      </Fact>
      <Fact name={words.engine}>
        {engine.name} {engine.version}
      </Fact>
      <Fact name={words.parameters}>
        <Parameters of={of.parameters} />
      </Fact>
      <Fact name={words.made}>
        {new Date(of.createdAt).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'medium' })}
      </Fact>
    </dl>
  );
}

/** Those that were set; the others were the engine's own. */
function Parameters({ of }: { of: Provenance['parameters'] }) {
  const { settings } = useText();
  const set = Object.entries(of).filter(([, value]) => value !== null);
  if (set.length === 0) return settings.byDefault;
  const names: Readonly<Record<string, string>> = {
    temperature: settings.temperature,
    topP: settings.topP,
    maxTokens: settings.maxTokens,
  };
  return (
    <span className="parameters">
      {set.map(([name, value]) => (
        <code key={name}>
          {names[name] ?? name} {typeof value === 'string' ? value : JSON.stringify(value)}
        </code>
      ))}
    </span>
  );
}

function Fact({ name, hash = null, children }: { name: string; hash?: string | null; children: ReactNode }) {
  const text = useText();
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        {children}
        {hash !== null && (
          <span className="hash">
            <code title={hash}>{hash.slice(0, 16)}…</code>
            <CopyButton text={() => hash} label={`${text.app.copy}: ${name} SHA-256`} />
          </span>
        )}
      </dd>
    </div>
  );
}

function isWebAddress(address: string | null): address is string {
  return address !== null && /^https?:\/\//.test(address);
}
