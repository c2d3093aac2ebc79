import type { ReactNode } from 'react';
import { Logo } from '../ui/icon.tsx';

/** The frame of the pages that stand before the chat. */
export function Door({ title, intro, children }: { title: string; intro: string; children: ReactNode }) {
  return (
    <main className="door" id="main">
      <div className="door-card">
        <Logo size={48} />
        <h1>{title}</h1>
        <p className="door-intro">{intro}</p>
        {children}
      </div>
    </main>
  );
}
