import { useState, type SubmitEvent } from 'react';
import { useSession } from '../account/use-session.ts';
import type { ApiError } from '../api/api-error.ts';
import type { ApiKeyRequest, KeyScope, Limits } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { givenLimits, LimitFields } from '../limits/limit-fields.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';

interface NewKeyDialogProps {
  readonly onMade: () => void;
  readonly onClose: () => void;
}

const DAY_MS = 86_400_000;
const SCOPES: readonly KeyScope[] = ['chat', 'conversations', 'data', 'admin'];
const LIFETIMES_DAYS = [30, 90, 365] as const;

export function NewKeyDialog({ onMade, onClose }: NewKeyDialogProps) {
  const text = useText();
  const { api } = useServices();
  const [made, setMade] = useState<string | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const make = (request: ApiKeyRequest): void => {
    api.makeKey(request).then(
      ({ key }) => {
        setMade(key);
        onMade();
      },
      (error: unknown) => setProblem(asApiError(error)),
    );
  };
  return (
    <Dialog title={made === null ? text.keys.create : text.keys.made} onClose={onClose}>
      {made === null ? (
        <KeyForm problem={problem} onMake={make} onClose={onClose} />
      ) : (
        <MadeKey value={made} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface KeyFormProps {
  readonly problem: ApiError | null;
  readonly onMake: (request: ApiKeyRequest) => void;
  readonly onClose: () => void;
}

function KeyForm({ problem, onMake, onClose }: KeyFormProps) {
  const text = useText();
  const { data: session } = useSession();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly KeyScope[]>(['chat']);
  const [days, setDays] = useState(90);
  const [limits, setLimits] = useState<Limits>({});
  const offered = SCOPES.filter(
    (scope) => (scope !== 'admin' || session?.user?.role === 'admin') && (scope !== 'data' || session?.data === true),
  );
  const toggle = (scope: KeyScope): void =>
    setScopes(scopes.includes(scope) ? scopes.filter((other) => other !== scope) : [...scopes, scope]);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const expiresAt = days === 0 ? null : new Date(Date.now() + days * DAY_MS).toISOString();
    onMake({ name: name.trim(), scopes, limits: givenLimits(limits), expiresAt });
  };
  return (
    <form className="form" onSubmit={submit}>
      {problem && <Problem error={problem} />}
      <Field label={text.keys.name} hint={text.keys.nameHint}>
        {(ids) => (
          <input {...ids} className="input" value={name} required autoFocus onChange={(e) => setName(e.target.value)} />
        )}
      </Field>
      <fieldset className="choices">
        <legend>{text.keys.scopes}</legend>
        {offered.map((scope) => (
          <label key={scope} className="check">
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
            {text.keys.scope[scope]}
          </label>
        ))}
      </fieldset>
      <Lifetime days={days} onChange={setDays} />
      <details className="more-fields">
        <summary>{text.keys.limits}</summary>
        <p className="dialog-text">{text.keys.limitsHint}</p>
        <LimitFields limits={limits} onChange={setLimits} />
      </details>
      <footer className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          {text.app.cancel}
        </button>
        <button type="submit" className="button button-primary" disabled={name.trim() === '' || scopes.length === 0}>
          {text.keys.create}
        </button>
      </footer>
    </form>
  );
}

function Lifetime({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const text = useText();
  return (
    <Field label={text.keys.expires}>
      {(ids) => (
        <select {...ids} className="input" value={days} onChange={(event) => onChange(Number(event.target.value))}>
          {LIFETIMES_DAYS.map((lifetime) => (
            <option key={lifetime} value={lifetime}>
              {text.keys.expiresIn(lifetime)}
            </option>
          ))}
          <option value={0}>{text.keys.never}</option>
        </select>
      )}
    </Field>
  );
}

function MadeKey({ value, onClose }: { value: string; onClose: () => void }) {
  const text = useText();
  return (
    <div className="form">
      <p className="dialog-text">{text.keys.madeHint}</p>
      <div className="made-key">
        <code aria-label={text.keys.key}>{value}</code>
        <CopyButton text={() => value} label={text.keys.copyKey} />
      </div>
      <footer className="dialog-actions">
        <button type="button" className="button button-primary" onClick={onClose}>
          {text.keys.done}
        </button>
      </footer>
    </div>
  );
}
