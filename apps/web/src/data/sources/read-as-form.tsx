import { useState, type SubmitEvent } from 'react';
import { Field } from '../../ui/field.tsx';
import type { ReadAs } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';

interface ReadAsFormProps {
  readonly readAs: ReadAs | null;
  /** The file is a table: asked is for its columns first. */
  readonly isTable: boolean;
  readonly onApply: (readAs: ReadAs | null) => void;
}

/** For documents, and for tables whose columns bear names that nobody could guess. */
export function ReadAsForm({ readAs, isTable, onApply }: ReadAsFormProps) {
  const { words } = useWords();
  const hasColumns = readAs === null ? isTable : 'columns' in readAs;
  const [kind, setKind] = useState<'template' | 'columns'>(hasColumns ? 'columns' : 'template');
  const [template, setTemplate] = useState(
    readAs && 'template' in readAs ? readAs.template : { user: words.preview.questionDefault, assistant: '{text}' },
  );
  const [columns, setColumns] = useState(readAs && 'columns' in readAs ? readAs.columns : { user: '', assistant: '' });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onApply(kind === 'template' ? { template: trimmed(template) } : { columns: trimmed(columns) });
  };
  return (
    <form className="form template-form" onSubmit={submit}>
      <p className="dialog-text">{readAs === null ? words.preview.unknown : words.preview.applied}</p>
      <fieldset className="choices">
        <legend className="visually-hidden">{words.preview.readAs}</legend>
        {(['template', 'columns'] as const).map((one) => (
          <label key={one} className="check">
            <input type="radio" name="read-as" checked={kind === one} onChange={() => setKind(one)} />
            {one === 'template' ? words.preview.document : words.preview.table}
          </label>
        ))}
      </fieldset>
      {kind === 'template' ? (
        <Pair
          labels={[words.preview.question, words.preview.answer]}
          hint={words.preview.templateHint}
          value={template}
          onChange={setTemplate}
        />
      ) : (
        <Pair
          labels={[words.preview.userColumn, words.preview.assistantColumn]}
          value={columns}
          onChange={setColumns}
        />
      )}
      <div className="template-actions">
        <button type="submit" className="button button-small">
          {words.preview.apply}
        </button>
        {readAs !== null && (
          <button type="button" className="button button-small" onClick={() => onApply(null)}>
            {words.preview.withoutIt}
          </button>
        )}
      </div>
    </form>
  );
}

interface OfBoth {
  readonly user: string;
  readonly assistant: string;
}

interface PairProps {
  readonly labels: readonly [user: string, assistant: string];
  readonly hint?: string;
  readonly value: OfBoth;
  readonly onChange: (value: OfBoth) => void;
}

function Pair({ labels, hint, value, onChange }: PairProps) {
  return (['user', 'assistant'] as const).map((role, index) => (
    <Field key={role} label={labels[index] ?? role} {...(index === 1 && hint !== undefined && { hint })}>
      {(ids) => (
        <input
          {...ids}
          className="input"
          value={value[role]}
          required
          onChange={(event) => onChange({ ...value, [role]: event.target.value })}
        />
      )}
    </Field>
  ));
}

function trimmed({ user, assistant }: OfBoth): OfBoth {
  return { user: user.trim(), assistant: assistant.trim() };
}
