import { join, resolve } from 'node:path';

import { workspaceRoot } from '@naru/config';
import { inventory, type Gpu } from '@naru/devices';

import { ExternalEngine } from './external/external-engine.ts';
import type { EngineConfig } from './kinds/engine-kind.ts';
import { llamaCpp, xllamacppVersion } from './kinds/llamacpp.ts';
import { vllm, VLLM_SERVER } from './kinds/vllm.ts';
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
  if (settings.engine === 'external') return new ExternalEngine({ url: settings.endpoint });
  const root = options.root ?? workspaceRoot();
  const port = options.port ?? settings.port;
  const stateDir = options.stateDir ?? join(root, 'data/engine', String(port));
  const config = await configOf(settings, root, options);
  const kind =
    settings.engine === 'vllm'
      ? vllm({ command: [resolve(root, settings.vllmPython ?? VLLM_PYTHON), ...VLLM_SERVER] })
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

async function configOf(settings: EngineSettings, root: string, options: CreateEngineOptions): Promise<EngineConfig> {
  const found = await findBaseModel(settings, root);
  const { gpus: seen, cpu } = await inventory();
  const gpus = options.gpus ?? seen;
  const { gpuMemoryUtilization, maxModelLen } = settings;
  const device = gpus.length === 0 ? 'cpu' : 'gpu';
  const common = {
    maxModelLen,
    gpuMemoryUtilization,
    slots: options.slots ?? SLOTS,
    threads: cpu.cores,
    device,
  } as const;
  if (settings.engine === 'llamacpp') {
    options.onEvent?.(`${found.id} in the form of its GGUF file; layers that no GPU holds are left to the CPU`);
    return { ...common, base: found, quantization: null };
  }
  const { onEvent } = options;
  const base =
    found.quantization === 'gguf' ? await asFolder(found, { root, python: join(root, PYTHON), onEvent }) : found;
  const plan = planWeights(base, gpus, gpuMemoryUtilization);
  onEvent?.(plan.said);
  return { ...common, base, quantization: plan.quantization };
}
