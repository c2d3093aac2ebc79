import { useQuery } from '@tanstack/react-query';
import { CardSkeletons } from '../../ui/card-skeletons.tsx';
import type { Version } from '../api/types.ts';
import { AuditList } from '../audit/audit-list.tsx';
import { LineageGraph } from '../lineage/lineage-graph.tsx';
import { ModelsProblem } from '../models-frame.tsx';
import { useModels } from '../models-services.tsx';
import { Reports } from '../reports/reports.tsx';
import { useWords } from '../words/use-words.ts';

/** What speaks for a version: where it comes from, what was measured, what was done with it. */
export function Evidence({ of }: { of: Version }) {
  const { words } = useWords();
  const { api } = useModels();
  const lineage = useQuery({
    queryKey: ['registry', 'lineage', of.adapterSha256],
    queryFn: ({ signal }) => api.lineage(of.adapterSha256, signal),
    staleTime: 0,
  });
  if (lineage.isPending) return <CardSkeletons />;
  if (lineage.isError) return <ModelsProblem error={lineage.error} onRetry={() => void lineage.refetch()} />;
  return (
    <>
      <LineageGraph of={lineage.data} />
      <Reports of={lineage.data.reports} version={of} />
      <section className="section" aria-labelledby="history">
        <h3 id="history">{words.version.history}</h3>
        <History sha256={of.adapterSha256} />
      </section>
    </>
  );
}

function History({ sha256 }: { sha256: string }) {
  const { words } = useWords();
  const { api } = useModels();
  const query = useQuery({
    queryKey: ['registry', 'audit', sha256],
    queryFn: ({ signal }) => api.auditOf(sha256, signal),
    staleTime: 0,
  });
  if (query.isPending) return null;
  if (query.isError) return <ModelsProblem error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.entries.length === 0) return <p className="card-text">{words.version.noHistory}</p>;
  return <AuditList of={query.data.entries} />;
}
