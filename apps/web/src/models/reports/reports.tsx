import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { countInWords, momentInWords } from '../../i18n/figures.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { ReportSummary, Version } from '../api/types.ts';
import { VerdictBadge } from '../badges.tsx';
import { ModelsProblem } from '../models-frame.tsx';
import { useModels } from '../models-services.tsx';
import { useWords } from '../words/use-words.ts';
import { ReportBody } from './whole-report.tsx';

/** The evaluations of a version, the newest open. */
export function Reports({ of, version }: { of: readonly ReportSummary[]; version: Version }) {
  const { words, locale } = useWords();
  const [chosen, choose] = useState<string | null>(null);
  const report = of.find(({ id }) => id === chosen) ?? of[0];
  return (
    <section className="section" aria-labelledby="report">
      <h3 id="report">{words.report.title}</h3>
      {report === undefined && <NotEvaluated of={version} />}
      {of.length > 1 && (
        <div className="field">
          <label htmlFor="which">{words.report.earlier}</label>
          <select id="which" className="input" value={report?.id} onChange={(event) => choose(event.target.value)}>
            {of.map(({ id, createdAt, verdict }) => (
              <option key={id} value={id}>
                {momentInWords(createdAt, locale)} · {words.verdict[verdict]}
              </option>
            ))}
          </select>
        </div>
      )}
      {report !== undefined && <ReportCard key={report.id} of={report} />}
    </section>
  );
}

function NotEvaluated({ of }: { of: Version }) {
  const { words } = useWords();
  const command = `npx nx run evaluate:run --candidate=${of.name}`;
  return (
    <>
      <p className="card-text">{words.version.evaluateHint}</p>
      <div className="made-key">
        <code>{command}</code>
        <CopyButton text={() => command} label={words.version.copyCommand} />
      </div>
    </>
  );
}

function ReportCard({ of }: { of: ReportSummary }) {
  const { words, locale } = useWords();
  const { api } = useModels();
  const query = useQuery({
    queryKey: ['registry', 'report', of.id],
    queryFn: ({ signal }) => api.report(of.id, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const address = api.reportAddress(of.id);
  const items = query.data?.report.sets.reduce((sum, set) => sum + set.items, 0);
  return (
    <div className="card card-tall report">
      <header className="report-head">
        <p className="report-verdict">
          <VerdictBadge verdict={of.verdict} /> {words.report.against(of.baseline.name)}
        </p>
        <p className="card-faint">
          {items === undefined
            ? momentInWords(of.createdAt, locale)
            : words.report.on(momentInWords(of.createdAt, locale), countInWords(items, locale))}
        </p>
      </header>
      {query.isError && <ModelsProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <ReportBody of={query.data.report} />}
      <div className="take">
        <a className="button" href={address} target="_blank" rel="noopener noreferrer">
          <Icon name="open" size={17} />
          {words.report.open} <span className="visually-hidden">{words.models.opensApart}</span>
        </a>
        <a className="button" href={`${address}?download=1`} download>
          <Icon name="download" size={17} />
          {words.report.download}
        </a>
      </div>
    </div>
  );
}
