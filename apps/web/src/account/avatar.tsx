import { Icon } from '../ui/icon.tsx';

/** Decoration, drawn by the stylesheet: as text it would be part of the name of the button that it stands in. */
export function Avatar({ name }: { name: string | null }) {
  const [letter] = name ?? '';
  return (
    <span className="avatar" data-letter={letter} aria-hidden="true">
      {letter === undefined && <Icon name="person" size={18} />}
    </span>
  );
}
