import { useEffect, useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { refusalWords } from '../i18n/refusal-words.ts';
import { useLanguage, useText } from '../i18n/text.tsx';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

interface ProblemProps {
  readonly error: ApiError;
  readonly onRetry?: () => void;
  readonly onDismiss?: () => void;
}

/** What went wrong and what to do, where it went wrong. */
export function Problem({ error, onRetry, onDismiss }: ProblemProps) {
  const { text, locale } = useLanguage();
  const secondsLeft = useCountdown(error.status === 429 ? error.retryAfterSeconds : null, onDismiss);
  const { message, hint } = refusalWords(error, locale);
  const words = error.status === 0 ? text.error.unreachable : message || text.error.unexpected;
  return (
    <div className="problem" role="alert">
      <Icon name="alert" />
      <div className="problem-words">
        {secondsLeft === null ? <p>{words}</p> : <Waiting first={error.retryAfterSeconds ?? 0} left={secondsLeft} />}
        {hint !== null && <p className="problem-hint">{hint}</p>}
        {error.requestId !== null && error.status >= 500 && (
          <p className="problem-hint">{text.error.request(error.requestId)}</p>
        )}
      </div>
      {onRetry && (
        <button type="button" className="button button-small" onClick={onRetry}>
          {text.app.tryAgain}
        </button>
      )}
      {onDismiss && <IconButton icon="close" label={text.error.dismiss} onClick={onDismiss} />}
    </div>
  );
}

/** Counts down for the eye; a screen reader hears the first figure only, not each second. */
function Waiting({ first, left }: { first: number; left: number }) {
  const text = useText();
  return (
    <>
      <p aria-hidden="true">{text.error.tooMany(left)}</p>
      <p className="visually-hidden">{text.error.tooMany(first)}</p>
    </>
  );
}

function useCountdown(seconds: number | null, onOver: (() => void) | undefined): number | null {
  const [until] = useState(() => (seconds === null ? null : Date.now() + seconds * 1000));
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (until === null) return;
    const timer = setInterval(() => {
      const remaining = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      setLeft(remaining);
      if (remaining > 0) return;
      clearInterval(timer);
      onOver?.();
    }, 250);
    return () => clearInterval(timer);
  }, [until, onOver]);
  return left;
}
