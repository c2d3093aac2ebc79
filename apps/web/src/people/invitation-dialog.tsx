import { useMutation } from '@tanstack/react-query';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';

export function InvitationDialog({ onClose }: { onClose: () => void }) {
  const text = useText();
  const { api } = useServices();
  const { mutate, data, error } = useMutation({ mutationFn: api.invite });
  return (
    <Dialog title={text.people.invite} onClose={onClose}>
      <p className="dialog-text">{text.people.inviteText}</p>
      {error && <Problem error={asApiError(error)} onRetry={() => mutate()} />}
      {data ? (
        <div className="made-key">
          <code aria-label={text.people.link}>{data.url}</code>
          <CopyButton text={() => data.url} label={text.people.copyLink} />
        </div>
      ) : null}
      <footer className="dialog-actions">
        {data ? (
          <button type="button" className="button button-primary" onClick={onClose}>
            {text.keys.done}
          </button>
        ) : (
          <button type="button" className="button button-primary" onClick={() => mutate()}>
            {text.people.makeLink}
          </button>
        )}
      </footer>
    </Dialog>
  );
}
