import { useState } from 'react';
import { Link, useRoute } from 'wouter';
import type { ConversationSummary } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { useRemoveConversation } from './use-remove-conversation.ts';

interface ConversationItemProps {
  readonly conversation: ConversationSummary;
  readonly onLeave: () => void;
}

export function ConversationItem({ conversation, onLeave }: ConversationItemProps) {
  const text = useText();
  const { api } = useServices();
  const { id, snippet } = conversation;
  const title = conversation.title ?? text.list.untitled;
  const [current] = useRoute(`/c/${id}`);
  const [open, setOpen] = useState<'rename' | 'remove' | null>(null);
  const remove = useRemoveConversation(id);
  return (
    <li className={current ? 'list-item list-current' : 'list-item'}>
      <Link href={`/c/${id}`} className="list-link" aria-current={current ? 'page' : undefined} onClick={onLeave}>
        <span className="list-title">{title}</span>
        {snippet !== undefined && <span className="list-snippet">{snippet}</span>}
      </Link>
      <Menu
        label={text.list.menu(title)}
        className="list-menu"
        align="end"
        button={<Icon name="more" size={18} />}
        items={[
          { key: 'rename', label: <Entry icon="edit" words={text.list.rename} />, onChoose: () => setOpen('rename') },
          {
            key: 'markdown',
            label: <Entry icon="download" words={text.list.exportMarkdown} />,
            onChoose: () => download(api.exportAddress(id, 'markdown')),
          },
          {
            key: 'json',
            label: <Entry icon="download" words={text.list.exportJson} />,
            onChoose: () => download(api.exportAddress(id, 'json')),
          },
          {
            key: 'remove',
            danger: true,
            label: <Entry icon="trash" words={text.list.remove} />,
            onChoose: () => setOpen('remove'),
          },
        ]}
      />
      {open === 'rename' && <RenameDialog id={id} title={conversation.title ?? ''} onClose={() => setOpen(null)} />}
      {open === 'remove' && (
        <ConfirmDialog
          title={text.list.removeTitle}
          words={text.list.removeText(title)}
          action={text.list.remove}
          onClose={() => setOpen(null)}
          onConfirm={() => {
            setOpen(null);
            remove(current);
          }}
        />
      )}
    </li>
  );
}

function Entry({ icon, words }: { icon: 'edit' | 'download' | 'trash'; words: string }) {
  return (
    <>
      <Icon name={icon} size={17} />
      {words}
    </>
  );
}

function download(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
