import { Link } from 'wouter';
import { dayInWords, momentInWords } from '../../i18n/figures.ts';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { Icon } from '../../ui/icon.tsx';
import { shortId, Version as VersionId } from '../../data/datasets/version.tsx';
import type { RegistryState, Version } from '../api/types.ts';
import { AliasBadges, VerdictBadge } from '../badges.tsx';
import { RunningCanary } from '../canary/running-canary.tsx';
import { ModelsFrame, ModelsProblem } from '../models-frame.tsx';
import { useModels, useRegistry } from '../models-services.tsx';
import { versionAddress } from '../version-name.tsx';
import { useWords } from '../words/use-words.ts';
import { ProductionCard } from './production-card.tsx';

export function VersionsPage() {
  const { administrator } = useModels();
  const query = useRegistry();
  return (
    <ModelsFrame>
      {query.isError && <ModelsProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {query.data && (
        <>
          {query.data.away && <Away of={query.data} />}
          <ProductionCard of={query.data} />
          {administrator && <RunningCanary />}
          <Versions of={query.data.versions} />
        </>
      )}
    </ModelsFrame>
  );
}

function Away({ of: { knownAt } }: { of: RegistryState }) {
  const { words, locale } = useWords();
  return (
    <div className="notice" role="status">
      <Icon name="info" />
      <p>
        {words.models.away}{' '}
        {knownAt === null ? words.models.awayNever : words.models.awaySince(momentInWords(knownAt, locale))}
      </p>
    </div>
  );
}

function Versions({ of }: { of: readonly Version[] }) {
  const { words } = useWords();
  return (
    <section className="section" aria-labelledby="versions">
      <h2 id="versions">{words.models.versions}</h2>
      {of.length === 0 && <p className="page-empty">{words.version.none}</p>}
      <ul className="cards">
        {of.map((version) => (
          <VersionCard key={version.adapterSha256} of={version} />
        ))}
      </ul>
    </section>
  );
}

function VersionCard({ of }: { of: Version }) {
  const { words, locale } = useWords();
  const facts = [
    words.version.number(of.version),
    of.datasetId === null ? null : shortId(of.datasetId),
    of.createdAt === null ? null : dayInWords(of.createdAt, locale),
  ];
  return (
    <li className="card card-linked version-card">
      <div className="card-body">
        <h3 className="card-title">
          <Link href={versionAddress(of.adapterSha256)} className="card-link">
            <VersionId id={of.name} />
          </Link>
          <AliasBadges aliases={of.aliases} />
        </h3>
        <p className="card-text card-faint">{facts.filter(Boolean).join(' · ')}</p>
      </div>
      <VerdictBadge verdict={of.verdict} />
    </li>
  );
}
