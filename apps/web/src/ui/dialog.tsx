import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useText } from '../i18n/text.tsx';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** The browser's own modal dialog: it keeps the focus, closes on Escape and gives the focus back. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const text = useText();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <IconButton icon="close" label={text.app.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly words: string;
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** Other words than `Cancel`, where those could be misread. */
  readonly back?: string;
  /** What went wrong when it was confirmed. */
  readonly problem?: ReactNode;
}

export function ConfirmDialog({ title, words, action, onConfirm, onClose, back, problem }: ConfirmProps) {
  const text = useText();
  return (
    <Dialog title={title} onClose={onClose}>
      {problem}
      <p className="dialog-text">{words}</p>
      <footer className="dialog-actions">
        <button type="button" className="button" onClick={onClose} autoFocus>
          {back ?? text.app.cancel}
        </button>
        <button type="button" className="button button-danger" onClick={onConfirm}>
          {action}
        </button>
      </footer>
    </Dialog>
  );
}

/** The end of a form in a dialog. */
export function SaveOrCancel({ onCancel }: { onCancel: () => void }) {
  const text = useText();
  return (
    <footer className="dialog-actions">
      <button type="button" className="button" onClick={onCancel}>
        {text.app.cancel}
      </button>
      <button type="submit" className="button button-primary">
        {text.app.save}
      </button>
    </footer>
  );
}
