import { useState, type SubmitEvent } from 'react';
import type { Account, Limits } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { givenLimits, LimitFields } from '../limits/limit-fields.tsx';
import { Dialog, SaveOrCancel } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { nameOf } from './person-name.ts';
import { useChangePerson } from './use-change-person.ts';

/** What one person may use. */
export function LimitsDialog({ person, onClose }: { person: Account; onClose: () => void }) {
  const text = useText();
  const { problem, change } = useChangePerson();
  const [limits, setLimits] = useState<Limits>(person.limits ?? {});
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void change(person, { limits: givenLimits(limits) }).then((done) => {
      if (done) onClose();
    });
  };
  return (
    <Dialog title={text.people.limitsTitle(nameOf(person))} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem && <Problem error={problem} />}
        <p className="dialog-text">{text.people.limitsHint}</p>
        <LimitFields limits={limits} onChange={setLimits} />
        <SaveOrCancel onCancel={onClose} />
      </form>
    </Dialog>
  );
}
