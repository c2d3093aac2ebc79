import { join } from 'node:path';

import { AppError, type EvaluatedEngine } from '@naru/contracts';
import { createEngine, engineSoftware, EngineSettings, type EngineSupervisor, type ServedAdapter } from '@naru/engine';
import type { FoundBaseModel } from '@naru/hub';
import { LoggingSettings } from '@naru/logging';

import type { CommandContext } from '../commands/context.ts';
import type { Subject } from '../subjects/subject.ts';
import type { ResultFolders } from '../work.ts';

/** Answers that an engine works on side by side. */
export const SLOTS = 4;

const PACKAGED = 'smollm2-135m-instruct';

/** The engine that serve would start for this base model. */
export interface EngineSession {
  readonly engine: EngineSupervisor;
  readonly about: EvaluatedEngine;
  /** All of it that changes answers. */
  readonly key: object;
  stop(): Promise<void>;
}

/**
 * Starts an engine with the adapters of the subjects, by the settings that serve has, on a port of its own: a serve that
 * runs goes on undisturbed.
 *
 * @throws AppError as `createEngine` and `start` do; `engine.template-mismatch`, `model.not-found` for another base model
 */
export async function startEngine(
  subjects: readonly [Subject, ...Subject[]],
  { work }: ResultFolders,
  { load, places, log }: CommandContext,
): Promise<EngineSession> {
  const [{ base }] = subjects;
  const settings = settingsFor(base, load(EngineSettings));
  const engine = await createEngine(settings, {
    root: places.root,
    port: 0,
    logDir: join(places.root, load(LoggingSettings).dir),
    stateDir: join(work, 'engine'),
    slots: SLOTS,
    onEvent: (text) => log.info(text),
  });
  requireBase(engine, base);
  const form = settings.engine === 'llamacpp' ? 'gguf' : 'peft';
  try {
    await engine.setAdapters(subjects.flatMap((subject) => servedAs(subject, form)));
    await engine.start();
  } catch (error) {
    await engine.stop();
    throw error;
  }
  const { name, version } = engine.status().engine;
  const about = { kind: engineSoftware(name), version, baseFormat: base.format };
  return { engine, about, key: { ...about, context: settings.maxModelLen }, stop: () => engine.stop() };
}

/** Without MODEL_PATH: the base model that the candidate was trained on; the packaged one has no path of its own. */
function settingsFor(base: FoundBaseModel, settings: EngineSettings): EngineSettings {
  const isNamed = settings.engine === 'external' || settings.modelPath !== undefined;
  if (isNamed || base.id === PACKAGED) return settings;
  return Object.assign(new EngineSettings(), settings, { modelPath: base.path });
}

function requireBase({ base: served }: EngineSupervisor, base: FoundBaseModel): void {
  if (served.path === '' || served.id === base.id || served.path === base.path) return;
  throw new AppError('model.not-found', `The engine has ${served.id}, and the candidate is of ${base.id}.`, {
    hint: 'MODEL_PATH names the base model of the engine: name the one that the candidate was trained on, or none.',
  });
}

function servedAs({ about, adapter }: Subject, form: 'gguf' | 'peft'): ServedAdapter[] {
  if (adapter === null) return [];
  const { name, chatTemplateSha256 } = about;
  return [{ name, path: form === 'gguf' ? adapter.ggufPath : adapter.path, chatTemplateSha256 }];
}
