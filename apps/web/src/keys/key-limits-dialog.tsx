import { useState, type SubmitEvent } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { ApiKey, Limits } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { givenLimits, LimitFields } from '../limits/limit-fields.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { Dialog, SaveOrCancel } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';

interface KeyLimitsDialogProps {
  readonly of: ApiKey;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

/** What one key may use, within what its person may. */
export function KeyLimitsDialog({ of: key, onChanged, onClose }: KeyLimitsDialogProps) {
  const text = useText();
  const { api } = useServices();
  const [limits, setLimits] = useState<Limits>(key.limits ?? {});
  const [problem, setProblem] = useState<ApiError | null>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    api.changeKey(key.id, { limits: givenLimits(limits) }).then(
      () => {
        onChanged();
        onClose();
      },
      (error: unknown) => setProblem(asApiError(error)),
    );
  };
  return (
    <Dialog title={text.people.limitsTitle(key.name)} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem && <Problem error={problem} />}
        <p className="dialog-text">{text.keys.limitsHint}</p>
        <LimitFields limits={limits} onChange={setLimits} />
        <SaveOrCancel onCancel={onClose} />
      </form>
    </Dialog>
  );
}
