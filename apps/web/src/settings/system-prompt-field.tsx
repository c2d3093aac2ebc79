import { useText } from '../i18n/text.tsx';
import { Field } from '../ui/field.tsx';

export function SystemPromptField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const text = useText();
  return (
    <Field label={text.settings.systemPrompt} hint={text.settings.systemPromptHint}>
      {(ids) => (
        <textarea
          {...ids}
          className="input"
          rows={4}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
