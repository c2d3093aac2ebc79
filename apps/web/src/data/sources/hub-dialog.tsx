import { useState, type SubmitEvent } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import { useText } from '../../i18n/text.tsx';
import { useServices } from '../../services.tsx';
import { asApiError } from '../../thread/thread-store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { withSource } from '../recipe/recipe-draft.ts';
import { useWords } from '../words/use-words.ts';

/** As the recipe's schema has it. */
const REPO = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/;

export function HubDialog({ onClose }: { onClose: () => void }) {
  const { words } = useWords();
  const text = useText();
  const { queries } = useServices();
  const { api, draft } = useData();
  const [repo, setRepo] = useState('');
  const [revision, setRevision] = useState('');
  const [licence, setLicence] = useState('');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const wanted = repoIn(repo);
  const wrong = wanted !== '' && !REPO.test(wanted);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    api.addFromHub({ hub: wanted, ...given(revision, 'revision'), ...given(licence, 'licence') }).then(
      ({ id }) => {
        draft.change((before) => withSource(before, id));
        void queries.invalidateQueries({ queryKey: ['data', 'sources'] });
        onClose();
      },
      (error: unknown) => setProblem(asApiError(error)),
    );
  };
  return (
    <Dialog title={words.hub.title} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem && <DataProblem error={problem} />}
        <p className="dialog-text">{words.hub.intro}</p>
        <Field label={words.hub.repo} hint={wrong ? words.hub.repoWrong : words.hub.repoHint}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={repo}
              required
              autoFocus
              spellCheck={false}
              autoCapitalize="none"
              placeholder="beomi/KoAlpaca-v1.1a"
              aria-invalid={wrong}
              onChange={(event) => setRepo(event.target.value)}
            />
          )}
        </Field>
        <TextField label={words.hub.revision} hint={words.hub.revisionHint} value={revision} onChange={setRevision} />
        <TextField label={words.hub.licence} hint={words.source.licenceHint} value={licence} onChange={setLicence} />
        <footer className="dialog-actions">
          <button type="button" className="button" onClick={onClose}>
            {text.app.cancel}
          </button>
          <button type="submit" className="button button-primary" disabled={wanted === '' || wrong}>
            {words.hub.add}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Out of what a person pastes: the address of the dataset's page is as good as its name. */
function repoIn(typed: string): string {
  return typed
    .trim()
    .replace(/^https:\/\/huggingface\.co\/datasets\//, '')
    .replace(/\/$/, '');
}

function given(value: string, name: string): Readonly<Record<string, string>> {
  return value.trim() === '' ? {} : { [name]: value.trim() };
}

interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TextField({ label, hint, value, onChange }: TextFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => <input {...ids} className="input" value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
