// Owns: the fake's registered models and their aliases.
import { checkLength, checkName, isAnotherPath } from '../checks.ts';
import { exists, invalid } from '../fake-error.ts';
import { filterRows, orderRows, page } from '../filter.ts';
import type { FakeAnswer, Input } from '../request.ts';
import type { FakeModel, FakeState } from '../state.ts';
import { writtenVersion } from './versions.ts';

export function createModel(input: Input, state: FakeState): FakeAnswer {
  const name = input.required('name');
  if (/[/:]/.test(name)) throw invalid(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
  if (isAnotherPath(name)) throw invalid(`Invalid value "${name}" for parameter 'name' supplied`);
  if (state.models.has(name)) throw exists(`Registered Model (name=${name}) already exists.`);
  const model: FakeModel = {
    name,
    creationTime: Date.now(),
    description: input.text('description') ?? '',
    tags: new Map(input.pairs('tags')),
    versions: new Map(),
    aliases: new Map(),
    lastVersion: 0,
  };
  state.models.set(name, model);
  return { json: { registered_model: written(model) } };
}

export function getModel(input: Input, state: FakeState): FakeAnswer {
  return { json: { registered_model: written(state.model(input.required('name'))) } };
}

export function searchModels(input: Input, state: FakeState): FakeAnswer {
  const lookup = (model: FakeModel, kind: string, key: string): string | undefined =>
    kind === 'tags' ? model.tags.get(key) : { name: model.name }[key];
  const size = input.integer('max_results') ?? 100;
  if (size > 1000) throw invalid(`Invalid value ${size} for parameter 'max_results' supplied`);
  const rows = orderRows(filterRows([...state.models.values()], input.text('filter'), lookup), ['name ASC'], lookup);
  const [items, next] = page(rows, size, input.text('page_token'));
  return { json: { registered_models: items.map(written), next_page_token: next } };
}

export function updateModel(input: Input, state: FakeState): FakeAnswer {
  const model = state.model(input.required('name'));
  model.description = input.text('description') ?? model.description;
  return { json: { registered_model: written(model) } };
}

export function deleteModel(input: Input, state: FakeState): FakeAnswer {
  state.models.delete(state.model(input.required('name')).name);
  return { json: {} };
}

export function setModelTag(input: Input, state: FakeState): FakeAnswer {
  const key = input.required('key');
  checkName('key', key);
  state.model(input.required('name')).tags.set(key, input.text('value') ?? '');
  return { json: {} };
}

export function deleteModelTag(input: Input, state: FakeState): FakeAnswer {
  state.model(input.required('name')).tags.delete(input.required('key'));
  return { json: {} };
}

export function setAlias(input: Input, state: FakeState): FakeAnswer {
  const [name, alias, version] = [input.required('name'), input.required('alias'), input.required('version')];
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias)) throw invalid(`Invalid alias name: '${alias}'.`);
  if (alias.toLowerCase() === 'latest') throw invalid("'latest' alias name (case insensitive) is reserved.");
  if (/^v\d+$/i.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`);
  checkLength('Registered model alias name', alias, 255);
  state.version(name, version);
  state.model(name).aliases.set(alias, version);
  return { json: {} };
}

export function getAlias(input: Input, state: FakeState): FakeAnswer {
  const model = state.model(input.required('name'));
  const version = model.aliases.get(input.required('alias'));
  if (version === undefined) throw invalid(`Registered model alias ${input.required('alias')} not found.`);
  return { json: { model_version: writtenVersion(model, state.version(model.name, version), true) } };
}

export function deleteAlias(input: Input, state: FakeState): FakeAnswer {
  state.model(input.required('name')).aliases.delete(input.required('alias'));
  return { json: {} };
}

function written(model: FakeModel): object {
  const newest = [...model.versions.values()].at(-1);
  return {
    name: model.name,
    creation_timestamp: model.creationTime,
    last_updated_timestamp: model.creationTime,
    description: model.description === '' ? undefined : model.description,
    tags: [...model.tags].map(([key, value]) => ({ key, value })),
    aliases: [...model.aliases].map(([alias, version]) => ({ alias, version })),
    latest_versions: newest ? [writtenVersion(model, newest, false)] : [],
  };
}
