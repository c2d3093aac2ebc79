import { join } from 'node:path';

import { AppError } from '@naru/contracts';
import { createEngine, engineSoftware, EngineSettings, xllamacppVersion, type BaseModel } from '@naru/engine';
import { FileHashes } from '@naru/files';
import { resolveBaseModel } from '@naru/hub';
import type { ServedBy } from '@naru/registry';
import type { FinishedRun } from '@naru/runs';

import type { CommandContext } from '../commands/context.ts';
import { resultFolders } from '../work.ts';

/** What serve would serve an adapter with, by its settings; an engine that others run is asked what it is. */
export async function servedBy(run: FinishedRun, context: CommandContext): Promise<ServedBy> {
  const { base, kind, version } = await served(run.baseId, context);
  return {
    kind,
    version,
    baseId: base.id,
    baseSha256: await weightsOf(run.baseId, context),
    chatTemplateSha256: base.chatTemplateSha256,
  };
}

/** The base model of the engine that the settings mean. @throws AppError as `served` does */
export async function servedBase(wanted: string | undefined, context: CommandContext): Promise<BaseModel> {
  return (await served(wanted, context)).base;
}

/**
 * The engine that the settings mean. Without MODEL_PATH its base model is that of the adapter.
 *
 * @throws AppError `model.*`, `environment.invalid`, `engine.*` where others run the engine and it does not answer
 */
async function served(
  wanted: string | undefined,
  { places, load }: CommandContext,
): Promise<{ base: BaseModel } & Pick<ServedBy, 'kind' | 'version'>> {
  const given = load(EngineSettings);
  const modelPath = given.modelPath ?? (await pathOf(wanted, places));
  const settings = Object.assign(new EngineSettings(), given, { modelPath });
  const engine = await createEngine(settings, { root: places.root, port: 0 });
  try {
    if (settings.engine === 'external') await engine.start();
    const { name, version } = engine.status().engine;
    const isOurs = settings.engine === 'llamacpp';
    return { base: engine.base, kind: engineSoftware(name), version: isOurs ? xllamacppVersion(places.root) : version };
  } finally {
    await engine.stop();
  }
}

const PACKAGED = 'smollm2-135m-instruct';

async function pathOf(baseId: string | undefined, places: CommandContext['places']): Promise<string | undefined> {
  if (baseId === undefined || baseId === PACKAGED) return undefined;
  return (await resolved(baseId, places))?.path;
}

async function weightsOf(baseId: string, { places }: CommandContext): Promise<string | null> {
  return (await resolved(baseId, places))?.sha256 ?? null;
}

async function resolved(baseId: string, places: CommandContext['places']) {
  const hashes = new FileHashes(join(resultFolders(places.root).work, 'hashes.json'));
  try {
    return await resolveBaseModel({ base_model: baseId, base_revision: null, licence: null }, places, hashes);
  } catch (error) {
    if (error instanceof AppError && error.code === 'model.not-found') return undefined;
    throw error;
  }
}
