import { useQuery } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { useText } from '../../i18n/text.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import type { Demands, Version } from '../api/types.ts';
import { ModelsProblem } from '../models-frame.tsx';
import { useChanged, useModels } from '../models-services.tsx';
import { useWords } from '../words/use-words.ts';
import { DemandList } from './demand-list.tsx';

interface PromoteDialogProps {
  readonly version: Version;
  /** What it would take the place of. */
  readonly instead: string;
  readonly onClose: () => void;
}

/** Shows what a promotion demands before it is asked for. Without it, only a reason promotes. */
export function PromoteDialog({ version, instead, onClose }: PromoteDialogProps) {
  const { words } = useWords();
  const { api } = useModels();
  const query = useQuery({
    queryKey: ['registry', 'demands', version.adapterSha256],
    queryFn: ({ signal }) => api.demands(version.adapterSha256, null, signal),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog title={words.promote.title(version.name)} onClose={onClose}>
      {query.isPending && <p className="dialog-text">{words.promote.checking}</p>}
      {query.isError && <ModelsProblem error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Ask {...{ version, instead, onClose }} demands={query.data} />}
    </Dialog>
  );
}

function Ask({ version, instead, demands, onClose }: PromoteDialogProps & { demands: Demands }) {
  const { words } = useWords();
  const text = useText();
  const [why, setWhy] = useState('');
  const { busy, problem, promote } = usePromote(version, demands, onClose);
  const forced = demands.unmet.length > 0;
  const never = demands.unmet.some(({ forcible }) => !forcible);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    promote(why.trim());
  };
  return (
    <form className="form" onSubmit={submit}>
      {problem !== null && <ModelsProblem error={problem} />}
      <p className="dialog-text">{words.promote.text(instead)}</p>
      <DemandList of={demands.unmet} />
      {!never && (
        <Field label={words.promote.why} hint={forced ? words.promote.whyForced : words.promote.whyHint}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              required={forced}
              maxLength={500}
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          )}
        </Field>
      )}
      <footer className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {text.app.cancel}
        </button>
        {!never && (
          <button
            type="submit"
            className={forced ? 'button button-danger' : 'button button-primary'}
            disabled={busy || (forced && why.trim() === '')}
          >
            {forced ? words.promote.force : words.promote.action}
          </button>
        )}
      </footer>
    </form>
  );
}

function usePromote({ adapterSha256, name }: Version, { evalId, unmet }: Demands, onDone: () => void) {
  const { words } = useWords();
  const { api } = useModels();
  const changed = useChanged();
  const announce = useAnnounce();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const promote = (why: string): void => {
    setBusy(true);
    api
      .promote({ adapterSha256, evalId, force: unmet.length > 0, why: why === '' ? null : why })
      .then(() => {
        announce(words.promote.done(name));
        onDone();
      }, setProblem)
      .finally(() => {
        setBusy(false);
        changed();
      });
  };
  return { busy, problem, promote };
}
