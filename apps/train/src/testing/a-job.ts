import { join } from 'node:path';

import { checkTrainJob, type TrainJob } from '@naru/contracts';

/** A job that fits its schema, for specs; nothing that it names exists. */
export function aJob(root: string, over: Partial<Pick<TrainJob, 'runId' | 'device'>> = {}): TrainJob {
  const runId = over.runId ?? '20260301T090000-a1b2c3';
  const runDir = join(root, 'models', 'fine-tuned', runId);
  const checked = checkTrainJob({
    v: 1,
    kind: 'train',
    runId,
    createdAt: '2026-03-01T09:00:00.000Z',
    runDir,
    eventsPath: join(runDir, 'events.jsonl'),
    base: {
      id: 'smollm2-135m-instruct',
      format: 'gguf',
      path: '/none.gguf',
      revision: null,
      sha256: null,
      licence: null,
    },
    data: {
      id: `samples@${'a'.repeat(32)}`,
      sha256: 'a'.repeat(64),
      train: [{ path: '/none.jsonl', sha256: 'b'.repeat(64), bytes: 1 }],
      validation: [],
    },
    config: { name: 'tiny', base_model: 'smollm2-135m-instruct' },
    device: over.device ?? { kind: 'cpu', uuids: [], names: ['CPU'], worldSize: 1, threadsPerProcess: null },
    provenance: { gitCommit: null, gitDirty: null, lockSha256: null, chatTemplateSha256: null },
  });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.value;
}
