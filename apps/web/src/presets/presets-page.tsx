import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { Preset, PresetFields } from '../api/types.ts';
import { useText } from '../i18n/text.tsx';
import { useServices } from '../services.tsx';
import { asApiError } from '../thread/thread-store.ts';
import { CardSkeletons } from '../ui/card-skeletons.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { PresetDialog } from './preset-dialog.tsx';

export function PresetsPage() {
  const text = useText();
  const { api } = useServices();
  const query = useQuery({ queryKey: ['presets'], queryFn: api.presets });
  const [editing, setEditing] = useState<Preset | 'new' | null>(null);
  const [removing, setRemoving] = useState<Preset | null>(null);
  const { problem, save, remove } = usePresetChanges(() => {
    setEditing(null);
    setRemoving(null);
  });
  const create = (
    <button type="button" className="button button-primary" onClick={() => setEditing('new')}>
      <Icon name="plus" size={18} />
      {text.presets.create}
    </button>
  );
  return (
    <Page title={text.presets.title} intro={text.presets.intro} action={create}>
      {query.isError && <Problem error={asApiError(query.error)} onRetry={() => void query.refetch()} />}
      {query.isPending && <CardSkeletons />}
      {query.data?.length === 0 && <p className="page-empty">{text.presets.none}</p>}
      <ul className="cards">
        {query.data?.map((preset) => (
          <PresetCard
            key={preset.id}
            preset={preset}
            onEdit={() => setEditing(preset)}
            onRemove={() => setRemoving(preset)}
          />
        ))}
      </ul>
      {editing && (
        <PresetDialog
          preset={editing === 'new' ? null : editing}
          problem={problem}
          onSave={(fields) => save(editing === 'new' ? null : editing.id, fields)}
          onClose={() => setEditing(null)}
        />
      )}
      {removing && (
        <ConfirmDialog
          title={text.presets.removeTitle}
          words={text.presets.removeText(removing.name)}
          action={text.list.remove}
          onConfirm={() => remove(removing.id)}
          onClose={() => setRemoving(null)}
        />
      )}
    </Page>
  );
}

function usePresetChanges(onDone: () => void) {
  const { api, queries } = useServices();
  const [problem, setProblem] = useState<ApiError | null>(null);
  const run = (change: Promise<unknown>): void => {
    setProblem(null);
    change
      .then(() => queries.invalidateQueries({ queryKey: ['presets'] }))
      .then(onDone)
      .catch((error: unknown) => setProblem(asApiError(error)));
  };
  return {
    problem,
    save: (id: string | null, fields: PresetFields) =>
      run(id === null ? api.createPreset(fields) : api.changePreset(id, fields)),
    remove: (id: string) => run(api.deletePreset(id)),
  };
}

interface PresetCardProps {
  readonly preset: Preset;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function PresetCard({ preset, onEdit, onRemove }: PresetCardProps) {
  const text = useText();
  return (
    <li className="card">
      <div className="card-body">
        <h2 className="card-title">{preset.name}</h2>
        {preset.systemPrompt !== null && <p className="card-text card-clamp">{preset.systemPrompt}</p>}
        <p className="card-text card-faint">{preset.model ?? text.presets.anyModel}</p>
      </div>
      <IconButton icon="edit" label={text.presets.edit(preset.name)} onClick={onEdit} />
      <IconButton icon="trash" label={text.presets.remove(preset.name)} onClick={onRemove} />
    </li>
  );
}
