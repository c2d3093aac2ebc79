import { useText } from '../i18n/text.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useThreadContext } from './thread-context.tsx';

/** ‹ 2/3 › between the versions of one message; nothing when there is only one. */
export function BranchPicker({ id, siblings }: { id: string; siblings: readonly string[] }) {
  const text = useText();
  const { store } = useThreadContext();
  if (siblings.length < 2) return null;
  const at = siblings.indexOf(id);
  const go = (step: number) => () => {
    const other = siblings[at + step];
    if (other !== undefined) store.select(other);
  };
  return (
    <div className="branches" role="group" aria-label={text.thread.version(at + 1, siblings.length)}>
      <IconButton icon="left" label={text.thread.previous} onClick={go(-1)} disabled={at === 0} />
      <span className="branches-count" aria-hidden="true">
        {at + 1}/{siblings.length}
      </span>
      <IconButton icon="right" label={text.thread.next} onClick={go(1)} disabled={at === siblings.length - 1} />
    </div>
  );
}
