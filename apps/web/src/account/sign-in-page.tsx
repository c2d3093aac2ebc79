import { useState, type SubmitEvent } from 'react';
import { useSearch } from 'wouter';
import { ApiError, saidAs } from '../api/api-error.ts';
import type { Session } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { Problem } from '../ui/problem.tsx';
import { EmailField, PasswordField } from './account-fields.tsx';
import { Door } from './door.tsx';
import { useEnter } from './use-session.ts';

/** Stands in place of the page that was asked for; after signing in that page is there. */
export function SignInPage({ session }: { session: Session }) {
  const text = useText();
  const { storage } = useServices();
  const draftKept = Array.from({ length: storage.length }, (_, index) => storage.key(index)).some((key) =>
    key?.startsWith('naru.draft.'),
  );
  const problem = useCameBack(session);
  return (
    <Door title={text.signIn.title} intro={draftKept ? text.signIn.draftKept : text.signIn.intro}>
      {problem !== undefined && <Problem error={problem} />}
      <SignInForm />
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

/** Why nothing came of a sign-in elsewhere: only what serve is known to say, and in words of this page. */
function useCameBack({ oidc }: Session): ApiError | undefined {
  const { signIn } = useText();
  const code = new URLSearchParams(useSearch()).get('problem');
  if (oidc === null || code === null || !Object.hasOwn(signIn.oidcProblem, code)) return undefined;
  const words = signIn.oidcProblem[code as keyof typeof signIn.oidcProblem];
  return new ApiError(401, { code: `oidc.${code}`, message: words(oidc.name) });
}

function SignInForm() {
  const text = useText();
  const enter = useEnter();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    enter(email.trim(), password)
      .catch((error: unknown) => {
        const refusal = asApiError(error);
        setProblem(refusal.code === 'auth.failed' ? saidAs(refusal, text.signIn.wrong) : refusal);
      })
      .finally(() => setBusy(false));
  };
  return (
    <form className="form" onSubmit={submit}>
      {problem && <Problem error={problem} onDismiss={() => setProblem(null)} />}
      <EmailField value={email} onChange={setEmail} />
      <PasswordField value={password} onChange={setPassword} />
      <button type="submit" className="button button-primary button-wide" disabled={busy}>
        {text.signIn.submit}
      </button>
    </form>
  );
}
