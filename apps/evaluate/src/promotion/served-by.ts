import { join } from 'node:path';

import { AppError } from '@naru/contracts';
import { createEngine, EngineSettings, xllamacppVersion, type BaseModel, type EngineKind } from '@naru/engine';
import { FileHashes } from '@naru/files';
import { resolveBaseModel } from '@naru/hub';
import type { ServedBy } from '@naru/registry';
import type { FinishedRun } from '@naru/runs';

import type { CommandContext } from '../commands/context.ts';
import { resultFolders } from '../work.ts';

const KINDS: Readonly<Record<EngineKind, ServedBy['kind']>> = {
  llamacpp: 'llama.cpp',
  vllm: 'vllm',
  external: 'openai',
};

/** What serve would serve an adapter with, by its settings; nothing is started. */
export async function servedBy(run: FinishedRun, context: CommandContext): Promise<ServedBy> {
  const { places, load } = context;
  const settings = load(EngineSettings);
  const base = await servedBase(run.baseId, context);
  return {
    kind: KINDS[settings.engine],
    version: settings.engine === 'llamacpp' ? xllamacppVersion(places.root) : null,
    baseId: base.id,
    baseSha256: await weightsOf(run.baseId, context),
    chatTemplateSha256: base.chatTemplateSha256,
  };
}

/**
 * The base model of the engine that the settings mean. Without MODEL_PATH it is that of the adapter.
 *
 * @throws AppError `model.*`, `environment.invalid`, `engine.*` where others run the engine and it does not answer
 */
export async function servedBase(wanted: string | undefined, { places, load }: CommandContext): Promise<BaseModel> {
  const given = load(EngineSettings);
  const modelPath = given.modelPath ?? (await pathOf(wanted, places));
  const settings = Object.assign(new EngineSettings(), given, { modelPath });
  const engine = await createEngine(settings, { root: places.root, port: 0 });
  try {
    if (settings.engine === 'external') await engine.start(); // it says itself what it serves
    return engine.base;
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
