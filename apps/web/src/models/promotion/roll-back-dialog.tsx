import { useState, type SyntheticEvent } from 'react';
import { useText } from '../../i18n/text.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import type { RegistryState } from '../api/types.ts';
import { ModelsProblem } from '../models-frame.tsx';
import { useChanged, useModels } from '../models-services.tsx';
import { useWords } from '../words/use-words.ts';

/** What was in production before answers again: one reason, one press. */
export function RollBackDialog({ of, onClose }: { of: RegistryState; onClose: () => void }) {
  const { words } = useWords();
  const text = useText();
  const { api } = useModels();
  const changed = useChanged();
  const announce = useAnnounce();
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const before = of.rollBackTo?.name ?? of.baseId;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    api
      .rollBack(why.trim())
      .then(({ to }) => {
        announce(words.rollback.done(to?.name ?? of.baseId));
        onClose();
      }, setProblem)
      .finally(() => {
        setBusy(false);
        changed();
      });
  };
  return (
    <Dialog title={words.rollback.title} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem !== null && <ModelsProblem error={problem} />}
        <p className="dialog-text">{words.rollback.text(of.production.name, before)}</p>
        <Field label={words.rollback.why} hint={words.promote.whyHint}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              required
              maxLength={500}
              autoFocus
              value={why}
              onChange={(event) => setWhy(event.target.value)}
            />
          )}
        </Field>
        <footer className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            {text.app.cancel}
          </button>
          <button type="submit" className="button button-danger" disabled={busy || why.trim() === ''}>
            {words.production.rollBack}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
