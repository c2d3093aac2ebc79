import { useState, type SubmitEvent } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { Dialog, SaveOrCancel } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';

interface RenameDialogProps {
  readonly id: string;
  readonly title: string;
  readonly onClose: () => void;
}

export function RenameDialog({ id, title, onClose }: RenameDialogProps) {
  const text = useText();
  const { threads, queries } = useServices();
  const [name, setName] = useState(title);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    threads
      .open(id)
      .change({ title: name.trim() })
      .then(() => {
        void queries.invalidateQueries({ queryKey: ['conversations'] });
        onClose();
      })
      .catch((error: unknown) => setProblem(asApiError(error)));
  };
  return (
    <Dialog title={text.list.rename} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem && <Problem error={problem} />}
        <Field label={text.list.renameLabel}>
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
        <SaveOrCancel onCancel={onClose} />
      </form>
    </Dialog>
  );
}
