import { useState, type SubmitEvent } from 'react';
import type { Account, Limits } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { Dialog, SaveOrCancel } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { nameOf } from './person-name.ts';
import { useChangePerson } from './use-change-person.ts';

const NAMES = ['tokensPerDay', 'tokensPerMinute', 'requestsPerMinute'] as const;

/** What one person may use. */
export function LimitsDialog({ person, onClose }: { person: Account; onClose: () => void }) {
  const text = useText();
  const { problem, change } = useChangePerson();
  const [limits, setLimits] = useState<Limits>(person.limits ?? {});
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = Object.keys(limits).length > 0 ? limits : null;
    void change(person, { limits: given }).then((done) => {
      if (done) onClose();
    });
  };
  const put = (name: keyof Limits, value: string): void => {
    const { [name]: _before, ...rest } = limits;
    setLimits(value === '' ? rest : { ...rest, [name]: Number(value) });
  };
  return (
    <Dialog title={text.people.limitsTitle(nameOf(person))} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem && <Problem error={problem} />}
        <p className="dialog-text">{text.people.limitsHint}</p>
        {NAMES.map((name) => (
          <Field key={name} label={text.people.limit[name]}>
            {(ids) => (
              <input
                {...ids}
                className="input"
                type="number"
                inputMode="numeric"
                min={0}
                step={1}
                placeholder={text.settings.byDefault}
                value={limits[name] ?? ''}
                onChange={(event) => put(name, event.target.value)}
              />
            )}
          </Field>
        ))}
        <SaveOrCancel onCancel={onClose} />
      </form>
    </Dialog>
  );
}
