import type { RefObject } from 'react';
import { useText } from '../i18n/text.tsx';
import { Logo } from '../ui/icon.tsx';

export function EmptyState({ field }: { field: RefObject<HTMLTextAreaElement | null> }) {
  const text = useText();
  return (
    <div className="centre empty">
      <Logo size={52} />
      <h1>{text.thread.emptyTitle}</h1>
      <p>{text.thread.emptyText}</p>
      <ul className="suggestions">
        {text.thread.suggestions.map((suggestion) => (
          <li key={suggestion}>
            <button type="button" className="suggestion" onClick={() => put(field.current, suggestion)}>
              {suggestion}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Typed for the person, not sent: it can still be changed. */
function put(field: HTMLTextAreaElement | null, words: string): void {
  if (!field) return;
  // React knows its own writes to a field; this one must look like typing.
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(field, words);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}
