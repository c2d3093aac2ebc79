import { dataRecipeSchema } from '@naru/contracts';

type Schema = Readonly<Record<string, unknown>>;

/** The schema of recipes as the service takes them, for forms: every step with its description and defaults. */
export function recipeSchema(): object {
  const schema = dataRecipeSchema() as { $defs: Record<string, Schema> };
  const { oneOf: _oneOf, properties, ...source } = schema.$defs['source'] as Schema & { properties: Schema };
  const { path: _path, hub: _hub, revision: _revision, feedback: _feedback, ...kept } = properties;
  schema.$defs['source'] = {
    ...source,
    required: ['source', 'name'],
    properties: { source: { type: 'string', format: 'uuid', description: 'The id of a source.' }, ...kept },
  };
  for (const [name, step] of Object.entries(schema.$defs)) {
    const fields = step['properties'];
    if (!name.endsWith('-step') || typeof fields !== 'object' || fields === null) continue;
    const { endpoint: _endpoint, ...others } = fields as Schema;
    schema.$defs[name] = { ...step, properties: others };
  }
  return { ...schema, $id: 'https://naru.dev/schema/service-recipe.schema.json', title: 'ServiceRecipe' };
}
