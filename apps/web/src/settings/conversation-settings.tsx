import { useState, type SubmitEvent } from 'react';
import { Link } from 'wouter';
import type { ApiError } from '../api/api-error.ts';
import type { Choices } from '../composer/choices.ts';
import { useText } from '../i18n/text.tsx';
import type { ConversationControls } from '../thread/use-conversation.ts';
import { asApiError } from '../thread/thread-store.ts';
import { Dialog, SaveOrCancel } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';
import { ParameterFields } from './parameter-fields.tsx';
import { SystemPromptField } from './system-prompt-field.tsx';

interface ConversationSettingsProps {
  readonly controls: ConversationControls;
  readonly onClose: () => void;
}

export function ConversationSettings({ controls, onClose }: ConversationSettingsProps) {
  const text = useText();
  const { presets, fields } = controls;
  const [presetId, setPresetId] = useState(fields.presetId ?? '');
  const [systemPrompt, setSystemPrompt] = useState(fields.systemPrompt ?? '');
  const [choices, setChoices] = useState<Choices>(controls.choices);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const choosePreset = (id: string): void => {
    setPresetId(id);
    const preset = presets.find((candidate) => candidate.id === id);
    if (!preset) return;
    setSystemPrompt(preset.systemPrompt ?? '');
    setChoices({ temperature: preset.temperature, topP: preset.topP, maxTokens: preset.maxTokens });
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const preset = presets.find((candidate) => candidate.id === presetId);
    const model = preset?.model ?? null;
    const change = {
      presetId: presetId === '' ? null : presetId,
      systemPrompt: systemPrompt.trim() === '' ? null : systemPrompt.trim(),
      ...(model !== null && presetId !== (fields.presetId ?? '') ? { model } : {}),
    };
    controls.change(change, choices).then(onClose, (error: unknown) => setProblem(asApiError(error)));
  };
  return (
    <Dialog title={text.settings.title} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        {problem && <Problem error={problem} />}
        <Field label={text.settings.preset}>
          {(ids) => (
            <select {...ids} className="input" value={presetId} onChange={(event) => choosePreset(event.target.value)}>
              <option value="">{text.settings.noPreset}</option>
              {presets.map((preset) => (
                <option key={preset.id} value={preset.id}>
                  {preset.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Link href="/presets" className="text-link" onClick={onClose}>
          {text.settings.managePresets}
        </Link>
        <SystemPromptField value={systemPrompt} onChange={setSystemPrompt} />
        <ParameterFields choices={choices} onChange={setChoices} />
        <SaveOrCancel onCancel={onClose} />
      </form>
    </Dialog>
  );
}
