// Owns which steps a recipe may have and what is set in them, out of the JSON Schema that the service gives.
// Does not know their names in any language.

export interface StepForm {
  readonly use: string;
  /** The schema's own, in English. */
  readonly description: string;
  readonly byDefault: boolean;
  readonly fields: readonly StepField[];
}

interface FieldBase {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
}

export type StepField = FieldBase &
  (
    | { readonly kind: 'switch'; readonly initial: boolean }
    | {
        readonly kind: 'number';
        readonly initial: number | null;
        readonly min: number | undefined;
        readonly max: number | undefined;
        readonly whole: boolean;
      }
    | { readonly kind: 'choice'; readonly initial: string | null; readonly options: readonly string[] }
    | { readonly kind: 'choices'; readonly initial: readonly string[]; readonly options: readonly string[] }
    | { readonly kind: 'text'; readonly initial: string | null }
    | { readonly kind: 'lines'; readonly initial: readonly string[] }
  );

/** They change how a step works, hardly what comes out. */
const FOR_EXPERTS: ReadonlySet<string> = new Set(['seed', 'permutations', 'concurrency']);

type Schema = Readonly<Record<string, unknown>>;

/** In the order in which a recipe has them. */
export function stepForms(schema: unknown): readonly StepForm[] {
  const root = asSchema(schema);
  const steps = asSchema(asSchema(root['properties'])['steps']);
  const byDefault = new Set(asList(steps['default']).map((step) => String(asSchema(step)['use'])));
  const forms = asList(asSchema(steps['items'])['oneOf']).flatMap((one): readonly StepForm[] => {
    const step = resolved(one, root);
    const properties = asSchema(step['properties']);
    const use = asSchema(properties['use'])['const'];
    if (typeof use !== 'string') return [];
    const required = new Set(asList(step['required']).map(String));
    const fields = Object.entries(properties).flatMap(([name, property]) =>
      name === 'use' ? [] : fieldsOf(name, resolved(property, root), required.has(name)),
    );
    return [{ use, description: asText(step['description']), byDefault: byDefault.has(use), fields }];
  });
  return inOrder(
    forms,
    asList(steps['default']).map((step) => String(asSchema(step)['use'])),
  );
}

/** What a name must look like; null where the schema does not say. */
export function namePattern(schema: unknown): RegExp | null {
  const root = asSchema(schema);
  const { pattern } = resolved(asSchema(root['properties'])['name'], root);
  return typeof pattern === 'string' ? new RegExp(pattern, 'u') : null;
}

/** Plain values that have a default or are needed: the rest is for those who write a recipe by hand. */
function fieldsOf(name: string, property: Schema, required: boolean): readonly StepField[] {
  const initial = property['default'];
  if ((initial === undefined && !required) || FOR_EXPERTS.has(name)) return [];
  const base = { name, description: asText(property['description']), required };
  const items = asSchema(property['items']);
  if (Array.isArray(property['enum'])) {
    return [{ ...base, kind: 'choice', initial: textOrNull(initial), options: asList(property['enum']).map(String) }];
  }
  switch (mainType(property['type'])) {
    case 'boolean':
      return [{ ...base, kind: 'switch', initial: initial === true }];
    case 'integer':
    case 'number':
      return [{ ...base, ...numberField(property) }];
    case 'string':
      return [{ ...base, kind: 'text', initial: textOrNull(initial) }];
    case 'array':
      if (Array.isArray(items['enum'])) {
        return [{ ...base, kind: 'choices', initial: asTexts(initial), options: asList(items['enum']).map(String) }];
      }
      return items['type'] === 'string' ? [{ ...base, kind: 'lines', initial: asTexts(initial) }] : [];
    default:
      return [];
  }
}

function numberField({ type, minimum, maximum, default: initial }: Schema) {
  const given = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  const whole = mainType(type) === 'integer';
  return { kind: 'number' as const, initial: given(initial) ?? null, min: given(minimum), max: given(maximum), whole };
}

/** Those of the default keep its order; another stands after the one that it follows in the list of all. */
function inOrder(forms: readonly StepForm[], defaults: readonly string[]): readonly StepForm[] {
  const ordered = defaults.flatMap((use) => forms.filter((form) => form.use === use));
  forms.forEach((form, index) => {
    if (ordered.includes(form)) return;
    const before = forms[index - 1];
    ordered.splice(before === undefined ? 0 : ordered.indexOf(before) + 1, 0, form);
  });
  return ordered;
}

function resolved(value: unknown, root: Schema): Schema {
  const schema = asSchema(value);
  const { $ref: reference, ...own } = schema;
  if (typeof reference !== 'string') return schema;
  const path = reference.replace(/^#\//, '').split('/');
  return { ...path.reduce<Schema>((found, part) => asSchema(found[part]), root), ...own };
}

function mainType(type: unknown): unknown {
  return Array.isArray(type) ? type.find((one) => one !== 'null') : type;
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asTexts(value: unknown): readonly string[] {
  return asList(value).map(String);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
