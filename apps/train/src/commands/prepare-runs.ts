import { join } from 'node:path';

import type { TrainingConfig, TrainJob } from '@naru/contracts';
import type { Inventory, Placement } from '@naru/devices';
import { FileHashes } from '@naru/files';
import { resolveBaseModel } from '@naru/hub';

import {
  findConfiguration,
  parseConfigurationItem,
  parseOverride,
  resolveConfiguration,
  type ConfigurationItem,
  type Method,
} from '../configuration/index.ts';
import { resolveDataset } from '../inputs/index.ts';
import { deviceOf, makeJob, newRunId, provenance } from '../job/index.ts';
import type { Places } from '../places.ts';
import { assignDevices, describeChoice } from './assign-devices.ts';

/** What a person asked for with train:lora or train:qlora. */
export interface FineTuneRequest {
  readonly method: Method;
  /** Items of --config: `name`, `file.yaml`, `name:qlora`. */
  readonly configurations: readonly string[];
  readonly data?: string | undefined;
  readonly devices?: string | undefined;
  readonly sets: readonly string[];
  /** Take a run that is described by the same inputs, finished or not, rather than begin a new one. */
  readonly reuse: boolean;
}

export interface PreparedRun {
  readonly job: TrainJob;
  /** The device in words, and why it was taken. */
  readonly where: string;
}

/**
 * Describes the runs that were asked for. Writes nothing: what is wrong is found before anything begins.
 *
 * @throws AppError for whatever is wrong with configurations, inputs or devices
 */
export async function prepareRuns(
  request: FineTuneRequest,
  places: Places,
  devices: Inventory,
): Promise<PreparedRun[]> {
  const items = request.configurations.map((text) => parseConfigurationItem(text, request.method));
  const configurations = items.map((item) => configurationOf(item, request, places));
  const placements = assignDevices(items, request.devices, devices);
  const hashes = new FileHashes(join(places.root, 'tmp', 'train', 'hashes.json'));
  const made = await provenance(places.root);
  const runs: PreparedRun[] = [];
  for (const [index, config] of configurations.entries()) {
    const placement = placements[index] ?? { kind: 'cpu', processes: 1 };
    const job = makeJob({
      root: places.root,
      runId: newRunId(),
      now: new Date(),
      config,
      base: await resolveBaseModel(config, places, hashes),
      data: await resolveDataset(config.data, places, hashes),
      device: deviceOf(placement, { ...devices.cpu, processes: cpuProcesses(placements) }),
      provenance: made,
    });
    runs.push({ job, where: describeChoice(placement, request.devices, devices) });
  }
  return runs;
}

function configurationOf(item: ConfigurationItem, request: FineTuneRequest, places: Places): TrainingConfig {
  return resolveConfiguration({
    path: findConfiguration(item.source, places),
    method: item.method,
    overrides: request.sets.map(parseOverride),
    data: request.data,
  });
}

function cpuProcesses(placements: readonly Placement[]): number {
  return placements.reduce((sum, where) => sum + (where.kind === 'cpu' ? where.processes : 0), 0);
}
