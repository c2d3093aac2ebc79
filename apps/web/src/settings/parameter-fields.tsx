import type { Choices } from '../composer/choices.ts';
import { useText } from '../i18n/text.tsx';
import { Field } from '../ui/field.tsx';

interface ParameterFieldsProps {
  readonly choices: Choices;
  readonly onChange: (choices: Choices) => void;
}

export function ParameterFields({ choices, onChange }: ParameterFieldsProps) {
  const text = useText();
  const figure = (name: keyof Choices, min: number, max: number, step: number) => ({
    className: 'input',
    type: 'number',
    inputMode: 'decimal' as const,
    placeholder: text.settings.byDefault,
    value: choices[name] ?? '',
    min,
    max,
    step,
    onChange: ({ target }: { readonly target: HTMLInputElement }) =>
      onChange({ ...choices, [name]: target.value === '' ? null : target.valueAsNumber }),
  });
  return (
    <div className="field-row">
      <Field label={text.settings.temperature} hint={text.settings.temperatureHint}>
        {(ids) => <input {...ids} {...figure('temperature', 0, 2, 0.05)} />}
      </Field>
      <Field label={text.settings.topP}>{(ids) => <input {...ids} {...figure('topP', 0, 1, 0.05)} />}</Field>
      <Field label={text.settings.maxTokens} hint={text.settings.maxTokensHint}>
        {(ids) => <input {...ids} {...figure('maxTokens', 1, 32_768, 1)} />}
      </Field>
    </div>
  );
}
