// Owns the fields that signing in and making an account share, named so that password managers know them.
import { useText } from '../i18n/text.tsx';
import { Field } from '../ui/field.tsx';

interface AccountFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function NameField({ value, onChange }: AccountFieldProps) {
  const text = useText();
  return (
    <Field label={text.welcome.name}>
      {(ids) => (
        <input
          {...ids}
          className="input"
          autoComplete="name"
          required
          maxLength={100}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export function EmailField({ value, onChange }: AccountFieldProps) {
  const text = useText();
  return (
    <Field label={text.signIn.email}>
      {(ids) => (
        <input
          {...ids}
          className="input"
          type="email"
          autoComplete="username"
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** As serve has it. */
const SHORTEST_PASSWORD = 10;

interface PasswordFieldProps extends AccountFieldProps {
  /** The password is being chosen, not checked. */
  readonly fresh?: boolean;
  readonly label?: string;
}

export function PasswordField({ value, onChange, fresh = false, label }: PasswordFieldProps) {
  const text = useText();
  return (
    <Field
      label={label ?? text.signIn.password}
      {...(fresh ? { hint: text.welcome.passwordHint(SHORTEST_PASSWORD) } : {})}
    >
      {(ids) => (
        <input
          {...ids}
          className="input"
          type="password"
          autoComplete={fresh ? 'new-password' : 'current-password'}
          {...(fresh ? { minLength: SHORTEST_PASSWORD } : {})}
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
