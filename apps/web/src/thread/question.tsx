import { memo, useState, type KeyboardEvent } from 'react';
import type { Message } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { BranchPicker } from './branch-picker.tsx';
import { useThreadContext } from './thread-context.tsx';

interface QuestionProps {
  readonly message: Message;
  readonly siblings: readonly string[];
}

export const Question = memo(function Question({ message, siblings }: QuestionProps) {
  const text = useText();
  const [editing, setEditing] = useState(false);
  if (editing) return <QuestionEditor message={message} onClose={() => setEditing(false)} />;
  return (
    <article className="column question" aria-label={text.thread.you}>
      <div className="bubble">{message.content}</div>
      <div className="actions">
        <BranchPicker id={message.id} siblings={siblings} />
        <CopyButton text={() => message.content} label={text.thread.copyQuestion} />
        <IconButton icon="edit" label={text.thread.edit} onClick={() => setEditing(true)} />
      </div>
    </article>
  );
});

function QuestionEditor({ message, onClose }: { message: Message; onClose: () => void }) {
  const text = useText();
  const { store, attempt } = useThreadContext();
  const [content, setContent] = useState(message.content);
  const ready = content.trim() !== '';
  const send = (): void => {
    if (!ready) return;
    attempt(async () => {
      await store.edit(message.id, content.trim(), null);
      onClose();
    });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Deprecated, and the only sign of a composition in Safari.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      event.preventDefault();
      onClose();
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div className="column question question-editor">
      <textarea
        className="input"
        aria-label={text.thread.editLabel}
        value={content}
        autoFocus
        rows={Math.min(12, content.split('\n').length + 1)}
        onChange={(event) => setContent(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="dialog-actions">
        <button type="button" className="button button-small" onClick={onClose}>
          {text.app.cancel}
        </button>
        <button type="button" className="button button-small button-primary" onClick={send} disabled={!ready}>
          {text.thread.editSend}
        </button>
      </div>
    </div>
  );
}
