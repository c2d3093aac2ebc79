import { useEffect, useState, type ReactNode } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { AccountPage } from './account/account-page.tsx';
import { SignInPage } from './account/sign-in-page.tsx';
import { administers, useSession } from './account/use-session.ts';
import { WelcomePage } from './account/welcome-page.tsx';
import { useText } from './i18n/text.tsx';
import { KeysPage } from './keys/keys-page.tsx';
import { PresetsPage } from './presets/presets-page.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { ConversationPage, NewChatPage } from './thread/chat-page.tsx';
import { asApiError } from './thread/thread-store.ts';
import { IconButton } from './ui/icon-button.tsx';
import { NotFound } from './ui/not-found.tsx';
import { Loading, pageLater } from './ui/page-later.tsx';
import { Problem } from './ui/problem.tsx';

const DataSection = pageLater(() => import('./data/data-section.tsx').then((it) => it.DataSection));
const ModelsSection = pageLater(() => import('./models/models-section.tsx').then((it) => it.ModelsSection));
const PeoplePage = pageLater(() => import('./people/people-page.tsx').then((it) => it.PeoplePage));
const UsagePage = pageLater(() => import('./usage/usage-page.tsx').then((it) => it.UsagePage));

export function App() {
  const { data: session, error, refetch } = useSession();
  const [path] = useLocation();
  if (path === '/welcome') return <WelcomePage />;
  if (error && !session) return <ServerAway error={error} onRetry={() => void refetch()} />;
  if (!session) return <Loading />;
  if (session.authEnabled && session.user === null) return <SignInPage session={session} />;
  return (
    <Frame>
      <Switch>
        <Route path="/" component={NewChatPage} />
        <Route path="/sign-in" component={NewChatPage} />
        <Route path="/c/:id">{({ id }) => <ConversationPage key={id} id={id} />}</Route>
        <Route path="/keys" component={KeysPage} />
        <Route path="/presets" component={PresetsPage} />
        <Route path="/account" component={AccountPage} />
        {administers(session) && <Route path="/people" component={PeoplePage} />}
        {administers(session) && <Route path="/usage" component={UsagePage} />}
        <Route path="/models/*?">
          <ModelsSection administrator={session.user?.role === 'admin'} />
        </Route>
        {session.data === true && (
          <Route path="/data/*?">
            <DataSection personId={session.user?.id ?? ''} />
          </Route>
        )}
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Frame>
  );
}

/** The list beside the page; on a phone it is a drawer over it. */
function Frame({ children }: { children: ReactNode }) {
  const text = useText();
  const [path] = useLocation();
  const [drawer, setDrawer] = useState(false);
  const chat = path === '/' || path.startsWith('/c/');
  useTitle(path);
  useEffect(() => {
    if (!drawer) return;
    const before = document.activeElement;
    document.querySelector<HTMLElement>('.sidebar .drawer-only')?.focus();
    const close = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) setDrawer(false);
    };
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('keydown', close);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [drawer]);
  return (
    <div className={drawer ? 'frame frame-drawer' : 'frame'}>
      <a className="skip" href={chat ? '#message' : '#main'}>
        {text.app.skipToComposer}
      </a>
      <IconButton
        icon="menu"
        label={text.app.openList}
        className="drawer-only drawer-open"
        aria-expanded={drawer}
        onClick={() => setDrawer(true)}
      />
      <Sidebar onLeave={() => setDrawer(false)} />
      <div className="curtain" onClick={() => setDrawer(false)} aria-hidden="true" />
      {children}
    </div>
  );
}

function useTitle(path: string): void {
  const text = useText();
  useEffect(() => {
    const titles: Readonly<Record<string, string>> = {
      '/keys': text.keys.title,
      '/presets': text.presets.title,
      '/account': text.account.title,
      '/people': text.people.title,
      '/usage': text.usage.title,
    };
    const title = titles[path];
    if (!path.startsWith('/c/') && !path.startsWith('/data') && !path.startsWith('/models'))
      document.title = title === undefined ? text.app.name : `${title} · ${text.app.name}`;
  }, [path, text]);
}

function ServerAway({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const text = useText();
  return (
    <main className="door" id="main">
      <div className="door-card">
        <h1>{asApiError(error).status === 0 ? text.error.unreachableTitle : text.error.unexpected}</h1>
        <Problem error={asApiError(error)} onRetry={onRetry} />
      </div>
    </main>
  );
}
