import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { workspaceRoot } from '@naru/config';
import { AppError } from '@naru/contracts';
import { inventory, type Gpu } from '@naru/devices';
import type { EnginePoolOptions } from '@naru/inference';

import { ExternalEngine } from './external/external-engine.ts';
import type { EngineConfig } from './kinds/engine-kind.ts';
import { llamaCpp, xllamacppVersion } from './kinds/llamacpp.ts';
import { NO_VLLM_PYTHON, vllm, VLLM_SERVER } from './kinds/vllm.ts';
import { findBaseModel } from './model/base-model.ts';
import { asFolder } from './model/model-folder.ts';
import { planWeights } from './model/plan-weights.ts';
import type { EngineSettings } from './settings.ts';
import type { SupervisionTimes } from './supervise/options.ts';
import { SupervisedEngine } from './supervise/supervised-engine.ts';
import type { EngineSupervisor } from './supervisor.ts';

export interface CreateEngineOptions {
  /** What relative folders are seen from; by default the workspace. */
  readonly root?: string | undefined;
  /** By default that of the settings; 0: any free one. */
  readonly port?: number | undefined;
  /** Folder of engine.log; by default `logs` of the root. */
  readonly logDir?: string | undefined;
  /** Folder of records, links and names; by default `data/engine` of the root, one folder a port. */
  readonly stateDir?: string | undefined;
  /** By default those that the machine has. */
  readonly gpus?: readonly Gpu[] | undefined;
  /** Requests that are worked on side by side. */
  readonly slots?: number | undefined;
  readonly times?: Partial<SupervisionTimes> | undefined;
  /** How patient requests are with engines that others run. */
  readonly pool?: EnginePoolOptions | undefined;
  /** Told what happens, in words for a log. */
  readonly onEvent?: ((text: string) => void) | undefined;
}

const SLOTS = 4;
const PYTHON = '.venv/bin/python';
const VLLM_PYTHON = '.venv-vllm/bin/python';

/**
 * The engine that the settings mean, not yet started.
 *
 * @throws AppError `model.not-found`, `model.unsupported`, `environment.invalid`, `device.out-of-memory`
 */
export async function createEngine(
  settings: EngineSettings,
  options: CreateEngineOptions = {},
): Promise<EngineSupervisor> {
  if (settings.engine === 'external') {
    const urls = settings.endpoint.split(',').map((url) => url.trim());
    return new ExternalEngine({ urls, pool: options.pool, onEvent: options.onEvent });
  }
  const root = options.root ?? workspaceRoot();
  const port = options.port ?? settings.port;
  const python = settings.engine === 'vllm' ? vllmPython(settings, root) : undefined;
  const stateDir = options.stateDir ?? join(root, 'data/engine', String(port));
  const { gpus: seen, cpu } = await inventory();
  const gpus = options.gpus ?? seen;
  const config = await configOf(settings, { ...options, root, gpus, threads: cpu.cores });
  const kind =
    python !== undefined
      ? vllm({ command: [python, ...VLLM_SERVER], device: gpus.length === 0 ? 'cpu' : 'gpu' })
      : llamaCpp({
          command: [
            join(root, PYTHON),
            join(workspaceRoot(import.meta.dirname), 'libs/engine/python/llamacpp_server.py'),
          ],
          links: join(stateDir, 'adapters'),
          version: xllamacppVersion(root),
        });
  const logFile = join(options.logDir ?? join(root, 'logs'), 'engine.log');
  return new SupervisedEngine({
    kind,
    config,
    port,
    stateDir,
    logFile,
    times: options.times,
    onEvent: options.onEvent,
  });
}

/**
 * A path is seen from the workspace; a bare name is sought on the PATH. Looked for before a model is written as a folder
 * for it, which takes a while.
 *
 * @throws AppError `python.unavailable`
 */
function vllmPython({ vllmPython: named }: EngineSettings, root: string): string {
  const wanted = named ?? VLLM_PYTHON;
  const path = wanted.includes('/') ? resolve(root, wanted) : wanted;
  if (!wanted.includes('/') || existsSync(path)) return path;
  const what = named === undefined ? `there is no ${path}` : `VLLM_PYTHON: there is no ${path}`;
  throw new AppError('python.unavailable', `${what}.`, { hint: NO_VLLM_PYTHON });
}

interface Machine extends CreateEngineOptions {
  readonly root: string;
  readonly gpus: readonly Gpu[];
  readonly threads: number;
}

async function configOf(settings: EngineSettings, machine: Machine): Promise<EngineConfig> {
  const { root, gpus, threads, slots = SLOTS, onEvent } = machine;
  const found = await findBaseModel(settings, root);
  const { gpuMemoryUtilization, maxModelLen } = settings;
  const common = { maxModelLen, gpuMemoryUtilization, slots, threads };
  if (settings.engine === 'llamacpp') {
    const where = gpus.length === 0 ? 'computed on the CPU' : 'layers that fit no GPU are computed on the CPU';
    onEvent?.(`${found.id}: weights as the GGUF file holds them, ${where}`);
    return { ...common, base: found, quantization: null };
  }
  const isFile = found.quantization === 'gguf';
  const base = isFile ? await asFolder(found, { root, python: join(root, PYTHON), onEvent }) : found;
  const plan = planWeights(base, gpus, gpuMemoryUtilization);
  onEvent?.(plan.said);
  return { ...common, base, quantization: plan.quantization };
}
