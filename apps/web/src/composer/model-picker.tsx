import type { Model } from '../api/types.ts';
import type { Dictionary } from '../i18n/en.ts';
import { useText } from '../i18n/text.tsx';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';

interface ModelPickerProps {
  readonly models: readonly Model[];
  readonly first: Model | null;
  /** The first was chosen by its name. */
  readonly named: boolean;
  readonly second: Model | null;
  /** null: what is in production at the moment. */
  readonly onFirst: (id: string | null) => void;
  readonly onSecond: (id: string | null) => void;
}

/** Which model answers, and a second one beside it when two are compared. */
export function ModelPicker({ models, first, named, second, onFirst, onSecond }: ModelPickerProps) {
  const text = useText();
  const other = models.find((model) => model.ready && model.id !== first?.id);
  return (
    <div className={second ? 'models models-two' : 'models'}>
      <Menu
        label={text.model.choose(first?.name ?? text.model.none)}
        button={<Chosen name={first?.name ?? text.model.none} />}
        items={[
          inProduction(models, !named, () => onFirst(null), text.model),
          ...itemsOf(models, named ? first : null, onFirst, text.model),
        ]}
      />
      {second ? (
        <>
          <span className="models-versus" aria-hidden="true">
            /
          </span>
          <Menu
            label={text.model.second(second.name)}
            button={<Chosen name={second.name} />}
            items={itemsOf(
              models.filter((model) => model.id !== first?.id),
              second,
              onSecond,
              text.model,
            )}
          />
          <IconButton icon="close" label={text.model.stopComparing} onClick={() => onSecond(null)} />
        </>
      ) : (
        other && <IconButton icon="columns" label={text.model.compare} onClick={() => onSecond(other.id)} />
      )}
    </div>
  );
}

function Chosen({ name }: { name: string }) {
  return (
    <>
      <span className="models-name">
        <bdi>{name}</bdi>
      </span>
      <Icon name="chevron" size={16} />
    </>
  );
}

/** Follows every promotion; the others stay what they are. */
function inProduction(
  models: readonly Model[],
  checked: boolean,
  onChoose: () => void,
  words: Dictionary['model'],
): MenuItem {
  const label = (
    <span className="model-item">
      <span className="model-item-name">
        {words.inProduction} <span className="live-dot" aria-hidden="true" />
      </span>
      <span className="model-detail">{models.find((model) => model.default)?.name ?? words.starting}</span>
    </span>
  );
  return { key: 'in-production', checked, onChoose, label };
}

function itemsOf(
  models: readonly Model[],
  chosen: Model | null,
  onChoose: (id: string) => void,
  words: Dictionary['model'],
): MenuItem[] {
  return models.map((model, index) => ({
    key: model.id,
    checked: model.id === chosen?.id,
    disabled: !model.ready,
    onChoose: () => onChoose(model.id),
    ...(model.kind === models[index - 1]?.kind ? {} : { heading: words[model.kind] }),
    label: (
      <span className="model-item">
        <span>{model.name}</span>
        <span className="model-detail">{model.ready ? (model.description ?? model.id) : words.starting}</span>
      </span>
    ),
  }));
}
