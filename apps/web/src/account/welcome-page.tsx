import { useState, type SubmitEvent } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { ApiError } from '../api/api-error.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { Problem } from '../ui/problem.tsx';
import { EmailField, NameField, PasswordField } from './account-fields.tsx';
import { Door } from './door.tsx';
import { useEnter } from './use-session.ts';

/** An account made with a one-time link: the one that serve prints when it starts, or an invitation. */
export function WelcomePage() {
  const text = useText();
  const token = new URLSearchParams(useSearch()).get('token');
  return (
    <Door title={text.welcome.title} intro={token === null ? text.welcome.noToken : text.welcome.intro}>
      {token === null ? (
        <Link href="/" className="button button-wide">
          {text.welcome.toSignIn}
        </Link>
      ) : (
        <AccountForm token={token} />
      )}
    </Door>
  );
}

function AccountForm({ token }: { token: string }) {
  const text = useText();
  const { api } = useServices();
  const enter = useEnter();
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    await api.redeemLink({ token, email: email.trim(), password, name: name.trim() });
    // The account is there; whoever cannot be signed in now finds the sign-in.
    await enter(email.trim(), password).catch(() => undefined);
    navigate('/');
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    make()
      .catch((error: unknown) => setProblem(asApiError(error)))
      .finally(() => setBusy(false));
  };
  return (
    <form className="form" onSubmit={submit}>
      {problem && <Problem error={problem} />}
      <NameField value={name} onChange={setName} />
      <EmailField value={email} onChange={setEmail} />
      <PasswordField value={password} onChange={setPassword} fresh />
      <button type="submit" className="button button-primary button-wide" disabled={busy}>
        {text.welcome.submit}
      </button>
    </form>
  );
}
