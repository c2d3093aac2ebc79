import { useState, type SubmitEvent } from 'react';
import type { ApiError } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { asApiError } from '../../thread/thread-store.ts';
import { Dialog, SaveOrCancel } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import type { Source } from '../api/types.ts';
import { DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { useWords } from '../words/use-words.ts';

export function SourceDialog({ source, onClose }: { source: Source; onClose: () => void }) {
  const { words } = useWords();
  const { queries } = useServices();
  const { api } = useData();
  const [name, setName] = useState(source.name);
  const [licence, setLicence] = useState(source.licence ?? '');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = licence.trim();
    api.changeSource(source.id, { name: name.trim(), licence: given === '' ? null : given }).then(
      () => {
        void queries.invalidateQueries({ queryKey: ['data', 'sources'] });
        onClose();
      },
      (error: unknown) => setProblem(asApiError(error)),
    );
  };
  return (
    <Dialog title={words.source.editLabel(source.name)} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem && <DataProblem error={problem} />}
        <Field label={words.source.name}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={name}
              maxLength={200}
              required
              autoFocus
              onFocus={(event) => event.target.select()}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.source.licence} hint={words.source.licenceHint}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={licence}
              maxLength={100}
              onChange={(event) => setLicence(event.target.value)}
            />
          )}
        </Field>
        <SaveOrCancel onCancel={onClose} />
      </form>
    </Dialog>
  );
}
