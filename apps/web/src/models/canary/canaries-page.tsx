import { Link } from 'wouter';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import { ModelsFrame, ModelsProblem } from '../models-frame.tsx';
import { useWords } from '../words/use-words.ts';
import { CanaryCard } from './canary-card.tsx';
import { useCanaries } from './use-canaries.ts';

export function CanariesPage() {
  const { words } = useWords();
  const query = useCanaries();
  const running = query.data?.filter(({ state }) => state === 'running') ?? [];
  const ended = query.data?.filter(({ state }) => state !== 'running') ?? [];
  return (
    <ModelsFrame>
      <h2 className="visually-hidden">{words.canary.title}</h2>
      <p className="page-intro">{words.canary.intro}</p>
      {query.isError && <ModelsProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {query.data?.length === 0 && (
        <p className="page-empty">
          {words.canary.none} <Link href="/models">{words.models.toAll}</Link>
        </p>
      )}
      {running.map((canary) => (
        <CanaryCard key={canary.id} of={canary} />
      ))}
      {ended.length > 0 && (
        <section className="section" aria-labelledby="ended">
          <h3 id="ended">{words.canary.ended}</h3>
          {ended.map((canary) => (
            <CanaryCard key={canary.id} of={canary} />
          ))}
        </section>
      )}
    </ModelsFrame>
  );
}
