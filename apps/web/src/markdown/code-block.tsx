import { isValidElement, useRef, type ReactNode } from 'react';
import { useText } from '../i18n/text.tsx';
import { CopyButton } from '../ui/copy-button.tsx';

export function CodeBlock({ children }: { children: ReactNode }) {
  const text = useText();
  const code = useRef<HTMLPreElement>(null);
  const language = languageOf(children) ?? text.code.plain;
  return (
    <figure className="code">
      <figcaption className="code-head">
        <span>{language}</span>
        <CopyButton text={() => code.current?.textContent.trimEnd() ?? ''} label={text.code.copy} />
      </figcaption>
      {/* Wide code scrolls; the keyboard must reach it. */}
      <pre ref={code} tabIndex={0}>
        {children}
      </pre>
    </figure>
  );
}

function languageOf(children: ReactNode): string | null {
  if (!isValidElement<{ className?: string }>(children)) return null;
  return /language-([\w+#-]+)/.exec(children.props.className ?? '')?.[1] ?? null;
}
