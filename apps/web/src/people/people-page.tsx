import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useSession } from '../account/use-session.ts';
import type { Account } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { CardSkeletons } from '../ui/card-skeletons.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { InvitationDialog } from './invitation-dialog.tsx';
import { LimitsDialog } from './limits-dialog.tsx';
import { PersonCard } from './person-card.tsx';
import { nameOf } from './person-name.ts';
import { useChangePerson } from './use-change-person.ts';

/** More people than this are found by typing. */
const SHOWN_AT_A_GLANCE = 8;

/** For administrators: who may use this server, and how much. */
export function PeoplePage() {
  const text = useText();
  const { api } = useServices();
  const { data: session } = useSession();
  const query = useQuery({ queryKey: ['people'], queryFn: api.people });
  const [words, setWords] = useState('');
  const [inviting, setInviting] = useState(false);
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const { problem, setProblem, change } = useChangePerson();
  const people = query.data ?? [];
  const shown = people.filter((person) => matches(person, words));
  const invite = (
    <button type="button" className="button button-primary" onClick={() => setInviting(true)}>
      <Icon name="plus" size={18} />
      {text.people.invite}
    </button>
  );
  return (
    <Page title={text.people.title} intro={text.people.intro} action={invite}>
      <Link href="/usage" className="text-link">
        <Icon name="gauge" size={16} />
        {text.usage.title}
      </Link>
      {problem && <Problem error={problem} onDismiss={() => setProblem(null)} />}
      {query.isError && <Problem error={asApiError(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {people.length > SHOWN_AT_A_GLANCE && <Filter words={words} onChange={setWords} />}
      {query.isSuccess && shown.length === 0 && (
        <p className="page-empty">{people.length === 0 ? text.people.none : text.list.noneFound(words)}</p>
      )}
      <ul className="cards">
        {shown.map((person) => (
          <PersonCard
            key={person.id}
            of={person}
            self={person.id === session?.user?.id}
            onAsk={(what) => setOpen({ what, person })}
            onChange={(fields) => void change(person, fields)}
          />
        ))}
      </ul>
      {open && <PersonDialog {...open} change={change} onClose={() => setOpen(null)} />}
      {inviting && <InvitationDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}

interface OpenDialog {
  readonly what: 'admin' | 'disable' | 'limits';
  readonly person: Account;
}

interface PersonDialogProps extends OpenDialog {
  readonly change: ReturnType<typeof useChangePerson>['change'];
  readonly onClose: () => void;
}

/** What is asked before a change that cannot be taken back by a second click. */
function PersonDialog({ what, person, change, onClose }: PersonDialogProps) {
  const { people: words } = useText();
  const name = nameOf(person);
  if (what === 'limits') return <LimitsDialog person={person} onClose={onClose} />;
  const [title, explained, action] =
    what === 'admin'
      ? [words.makeAdminTitle(name), words.makeAdminText, words.makeAdmin]
      : [words.disableTitle(name), words.disableText, words.disable];
  return (
    <ConfirmDialog
      title={title}
      words={explained}
      action={action}
      onClose={onClose}
      onConfirm={() => {
        onClose();
        void change(person, what === 'admin' ? { role: 'admin' } : { disabled: true });
      }}
    />
  );
}

function Filter({ words, onChange }: { words: string; onChange: (words: string) => void }) {
  const text = useText();
  return (
    <input
      type="search"
      className="input"
      aria-label={text.people.find}
      placeholder={text.people.find}
      value={words}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function matches({ name, email }: Account, words: string): boolean {
  const wanted = words.trim().normalize('NFC').toLowerCase();
  return `${name ?? ''} ${email ?? ''}`.normalize('NFC').toLowerCase().includes(wanted);
}
