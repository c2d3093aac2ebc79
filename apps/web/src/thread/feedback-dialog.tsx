import { useRef, useState, type SubmitEvent } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { FeedbackFields, Message, Rating } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { useAnnounce } from '../ui/announcer.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { useThreadContext } from './thread-context.tsx';
import { asApiError } from './thread-store.ts';

interface FeedbackDialogProps {
  readonly message: Message;
  readonly rating: Rating;
  readonly onClose: () => void;
}

export function FeedbackDialog({ message, rating, onClose }: FeedbackDialogProps) {
  const text = useText();
  const { problem, give } = useGiveFeedback(message.id, onClose);
  const given = message.feedback?.rating === rating ? message.feedback : null;
  const [reason, setReason] = useState(given?.reason ?? '');
  const [correction, setCorrection] = useState(given?.correction ?? '');
  const [consent, setConsent] = useState(given?.consent ?? false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const better = correction.trim();
    give({
      rating,
      consent,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      // The model's own words, put there to be changed and left as they were, correct nothing.
      ...(better === '' || better === message.content.trim() ? {} : { correction: better }),
    });
  };
  return (
    <Dialog title={rating === 'up' ? text.feedback.upTitle : text.feedback.downTitle} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem && <Problem error={problem} />}
        <Field label={text.feedback.reason} hint={text.feedback.reasonHint}>
          {(ids) => (
            <textarea {...ids} className="input" rows={2} value={reason} onChange={(e) => setReason(e.target.value)} />
          )}
        </Field>
        {rating === 'down' && <CorrectionField value={correction} answer={message.content} onChange={setCorrection} />}
        <label className="check">
          <input type="checkbox" checked={consent} onChange={(e) => setConsent(e.target.checked)} />
          {text.feedback.consent}
        </label>
        <footer className="dialog-actions">
          {given && (
            <button type="button" className="button" onClick={() => give({ rating: null, consent: false })}>
              {text.feedback.withdraw}
            </button>
          )}
          <button type="submit" className="button button-primary">
            {text.feedback.send}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface CorrectionFieldProps {
  readonly value: string;
  readonly answer: string;
  readonly onChange: (value: string) => void;
}

/** Mending an answer is less work than writing one. */
function CorrectionField({ value, answer, onChange }: CorrectionFieldProps) {
  const text = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  const start = (): void => {
    onChange(answer);
    field.current?.focus();
  };
  return (
    <>
      <Field label={text.feedback.correction} hint={text.feedback.correctionHint}>
        {(ids) => (
          <textarea
            {...ids}
            ref={field}
            className="input"
            rows={6}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      {value === '' && (
        <button type="button" className="button button-small" onClick={start}>
          {text.feedback.startFromAnswer}
        </button>
      )}
    </>
  );
}

function useGiveFeedback(messageId: string, onClose: () => void) {
  const text = useText();
  const announce = useAnnounce();
  const { store } = useThreadContext();
  const [problem, setProblem] = useState<ApiError | null>(null);
  const give = (fields: FeedbackFields): void => {
    store.giveFeedback(messageId, fields).then(
      () => {
        announce(text.feedback.thanks);
        onClose();
      },
      (error: unknown) => setProblem(asApiError(error)),
    );
  };
  return { problem, give };
}
