import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Person, Session, UsageOfToday } from '../api/types.ts';
import { useLanguage, useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { CardSkeletons } from '../ui/card-skeletons.tsx';
import { Icon } from '../ui/icon.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Avatar } from './avatar.tsx';
import { Budget } from './budget.tsx';
import { NameForm } from './name-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { useSession } from './use-session.ts';

/** Who one is here, and what one has used. */
export function AccountPage() {
  const text = useText();
  const { api } = useServices();
  const { data: session } = useSession();
  const query = useQuery({ queryKey: ['usage'], queryFn: api.usage, staleTime: 0, refetchInterval: 30_000 });
  return (
    <Page title={text.account.title} intro={text.account.intro}>
      {session?.user && <Identity of={session.user} local={!session.authEnabled} />}
      <section className="section">
        <h2>{text.account.today}</h2>
        {query.isPending && <CardSkeletons />}
        {query.isError && <Problem error={asApiError(query.error)} onRetry={() => void query.refetch()} />}
        {query.data && <Today of={query.data} />}
      </section>
      {session?.authEnabled === true && session.user && <OwnAccount session={session} of={session.user} />}
      <Link href="/keys" className="text-link">
        <Icon name="key" size={16} />
        {text.menu.keys}
      </Link>
    </Page>
  );
}

/** What one changes of it oneself. */
function OwnAccount({ session, of: person }: { session: Session; of: Person }) {
  const text = useText();
  return (
    <>
      <section className="section">
        <h2>{text.account.name}</h2>
        <NameForm key={person.name} of={person} />
      </section>
      {session.hasPassword && (
        <section className="section">
          <h2>{text.account.password}</h2>
          <PasswordForm email={person.email ?? ''} />
        </section>
      )}
    </>
  );
}

function Identity({ of: person, local }: { of: Person; local: boolean }) {
  const text = useText();
  return (
    <div className="card">
      <Avatar name={local ? null : person.name} />
      <div className="card-body">
        <h2 className="card-title">{local ? text.menu.localPerson : (person.name ?? person.email)}</h2>
        <p className="card-text">{local ? text.account.local : person.email}</p>
      </div>
      {!local && <span className="badge">{text.people.role[person.role]}</span>}
    </div>
  );
}

function Today({ of: { today, limits } }: { of: UsageOfToday }) {
  const { text, locale } = useLanguage();
  const figure = (value: number | null): string =>
    value === null ? text.account.unlimited : value.toLocaleString(locale);
  return (
    <div className="card card-tall">
      <Budget name={text.account.tokens} used={today.tokens} limit={limits.tokensPerDay} />
      <dl className="facts">
        <div className="fact">
          <dt>{text.account.requests}</dt>
          <dd>{figure(today.requests)}</dd>
        </div>
        <div className="fact">
          <dt>{text.people.limit.requestsPerMinute}</dt>
          <dd>{figure(limits.requestsPerMinute)}</dd>
        </div>
        <div className="fact">
          <dt>{text.people.limit.tokensPerMinute}</dt>
          <dd>{figure(limits.tokensPerMinute)}</dd>
        </div>
      </dl>
      <p className="card-faint">{text.account.resets}</p>
    </div>
  );
}
