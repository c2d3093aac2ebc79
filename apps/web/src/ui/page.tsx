import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useText } from '../i18n/text.tsx';
import { Icon } from './icon.tsx';

/** The frame of the pages beside the chat. */
export function Page({
  title,
  intro,
  action,
  children,
}: {
  title: string;
  intro?: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  const text = useText();
  return (
    <main className="page" id="main">
      <div className="page-body">
        <Link href="/" className="text-link page-back">
          <Icon name="left" size={16} />
          {text.app.back}
        </Link>
        <header className="page-head">
          <h1>{title}</h1>
          {action}
        </header>
        {intro !== undefined && <p className="page-intro">{intro}</p>}
        {children}
      </div>
    </main>
  );
}
