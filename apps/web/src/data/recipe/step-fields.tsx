import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import type { DataWords } from '../words/en.ts';
import { useWords } from '../words/use-words.ts';
import { lacks, valueOf, type FieldValue, type RecipeDraft } from './recipe-draft.ts';
import type { StepField, StepForm } from './recipe-schema.ts';

interface StepFieldsProps {
  readonly form: StepForm;
  readonly draft: RecipeDraft;
  readonly onChange: (values: Readonly<Record<string, FieldValue>>) => void;
}

export function StepFields({ form, draft, onChange }: StepFieldsProps) {
  const { words } = useWords();
  return form.fields.map((field) => (
    <StepFieldOf
      key={field.name}
      field={field}
      label={words.step[form.use]?.parameters[field.name] ?? (field.description || field.name)}
      value={valueOf(form, field, draft)}
      needed={lacks(form, field, draft)}
      onChange={(value) => onChange({ [field.name]: value })}
    />
  ));
}

interface OneProps {
  readonly field: StepField;
  readonly label: string;
  readonly value: FieldValue;
  readonly needed: boolean;
  readonly onChange: (value: FieldValue) => void;
}

function StepFieldOf(props: OneProps) {
  const { field, label, value, onChange } = props;
  const { words } = useWords();
  switch (field.kind) {
    case 'switch':
      return (
        <label className="check">
          <input type="checkbox" checked={value === true} onChange={() => onChange(value !== true)} />
          {label}
        </label>
      );
    case 'choices':
      return <Choices {...props} options={field.options} />;
    case 'choice':
      return (
        <Field label={label} hint={words.build.byDefault(shown(field.initial, words))}>
          {(ids) => (
            <select
              {...ids}
              className="input input-short"
              value={String(value)}
              onChange={(event) => onChange(event.target.value)}
            >
              {field.options.map((option) => (
                <option key={option} value={option}>
                  {words.option[option] ?? option}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    case 'number':
    case 'text':
      return <OneLine {...props} />;
    case 'lines':
      return <Lines {...props} />;
  }
}

/** None chosen is all of them. */
function Choices({ label, value, onChange, options }: OneProps & { readonly options: readonly string[] }) {
  const { words } = useWords();
  const chosen = Array.isArray(value) ? (value as readonly string[]) : [];
  const toggle = (option: string): void => {
    const without = chosen.filter((one) => one !== option);
    const next = without.length < chosen.length ? without : [...chosen, option];
    onChange(options.filter((one) => next.includes(one)));
  };
  return (
    <fieldset className="choices">
      <legend>{label}</legend>
      <div className="chips">
        {options.map((option) => (
          <label key={option} className="chip">
            <input type="checkbox" checked={chosen.includes(option)} onChange={() => toggle(option)} />
            {words.option[option] ?? option}
          </label>
        ))}
      </div>
      <p className="field-hint">{words.build.byDefault(words.build.all)}</p>
    </fieldset>
  );
}

function OneLine(props: OneProps) {
  const { field, label, value, needed, onChange } = props;
  const { words } = useWords();
  const limits =
    field.kind === 'number'
      ? { type: 'number', min: field.min, max: field.max, step: field.whole ? 1 : 'any', inputMode: 'decimal' as const }
      : { type: 'text' };
  const usual =
    'initial' in field && field.initial !== null ? words.build.byDefault(shown(field.initial, words)) : null;
  const hint = needed ? unfit(props, words) : usual;
  const read = (text: string): FieldValue => (field.kind === 'number' ? (text === '' ? null : Number(text)) : text);
  return (
    <Field label={label} {...(hint !== null && { hint })}>
      {(ids) => (
        <input
          {...ids}
          {...limits}
          className="input input-short"
          aria-invalid={needed}
          value={value === null ? '' : String(value)}
          onChange={(event) => onChange(read(event.target.value))}
        />
      )}
    </Field>
  );
}

/** What is being typed keeps its line ends; the recipe gets the lines. */
function Lines({ label, value, needed, onChange }: OneProps) {
  const { words } = useWords();
  const [typed, setTyped] = useState(() => (Array.isArray(value) ? value.join('\n') : ''));
  return (
    <Field label={label} hint={needed ? words.build.needed : words.build.linesHint}>
      {(ids) => (
        <textarea
          {...ids}
          className="input"
          rows={2}
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            onChange(target.value.split('\n').flatMap((line) => line.trim() || []));
          }}
        />
      )}
    </Field>
  );
}

function unfit({ field, value }: OneProps, words: DataWords): string {
  if (field.kind !== 'number' || value === null) return words.build.needed;
  return words.build.between(String(field.min ?? '−∞'), String(field.max ?? '∞'));
}

function shown(value: FieldValue, words: DataWords): string {
  return typeof value === 'string' ? (words.option[value] ?? value) : String(value);
}
