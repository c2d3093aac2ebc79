import { useState } from 'react';
import type { Message, Rating } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { BranchPicker } from './branch-picker.tsx';
import { FeedbackDialog } from './feedback-dialog.tsx';
import { ProvenanceDialog } from './provenance-dialog.tsx';
import { useThreadContext } from './thread-context.tsx';

interface AnswerActionsProps {
  readonly message: Message;
  readonly siblings: readonly string[];
  readonly last: boolean;
}

export function AnswerActions({ message, siblings, last }: AnswerActionsProps) {
  const text = useText();
  const { store, attempt } = useThreadContext();
  const [open, setOpen] = useState<Rating | 'provenance' | null>(null);
  const rating = message.feedback?.rating ?? null;
  return (
    <div className={last ? 'actions actions-last' : 'actions'}>
      <BranchPicker id={message.id} siblings={siblings} />
      <CopyButton text={() => message.content} label={text.thread.copy} />
      {(['up', 'down'] as const).map((side) => (
        <IconButton
          key={side}
          icon={side}
          label={text.thread[side]}
          aria-pressed={rating === side}
          onClick={() => setOpen(side)}
        />
      ))}
      <IconButton
        icon="again"
        label={text.thread.regenerate}
        onClick={() => attempt(() => store.regenerate(message.id, null))}
      />
      <IconButton icon="origin" label={text.thread.provenance} onClick={() => setOpen('provenance')} />
      {(open === 'up' || open === 'down') && (
        <FeedbackDialog message={message} rating={open} onClose={() => setOpen(null)} />
      )}
      {open === 'provenance' && <ProvenanceDialog messageId={message.id} onClose={() => setOpen(null)} />}
    </div>
  );
}
