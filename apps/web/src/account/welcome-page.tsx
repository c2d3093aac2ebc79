import { useState, type SubmitEvent } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { ApiError } from '../api/api-error.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { Door, typed } from './sign-in-page.tsx';

const SHORTEST_PASSWORD = 12;

/** The first account, made with the link that serve prints when it starts. */
export function WelcomePage() {
  const text = useText();
  const token = new URLSearchParams(useSearch()).get('token');
  const { form, problem, busy } = useFirstAccount(token ?? '');
  if (token === null) return <Door title={text.welcome.title} intro={text.welcome.noToken} children={null} />;
  return (
    <Door title={text.welcome.title} intro={text.welcome.intro}>
      <form className="form" onSubmit={form.onSubmit}>
        {problem && <Problem error={problem} />}
        <Field label={text.welcome.name}>
          {(ids) => <input {...ids} {...form.name} className="input" autoComplete="name" required />}
        </Field>
        <Field label={text.signIn.email}>
          {(ids) => <input {...ids} {...form.email} className="input" type="email" autoComplete="username" required />}
        </Field>
        <Field label={text.signIn.password} hint={text.welcome.passwordHint}>
          {(ids) => (
            <input
              {...ids}
              {...form.password}
              className="input"
              type="password"
              autoComplete="new-password"
              minLength={SHORTEST_PASSWORD}
              required
            />
          )}
        </Field>
        <button type="submit" className="button button-primary button-wide" disabled={busy}>
          {text.welcome.submit}
        </button>
      </form>
    </Door>
  );
}

function useFirstAccount(token: string) {
  const { api, queries } = useServices();
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    setBusy(true);
    api
      .firstAccount({ token, email: email.trim(), password, name: name.trim() })
      .then(() => queries.invalidateQueries())
      .then(() => navigate('/'))
      .catch((error: unknown) => setProblem(asApiError(error)))
      .finally(() => setBusy(false));
  };
  return {
    problem,
    busy,
    form: {
      onSubmit,
      name: { value: name, onChange: typed(setName) },
      email: { value: email, onChange: typed(setEmail) },
      password: { value: password, onChange: typed(setPassword) },
    },
  };
}
