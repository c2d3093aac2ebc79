import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { ApiKey } from '../api/types.ts';
import { useLanguage, useText } from '../i18n/text.tsx';
import { limitsInWords } from '../limits/limits-in-words.ts';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { CardSkeletons } from '../ui/card-skeletons.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { KeyLimitsDialog } from './key-limits-dialog.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';

export function KeysPage() {
  const text = useText();
  const { api, queries } = useServices();
  const query = useQuery({ queryKey: ['keys'], queryFn: api.keys });
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const [limiting, setLimiting] = useState<ApiKey | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const refresh = (): void => void queries.invalidateQueries({ queryKey: ['keys'] });
  const revoke = ({ id }: ApiKey): void => {
    setRevoking(null);
    api.revokeKey(id).then(refresh, (error: unknown) => setProblem(asApiError(error)));
  };
  const create = (
    <button type="button" className="button button-primary" onClick={() => setMaking(true)}>
      <Icon name="plus" size={18} />
      {text.keys.create}
    </button>
  );
  return (
    <Page title={text.keys.title} intro={text.keys.intro} action={create}>
      <BaseUrl />
      {problem && <Problem error={problem} onDismiss={() => setProblem(null)} />}
      {query.isError && <Problem error={asApiError(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {query.data?.length === 0 && <p className="page-empty">{text.keys.none}</p>}
      <ul className="cards">
        {query.data?.map((key) => (
          <KeyCard key={key.id} of={key} onLimit={() => setLimiting(key)} onRevoke={() => setRevoking(key)} />
        ))}
      </ul>
      {making && <NewKeyDialog onMade={refresh} onClose={() => setMaking(false)} />}
      {limiting && <KeyLimitsDialog of={limiting} onChanged={refresh} onClose={() => setLimiting(null)} />}
      {revoking && (
        <ConfirmDialog
          title={text.keys.revokeTitle}
          words={text.keys.revokeText(revoking.name)}
          action={text.keys.revoke}
          onConfirm={() => revoke(revoking)}
          onClose={() => setRevoking(null)}
        />
      )}
    </Page>
  );
}

/** What programs are told beside a key: the part of OpenAI's API that every client takes. */
function BaseUrl() {
  const text = useText();
  const id = useId();
  const address = `${location.origin}/v1`;
  return (
    <section className="base-url" aria-labelledby={id}>
      <h2 id={id}>{text.keys.address}</h2>
      <div className="made-key">
        <code>{address}</code>
        <CopyButton text={() => address} label={text.keys.copyAddress} />
      </div>
      <p className="field-hint">{text.keys.addressHint}</p>
    </section>
  );
}

interface KeyCardProps {
  readonly of: ApiKey;
  readonly onLimit: () => void;
  readonly onRevoke: () => void;
}

function KeyCard({ of: key, onLimit, onRevoke }: KeyCardProps) {
  const { text, locale } = useLanguage();
  const expired = key.expiresAt !== null && Date.parse(key.expiresAt) <= Date.now();
  const day = (at: string): string => new Date(at).toLocaleDateString(locale, { dateStyle: 'medium' });
  return (
    <li className={expired ? 'card card-off' : 'card'}>
      <div className="card-body">
        <h2 className="card-title">
          {key.name} <code>{key.prefix}…</code>
          {expired && <span className="badge badge-off">{text.keys.expired}</span>}
        </h2>
        <p className="card-text">{key.scopes.map((scope) => text.keys.scope[scope]).join(' · ')}</p>
        <p className="card-text card-faint">
          {limitsInWords(key.limits, text.people, locale)} · {text.keys.lastUsed}:{' '}
          {key.lastUsedAt === null ? text.keys.neverUsed : day(key.lastUsedAt)} · {text.keys.expires}:{' '}
          {key.expiresAt === null ? text.keys.never : day(key.expiresAt)}
        </p>
      </div>
      <button
        type="button"
        className="button button-small"
        aria-label={text.keys.limitsLabel(key.name)}
        onClick={onLimit}
      >
        {text.keys.limits}
      </button>
      <button
        type="button"
        className="button button-small"
        aria-label={text.keys.revokeLabel(key.name)}
        onClick={onRevoke}
      >
        {text.keys.revoke}
      </button>
    </li>
  );
}
