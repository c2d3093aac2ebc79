import { useText } from '../../i18n/text.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import type { Source } from '../api/types.ts';
import { bytesInWords } from '../../i18n/figures.ts';
import { useOwner } from '../use-owner.ts';
import { useWords } from '../words/use-words.ts';

interface SourceCardProps {
  readonly source: Source;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly onOpen: (what: 'preview' | 'edit' | 'remove') => void;
}

export function SourceCard({ source, chosen, onChoose, onOpen }: SourceCardProps) {
  const { words } = useWords();
  const text = useText();
  return (
    <li className={chosen ? 'card source-card source-chosen' : 'card source-card'}>
      <input
        type="checkbox"
        className="source-check"
        aria-label={words.source.use(source.name)}
        checked={chosen}
        onChange={onChoose}
      />
      <div className="card-body" onClick={onChoose}>
        <h3 className="card-title">
          {source.name} <span className="badge">{words.source.kind[source.kind]}</span>
        </h3>
        <Facts of={source} />
      </div>
      <button
        type="button"
        className="button button-small"
        aria-label={words.source.previewLabel(source.name)}
        onClick={() => onOpen('preview')}
      >
        {words.source.preview}
      </button>
      <Menu
        label={text.list.menu(source.name)}
        button={<Icon name="more" size={18} />}
        align="end"
        items={[
          {
            key: 'edit',
            label: (
              <>
                <Icon name="edit" size={17} />
                {words.source.edit}
              </>
            ),
            onChoose: () => onOpen('edit'),
          },
          {
            key: 'remove',
            danger: true,
            label: (
              <>
                <Icon name="trash" size={17} />
                {words.data.remove}
              </>
            ),
            onChoose: () => onOpen('remove'),
          },
        ]}
      />
    </li>
  );
}

function Facts({ of: { bytes, hub, fileName, name, licence, createdAt, ownerName } }: { of: Source }) {
  const { words, locale } = useWords();
  const facts = [
    bytes !== null && bytes > 0 ? bytesInWords(bytes, locale) : hub ? words.source.whenBuilt : null,
    hub && (hub.revision === null ? hub.repo : `${hub.repo} · ${hub.revision}`),
    fileName !== null && fileName !== name ? fileName : null,
    licence ?? words.data.unknownLicence,
    new Date(createdAt).toLocaleDateString(locale, { dateStyle: 'medium' }),
    useOwner(ownerName),
  ];
  return <p className="card-text card-faint">{facts.filter(Boolean).join(' · ')}</p>;
}
