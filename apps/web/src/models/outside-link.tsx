import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.tsx';
import { useWords } from './words/use-words.ts';

/** Leads away from this page, in a tab of its own; what is no web address leads nowhere. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  const { words } = useWords();
  if (!/^https?:\/\//.test(href) && !href.startsWith('/api/')) return null;
  return (
    <a className="text-link" href={href} target="_blank" rel="noopener noreferrer">
      {children} <Icon name="open" size={15} />
      <span className="visually-hidden">{words.models.opensApart}</span>
    </a>
  );
}
