import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useLocation } from 'wouter';
import { useText } from '../../i18n/text.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { CanaryRequest, Version } from '../api/types.ts';
import { ModelsProblem } from '../models-frame.tsx';
import { useChanged, useModels } from '../models-services.tsx';
import { useWords } from '../words/use-words.ts';
import { CanaryFields, FIRST_PLAN, type CanaryPlan } from './canary-fields.tsx';

export function StartCanaryDialog({ version, onClose }: { version: Version; onClose: () => void }) {
  const { words } = useWords();
  const text = useText();
  const [plan, setPlan] = useState(FIRST_PLAN);
  const { busy, problem, start } = useStart(version);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    start(plan);
  };
  return (
    <Dialog title={words.canary.startTitle(version.name)} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem !== null && <ModelsProblem error={problem} />}
        <CanaryFields plan={plan} onChange={(change) => setPlan({ ...plan, ...change })} />
        <footer className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            {text.app.cancel}
          </button>
          <button type="submit" className="button button-primary" disabled={busy}>
            {words.canary.start}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function useStart({ adapterSha256 }: Version) {
  const { words } = useWords();
  const { api } = useModels();
  const changed = useChanged();
  const announce = useAnnounce();
  const [, navigate] = useLocation();
  const reports = useQuery({
    queryKey: ['registry', 'reports', adapterSha256],
    queryFn: ({ signal }) => api.reports(adapterSha256, signal),
  });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const start = ({ sharePercent, ...plan }: CanaryPlan): void => {
    setBusy(true);
    const request: CanaryRequest = {
      ...{ adapterSha256, ...plan, share: sharePercent / 100 },
      evalId: reports.data?.[0]?.id ?? null,
    };
    api
      .startCanary(request)
      .then(() => {
        announce(words.canary.started);
        changed();
        navigate('/models/canary');
      }, setProblem)
      .finally(() => setBusy(false));
  };
  return { busy, problem, start };
}
