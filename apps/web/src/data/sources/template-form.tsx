import { useState, type SubmitEvent } from 'react';
import { Field } from '../../ui/field.tsx';
import type { Template } from '../api/types.ts';
import { useWords } from '../words/use-words.ts';

/** Turns for a document; empty: none. */
export function TemplateForm({
  template,
  onApply,
}: {
  template: Template | null;
  onApply: (template: Template | null) => void;
}) {
  const { words } = useWords();
  const [user, setUser] = useState(template?.user ?? words.preview.questionDefault);
  const [assistant, setAssistant] = useState(template?.assistant ?? '{text}');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onApply({ user: user.trim(), assistant: assistant.trim() });
  };
  return (
    <form className="form template-form" onSubmit={submit}>
      <p className="dialog-text">{template === null ? words.preview.document : words.preview.applied}</p>
      <Field label={words.preview.question}>
        {(ids) => (
          <input {...ids} className="input" value={user} required onChange={(event) => setUser(event.target.value)} />
        )}
      </Field>
      <Field label={words.preview.answer} hint={words.preview.templateHint}>
        {(ids) => (
          <textarea
            {...ids}
            className="input"
            rows={2}
            value={assistant}
            required
            onChange={(event) => setAssistant(event.target.value)}
          />
        )}
      </Field>
      <div className="template-actions">
        <button type="submit" className="button button-small">
          {words.preview.apply}
        </button>
        {template !== null && (
          <button type="button" className="button button-small" onClick={() => onApply(null)}>
            {words.preview.noTemplate}
          </button>
        )}
      </div>
    </form>
  );
}
