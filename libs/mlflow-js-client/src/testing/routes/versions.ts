// Owns: the fake's model versions.
import { checkName } from '../checks.ts';
import { invalid } from '../fake-error.ts';
import { filterRows, page } from '../filter.ts';
import type { FakeAnswer, Input } from '../request.ts';
import type { FakeModel, FakeState, FakeVersion } from '../state.ts';

interface Row {
  readonly model: FakeModel;
  readonly version: FakeVersion;
}

export function createVersion(input: Input, state: FakeState): FakeAnswer {
  const model = state.model(input.required('name'));
  const source = input.required('source');
  const runId = input.text('run_id') ?? '';
  checkSource(source, runId, input.text('model_id'), state);
  model.lastVersion += 1;
  const version: FakeVersion = {
    version: String(model.lastVersion),
    source,
    runId,
    creationTime: Date.now(),
    description: input.text('description') ?? '',
    tags: new Map(input.pairs('tags')),
  };
  model.versions.set(version.version, version);
  return { json: { model_version: writtenVersion(model, version, false) } };
}

export function getVersion(input: Input, state: FakeState): FakeAnswer {
  const { model, version } = find(input, state);
  return { json: { model_version: writtenVersion(model, version, true) } };
}

export function searchVersions(input: Input, state: FakeState): FakeAnswer {
  const rows = [...state.models.values()].flatMap((model) =>
    [...model.versions.values()].reverse().map((version) => ({ model, version })),
  );
  const lookup = ({ model, version }: Row, kind: string, key: string): string | undefined => {
    if (kind === 'tags') return version.tags.get(key);
    return { name: model.name, run_id: version.runId, source_path: version.source, version_number: version.version }[
      key
    ];
  };
  const found = filterRows(rows, input.text('filter'), lookup);
  const [items, next] = page(found, input.integer('max_results') ?? 10_000, input.text('page_token'));
  const versions = items.map(({ model, version }) => writtenVersion(model, version, false));
  return { json: { model_versions: versions, next_page_token: next } };
}

export function updateVersion(input: Input, state: FakeState): FakeAnswer {
  const { model, version } = find(input, state);
  version.description = input.text('description') ?? version.description;
  return { json: { model_version: writtenVersion(model, version, false) } };
}

export function deleteVersion(input: Input, state: FakeState): FakeAnswer {
  const { model, version } = find(input, state);
  model.versions.delete(version.version);
  for (const [alias, target] of [...model.aliases]) if (target === version.version) model.aliases.delete(alias);
  return { json: {} };
}

export function setVersionTag(input: Input, state: FakeState): FakeAnswer {
  const key = input.required('key');
  checkName('key', key);
  find(input, state).version.tags.set(key, input.text('value') ?? '');
  return { json: {} };
}

export function deleteVersionTag(input: Input, state: FakeState): FakeAnswer {
  find(input, state).version.tags.delete(input.required('key'));
  return { json: {} };
}

export function writtenVersion(model: FakeModel, version: FakeVersion, withAliases: boolean): object {
  const aliases = [...model.aliases].filter(([, target]) => target === version.version).map(([alias]) => alias);
  return {
    name: model.name,
    version: version.version,
    creation_timestamp: version.creationTime,
    last_updated_timestamp: version.creationTime,
    current_stage: 'None',
    description: version.description,
    source: version.source,
    run_id: version.runId,
    status: 'READY',
    tags: [...version.tags].map(([key, value]) => ({ key, value })),
    ...(withAliases && aliases.length > 0 ? { aliases } : {}),
  };
}

function find(input: Input, state: FakeState): Row {
  const name = input.required('name');
  return { model: state.model(name), version: state.version(name, input.required('version')) };
}

/** A source inside a run's artifacts or a logged model needs the id of that. */
function checkSource(source: string, runId: string, modelId: string | undefined, state: FakeState): void {
  const [, scheme, id] = /^(runs|models):\/([^/]+)/.exec(source) ?? [];
  const artifactUri = state.runs.get(runId)?.artifactUri;
  const isWithin = artifactUri !== undefined && source.startsWith(artifactUri);
  const fits =
    scheme === 'runs'
      ? id === runId
      : scheme === 'models'
        ? id === modelId
        : isWithin || !source.startsWith('mlflow-artifacts:');
  if (!fits) {
    throw invalid(
      `Invalid model version source: '${source}'. The ${scheme === 'models' ? 'model_id' : 'run_id'} request parameter must ` +
        'identify the resource that contains the source.',
    );
  }
}
