import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useSession } from '../account/use-session.ts';
import { useText } from '../i18n/text.tsx';
import { Icon, Logo } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ConversationList } from './conversation-list.tsx';

/** Long enough that a syllable being composed does not ask serve at every stroke. */
const SEARCH_DELAY_MS = 250;

export function Sidebar({ onLeave }: { onLeave: () => void }) {
  const text = useText();
  const { data: session } = useSession();
  const [typed, setTyped] = useState('');
  const search = useDelayed(typed.trim().normalize('NFC'), SEARCH_DELAY_MS);
  return (
    <nav className="sidebar" aria-label={text.list.label}>
      <div className="sidebar-head">
        <Link href="/" className="brand" onClick={onLeave}>
          <Logo />
          <span>{text.app.name}</span>
        </Link>
        <IconButton icon="close" label={text.app.closeList} className="drawer-only" onClick={onLeave} />
      </div>
      <Link href="/" className="button new-chat" onClick={onLeave}>
        <Icon name="plus" size={18} />
        {text.list.create}
      </Link>
      {session?.data === true && (
        <Link href="/data" className="sidebar-link" onClick={onLeave}>
          <Icon name="data" size={18} />
          {text.menu.data}
        </Link>
      )}
      <Link href="/models" className="sidebar-link" onClick={onLeave}>
        <Icon name="models" size={18} />
        {text.menu.models}
      </Link>
      <div className="search">
        <Icon name="search" size={16} />
        <input
          type="search"
          className="search-field"
          aria-label={text.list.search}
          placeholder={text.list.search}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <ConversationList search={search} onLeave={onLeave} />
      <AccountMenu onLeave={onLeave} />
    </nav>
  );
}

function useDelayed(value: string, delayMs: number): string {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return delayed;
}
