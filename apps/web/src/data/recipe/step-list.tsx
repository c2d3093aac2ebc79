import { useData } from '../data-services.tsx';
import { useWords } from '../words/use-words.ts';
import { isOn, withStep, type RecipeDraft } from './recipe-draft.ts';
import type { StepForm } from './recipe-schema.ts';
import { StepFields } from './step-fields.tsx';
import { useStepName } from './step-words.ts';

export function StepList({ forms, draft }: { forms: readonly StepForm[]; draft: RecipeDraft }) {
  const { words } = useWords();
  const { draft: store } = useData();
  const on = forms.filter((form) => isOn(form, draft)).length;
  return (
    <details className="steps">
      <summary>
        {words.build.steps} <span className="card-faint">{words.build.stepsOn(on, forms.length)}</span>
      </summary>
      <p className="field-hint">{words.build.stepsHint}</p>
      <ol className="step-list">
        {forms.map((form) => (
          <Step key={form.use} form={form} draft={draft} />
        ))}
      </ol>
      {Object.keys(draft.steps).length > 0 && (
        <button
          type="button"
          className="button button-small"
          onClick={() => store.change((before) => ({ ...before, steps: {} }))}
        >
          {words.build.reset}
        </button>
      )}
    </details>
  );
}

function Step({ form, draft }: { form: StepForm; draft: RecipeDraft }) {
  const { words } = useWords();
  const { draft: store } = useData();
  const name = useStepName()(form.use);
  const on = isOn(form, draft);
  return (
    <li className={on ? 'step' : 'step step-off'}>
      <label className="step-head">
        <input
          type="checkbox"
          role="switch"
          className="switch"
          checked={on}
          onChange={() => store.change((before) => withStep(before, form.use, { on: !on }))}
        />
        <span>
          <span className="step-name">{name}</span>
          <span className="step-what">{words.step[form.use]?.what ?? form.description}</span>
        </span>
      </label>
      {on && form.fields.length > 0 && (
        <fieldset className="step-fields">
          <legend className="visually-hidden">{words.build.parameters(name)}</legend>
          <StepFields
            form={form}
            draft={draft}
            onChange={(values) => store.change((before) => withStep(before, form.use, { values }))}
          />
        </fieldset>
      )}
    </li>
  );
}
