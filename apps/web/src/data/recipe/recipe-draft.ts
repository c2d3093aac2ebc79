// Owns a recipe while a person makes it: what is chosen, what differs from the defaults, what is still missing.
import type { ReadAs, Recipe, RecipeSource, RecipeStep, Source } from '../api/types.ts';
import type { StepField, StepForm } from './recipe-schema.ts';
import { freeName, slug } from './names.ts';

export type FieldValue = boolean | number | string | readonly string[] | null;

export interface StepDraft {
  readonly on?: boolean;
  /** Only what a person set. */
  readonly values?: Readonly<Record<string, FieldValue>>;
}

export interface RecipeDraft {
  /** null: the page's suggestion holds. */
  readonly name: string | null;
  readonly description: string;
  readonly licence: string;
  readonly sources: readonly string[];
  readonly readAs: Readonly<Record<string, ReadAs>>;
  readonly steps: Readonly<Record<string, StepDraft>>;
}

export const EMPTY_DRAFT: RecipeDraft = {
  name: null,
  description: '',
  licence: '',
  sources: [],
  readAs: {},
  steps: {},
};

export function isOn(form: StepForm, draft: RecipeDraft): boolean {
  return draft.steps[form.use]?.on ?? form.byDefault;
}

export function valueOf(form: StepForm, field: StepField, draft: RecipeDraft): FieldValue {
  const values = draft.steps[form.use]?.values ?? {};
  return Object.hasOwn(values, field.name) ? (values[field.name] ?? null) : field.initial;
}

export function withStep(draft: RecipeDraft, use: string, change: StepDraft): RecipeDraft {
  const before = draft.steps[use] ?? {};
  const values = { ...before.values, ...change.values };
  return { ...draft, steps: { ...draft.steps, [use]: { ...before, ...change, values } } };
}

export function toggled(draft: RecipeDraft, sourceId: string): RecipeDraft {
  const chosen = draft.sources.includes(sourceId);
  const sources = chosen ? draft.sources.filter((id) => id !== sourceId) : [...draft.sources, sourceId];
  return { ...draft, sources };
}

/** What was just uploaded is what one means to build from. */
export function withSource(draft: RecipeDraft, sourceId: string): RecipeDraft {
  return draft.sources.includes(sourceId) ? draft : toggled(draft, sourceId);
}

/** null: it is read as what it looks like. */
export function withReadAs(draft: RecipeDraft, sourceId: string, readAs: ReadAs | null): RecipeDraft {
  const { [sourceId]: _before, ...others } = draft.readAs;
  return { ...draft, readAs: readAs === null ? others : { ...others, [sourceId]: readAs } };
}

/** Needed and empty, or a figure out of its limits. */
export function lacks(form: StepForm, field: StepField, draft: RecipeDraft): boolean {
  const value = valueOf(form, field, draft);
  if (field.kind === 'number' && typeof value === 'number' && !fits(value, field)) return true;
  return field.required && (value === null || value === '' || (Array.isArray(value) && value.length === 0));
}

function fits(value: number, { min = -Infinity, max = Infinity, whole }: StepField & { kind: 'number' }): boolean {
  return value >= min && value <= max && (!whole || Number.isInteger(value));
}

/** Steps that are on and lack what they need. */
export function lacking(forms: readonly StepForm[], draft: RecipeDraft): readonly StepForm[] {
  return forms.filter((form) => isOn(form, draft) && form.fields.some((field) => lacks(form, field, draft)));
}

/** A source may be gone since it was chosen. */
export function chosenSources(draft: RecipeDraft, sources: readonly Source[]): readonly Source[] {
  return draft.sources.flatMap((id) => sources.find((source) => source.id === id) ?? []);
}

/** After the first source. */
export function suggestedName(chosen: readonly Source[]): string {
  const name = slug(chosen[0]?.name ?? '');
  if (name === '') return 'dataset';
  return /[a-z]/.test(name) ? name : `data-${name}`;
}

/** What the service is asked for; without steps where those could not be loaded: its defaults hold then. */
export function recipeOf(draft: RecipeDraft, chosen: readonly Source[], forms: readonly StepForm[]): Recipe {
  const [description, licence] = [draft.description.trim(), draft.licence.trim()];
  const taken = new Set<string>();
  const sources = chosen.map((source): RecipeSource => {
    const name = freeName(slug(source.name) || 'source', taken);
    return {
      source: source.id,
      name,
      ...(source.licence !== null && { licence: source.licence }),
      ...draft.readAs[source.id],
    };
  });
  return {
    name: (draft.name ?? suggestedName(chosen)).trim(),
    ...(description !== '' && { description }),
    ...(licence !== '' && { licence }),
    sources,
    ...(forms.length > 0 && { steps: forms.filter((form) => isOn(form, draft)).map((form) => stepOf(form, draft)) }),
  };
}

function stepOf(form: StepForm, draft: RecipeDraft): RecipeStep {
  const given = form.fields.flatMap((field) => {
    const value = valueOf(form, field, draft);
    const usual = value === null || value === '' || JSON.stringify(value) === JSON.stringify(field.initial);
    return usual ? [] : [[field.name, value]];
  });
  return { use: form.use, ...(Object.fromEntries(given) as Record<string, unknown>) };
}
