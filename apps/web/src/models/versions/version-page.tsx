import { useState } from 'react';
import { Link } from 'wouter';
import { Version as VersionId } from '../../data/datasets/version.tsx';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { RegistryState, Version } from '../api/types.ts';
import { AliasBadges } from '../badges.tsx';
import { StartCanaryDialog } from '../canary/start-canary-dialog.tsx';
import { ModelsFrame, ModelsProblem } from '../models-frame.tsx';
import { useModels, useRegistry } from '../models-services.tsx';
import { PromoteDialog } from '../promotion/promote-dialog.tsx';
import { useWords } from '../words/use-words.ts';
import { Evidence } from './evidence.tsx';
import { VersionFacts } from './version-facts.tsx';

export function VersionPage({ sha256 }: { sha256: string }) {
  const { words } = useWords();
  const query = useRegistry();
  const version = query.data?.versions.find(({ adapterSha256 }) => adapterSha256 === sha256);
  return (
    <ModelsFrame>
      <Link href="/models" className="text-link">
        <Icon name="left" size={16} />
        {words.models.toAll}
      </Link>
      {query.isPending && <CardSkeletons />}
      {query.isError && <ModelsProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && !version && <Missing />}
      {query.data && version && <Whole version={version} registry={query.data} />}
    </ModelsFrame>
  );
}

function Missing() {
  const { words } = useWords();
  return (
    <div className="page-empty">
      <h2>{words.models.missingTitle}</h2>
      <p>{words.models.missing}</p>
    </div>
  );
}

function Whole({ version, registry }: { version: Version; registry: RegistryState }) {
  const { administrator } = useModels();
  return (
    <>
      <header className="thing-head">
        <h2>
          <VersionId id={version.name} /> <AliasBadges aliases={version.aliases} />
        </h2>
        {administrator && <Actions version={version} registry={registry} />}
      </header>
      <VersionFacts of={version} />
      {administrator && <Evidence of={version} />}
    </>
  );
}

/** What is in production already needs neither. */
function Actions({ version, registry }: { version: Version; registry: RegistryState }) {
  const { words } = useWords();
  const [open, setOpen] = useState<'promote' | 'canary' | null>(null);
  const close = (): void => setOpen(null);
  if (version.aliases.includes('production')) return null;
  return (
    <div className="thing-actions">
      <button type="button" className="button" disabled={registry.away} onClick={() => setOpen('canary')}>
        {words.canary.start}
      </button>
      <button
        type="button"
        className="button button-primary"
        disabled={registry.away}
        onClick={() => setOpen('promote')}
      >
        {words.promote.action}
      </button>
      {open === 'promote' && <PromoteDialog version={version} instead={registry.production.name} onClose={close} />}
      {open === 'canary' && <StartCanaryDialog version={version} onClose={close} />}
    </div>
  );
}
