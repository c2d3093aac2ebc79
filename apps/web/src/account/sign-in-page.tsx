import { useState, type SubmitEvent, type ReactNode } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { Session } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { Field } from '../ui/field.tsx';
import { Logo } from '../ui/icon.tsx';
import { Problem } from '../ui/problem.tsx';

/** Stands in place of the page that was asked for; after signing in that page is there. */
export function SignInPage({ session }: { session: Session }) {
  const text = useText();
  const { storage } = useServices();
  const { form, problem, setProblem, busy } = useSignIn();
  const draftKept = Array.from({ length: storage.length }, (_, index) => storage.key(index)).some((key) =>
    key?.startsWith('naru.draft.'),
  );
  return (
    <Door title={text.signIn.title} intro={draftKept ? text.signIn.draftKept : text.signIn.intro}>
      <form className="form" onSubmit={form.onSubmit}>
        {problem && <Problem error={problem} onDismiss={() => setProblem(null)} />}
        <Field label={text.signIn.email}>
          {(ids) => <input {...ids} {...form.email} className="input" type="email" autoComplete="username" required />}
        </Field>
        <Field label={text.signIn.password}>
          {(ids) => (
            <input
              {...ids}
              {...form.password}
              className="input"
              type="password"
              autoComplete="current-password"
              required
            />
          )}
        </Field>
        <button type="submit" className="button button-primary button-wide" disabled={busy}>
          {text.signIn.submit}
        </button>
      </form>
      {session.oidc && (
        <>
          <p className="or">{text.signIn.or}</p>
          <a className="button button-wide" href="/api/auth/oidc/start">
            {text.signIn.oidc(session.oidc.name)}
          </a>
        </>
      )}
    </Door>
  );
}

function useSignIn() {
  const text = useText();
  const { api, queries } = useServices();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    api
      .signIn(email.trim(), password)
      .then((session) => queries.setQueryData(['session'], session))
      .then(() => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }))
      .catch((error: unknown) => {
        const refusal = asApiError(error);
        if (refusal.code === 'auth.failed') refusal.message = text.signIn.wrong;
        setProblem(refusal);
      })
      .finally(() => setBusy(false));
  };
  return {
    problem,
    setProblem,
    busy,
    form: {
      onSubmit,
      email: { value: email, onChange: typed(setEmail) },
      password: { value: password, onChange: typed(setPassword) },
    },
  };
}

export function typed(set: (value: string) => void) {
  return ({ target }: { readonly target: HTMLInputElement }): void => set(target.value);
}

/** The frame of the pages that stand before the chat. */
export function Door({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  return (
    <main className="door" id="main">
      <div className="door-card">
        <Logo size={48} />
        <h1>{title}</h1>
        <p className="door-intro">{intro}</p>
        {children}
      </div>
    </main>
  );
}
