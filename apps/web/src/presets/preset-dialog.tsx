import { useState, type SubmitEvent } from 'react';
import type { ApiError } from '../api/api-error.ts';
import type { Preset, PresetFields } from '../api/types.ts';
import { NO_CHOICES, type Choices } from '../composer/choices.ts';
import { useText } from '../i18n/text.tsx';
import { ParameterFields } from '../settings/parameter-fields.tsx';
import { SystemPromptField } from '../settings/system-prompt-field.tsx';
import { useModels } from '../thread/use-conversation.ts';
import { Dialog, SaveOrCancel } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';

interface PresetDialogProps {
  readonly preset: Preset | null;
  readonly problem: ApiError | null;
  readonly onSave: (fields: PresetFields) => void;
  readonly onClose: () => void;
}

export function PresetDialog({ preset, problem, onSave, onClose }: PresetDialogProps) {
  const text = useText();
  const models = useModels();
  const [name, setName] = useState(preset?.name ?? '');
  const [systemPrompt, setSystemPrompt] = useState(preset?.systemPrompt ?? '');
  const [model, setModel] = useState(preset?.model ?? '');
  const [choices, setChoices] = useState<Choices>(() => preset ?? NO_CHOICES);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { temperature, topP, maxTokens } = choices;
    const prompt = systemPrompt.trim();
    onSave({
      name: name.trim(),
      systemPrompt: prompt === '' ? null : prompt,
      model: model === '' ? null : model,
      temperature,
      topP,
      maxTokens,
    });
  };
  return (
    <Dialog title={preset ? text.presets.edit(preset.name) : text.presets.create} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem && <Problem error={problem} />}
        <Field label={text.presets.name}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={name}
              required
              autoFocus
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
        <SystemPromptField value={systemPrompt} onChange={setSystemPrompt} />
        <Field label={text.presets.model}>
          {(ids) => (
            <select {...ids} className="input" value={model} onChange={(e) => setModel(e.target.value)}>
              <option value="">{text.presets.anyModel}</option>
              {models.map(({ id, name: modelName }) => (
                <option key={id} value={id}>
                  {modelName}
                </option>
              ))}
            </select>
          )}
        </Field>
        <ParameterFields choices={choices} onChange={setChoices} />
        <SaveOrCancel onCancel={onClose} />
      </form>
    </Dialog>
  );
}
