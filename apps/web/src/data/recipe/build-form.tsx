import { useState, useSyncExternalStore, type SubmitEvent } from 'react';
import { useLocation } from 'wouter';
import type { ApiError } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { asApiError } from '../../thread/thread-store.ts';
import { Field } from '../../ui/field.tsx';
import type { Source } from '../api/types.ts';
import { DataProblem } from '../data-frame.tsx';
import { useData } from '../data-services.tsx';
import { useWords } from '../words/use-words.ts';
import { chosenSources, lacking, recipeOf, suggestedName, type RecipeDraft } from './recipe-draft.ts';
import { StepList } from './step-list.tsx';
import { useStepName } from './step-words.ts';
import { useRecipeSchema } from './use-recipe-schema.ts';

/** With a source chosen, one press builds: everything else is filled in. */
export function BuildForm({ sources }: { sources: readonly Source[] }) {
  const { words } = useWords();
  const { draft: store } = useData();
  const draft = useSyncExternalStore(store.subscribe, store.snapshot);
  const { forms, name: pattern, failed } = useRecipeSchema();
  const { problem, starting, build } = useBuild();
  const stepName = useStepName();
  const chosen = chosenSources(draft, sources);
  const name = draft.name ?? (chosen.length === 0 ? '' : suggestedName(chosen));
  const wrong = name !== '' && !pattern.test(name);
  const missing = lacking(forms, draft);
  const put = (fields: Partial<RecipeDraft>): void => store.change((before) => ({ ...before, ...fields }));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    build(recipeOf({ ...draft, name: name === '' ? null : name }, chosen, forms));
  };
  return (
    <section className="section" aria-labelledby="build">
      <h2 id="build">{words.build.title}</h2>
      <form className="card build" noValidate onSubmit={submit}>
        <p className="card-text">{chosen.length === 0 ? words.build.chooseFirst : words.build.from(chosen.length)}</p>
        <Field label={words.build.name} hint={wrong ? words.build.nameWrong : words.build.nameHint}>
          {(ids) => (
            <input
              {...ids}
              className="input"
              value={name}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              aria-invalid={wrong}
              onChange={(event) => put({ name: event.target.value })}
              onBlur={() => name === '' && put({ name: null })}
            />
          )}
        </Field>
        <About draft={draft} put={put} />
        {failed ? <p className="field-hint">{words.build.schemaFailed}</p> : <StepList forms={forms} draft={draft} />}
        {missing.map(({ use }) => (
          <p key={use} className="build-missing" role="alert">
            {words.build.missing(stepName(use))}
          </p>
        ))}
        {problem && <DataProblem error={problem} />}
        <button
          type="submit"
          className="button button-primary"
          disabled={chosen.length === 0 || wrong || missing.length > 0 || starting}
        >
          {starting ? words.build.starting : words.build.submit}
        </button>
      </form>
    </section>
  );
}

function About({ draft, put }: { draft: RecipeDraft; put: (fields: Partial<RecipeDraft>) => void }) {
  const { words } = useWords();
  return (
    <div className="build-about">
      <Field label={words.build.licence} hint={words.source.licenceHint}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            value={draft.licence}
            maxLength={100}
            onChange={(event) => put({ licence: event.target.value })}
          />
        )}
      </Field>
      <Field label={words.build.description} hint={words.build.descriptionHint}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            value={draft.description}
            maxLength={500}
            onChange={(event) => put({ description: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function useBuild() {
  const { queries } = useServices();
  const { api } = useData();
  const [, navigate] = useLocation();
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [starting, setStarting] = useState(false);
  const build = (recipe: Parameters<typeof api.build>[0]): void => {
    setProblem(null);
    setStarting(true);
    api
      .build(recipe)
      .then(
        ({ id }) => {
          void queries.invalidateQueries({ queryKey: ['data', 'jobs'] });
          navigate(`/data/jobs/${encodeURIComponent(id)}`);
        },
        (error: unknown) => setProblem(asApiError(error)),
      )
      .finally(() => setStarting(false));
  };
  return { problem, starting, build };
}
