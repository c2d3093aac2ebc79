import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { readRun } from '@naru/runs';

import { runsOf, train } from '../../stages/train.ts';
import { keyOf } from '../input-hash.ts';
import type { LoopStep, Made } from '../step.ts';

const CONFIGS = 'apps/train/configs';

/** An adapter on that dataset. A run that was interrupted goes on from its newest checkpoint. */
export const trainStep: LoopStep = {
  name: 'train',
  title: 'Fine-tune on it',
  plan: async ({ policy, places, made, hashes }) => {
    const { config, ...training } = policy.training;
    const candidates = [resolve(places.cwd, config), join(places.root, CONFIGS, `${config}.yaml`)];
    const configuration = await hashes.of(candidates.find((path) => existsSync(path)) ?? config);
    const lock = await hashes.of(join(places.root, 'requirements', 'naru.txt'));
    return { key: keyOf({ step: 'train', dataset: datasetOf(made), configuration, config, training, lock }) };
  },
  isThere: async ({ runId }, { places }) =>
    (await readRun(join(runsOf(places.root), runId ?? '')).catch(() => undefined)) !== undefined,
  run: async ({ policy, made, stage }) => {
    const { runId, name, sha256 } = await train(policy.training, datasetOf(made), stage);
    return { made: { runId, adapter: name, adapterSha256: sha256 } };
  },
};

const datasetOf = (made: Made): string => made['datasetId'] ?? '';
