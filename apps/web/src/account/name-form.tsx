import { useState, type SubmitEvent } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { Person, Session } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { useAnnounce } from '../ui/announcer.tsx';
import { Problem } from '../ui/problem.tsx';
import { NameField } from './account-fields.tsx';

/** The name that one is shown by. */
export function NameForm({ of: person }: { of: Person }) {
  const text = useText();
  const announce = useAnnounce();
  const { api, queries } = useServices();
  const [name, setName] = useState(person.name ?? '');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setProblem(null);
    api.changeName(name.trim()).then(
      (user) => {
        queries.setQueryData<Session>(['session'], (session) => session && { ...session, user });
        void queries.invalidateQueries({ queryKey: ['people'] });
        announce(text.people.changed);
      },
      (error: unknown) => setProblem(asApiError(error)),
    );
  };
  const unchanged = name.trim() === '' || name.trim() === person.name;
  return (
    <form className="form form-narrow" onSubmit={submit}>
      {problem && <Problem error={problem} onDismiss={() => setProblem(null)} />}
      <NameField value={name} onChange={setName} />
      <button type="submit" className="button" disabled={unchanged}>
        {text.account.saveName}
      </button>
    </form>
  );
}
