import { useState, type SubmitEvent } from 'react';
import { saidAs, type ApiError } from '../api/api-error.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { Problem } from '../ui/problem.tsx';
import { PasswordField } from './account-fields.tsx';

/** A new password; whoever is signed in elsewhere is signed out by it. */
export function PasswordForm({ email }: { email: string }) {
  const text = useText();
  const { api } = useServices();
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [state, setState] = useState<'asked' | 'busy' | 'done'>('asked');
  const change = async (): Promise<void> => {
    try {
      await api.changePassword(current, fresh);
      setCurrent('');
      setFresh('');
      setState('done');
    } catch (error) {
      const refusal = asApiError(error);
      setProblem(refusal.code === 'auth.failed' ? saidAs(refusal, text.account.wrongPassword) : refusal);
      setState('asked');
    }
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setProblem(null);
    setState('busy');
    void change();
  };
  return (
    <form className="form form-narrow" onSubmit={submit}>
      {problem && <Problem error={problem} onDismiss={() => setProblem(null)} />}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordField label={text.account.currentPassword} value={current} onChange={setCurrent} />
      <PasswordField label={text.account.newPassword} value={fresh} onChange={setFresh} fresh />
      <button type="submit" className="button" disabled={state === 'busy'}>
        {text.account.changePassword}
      </button>
      <p className="card-text" role="status">
        {state === 'done' ? text.account.passwordChanged : text.account.passwordHint}
      </p>
    </form>
  );
}
