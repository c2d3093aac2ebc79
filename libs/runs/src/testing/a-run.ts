import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ARun {
  readonly runId: string;
  readonly name?: string;
  readonly sha256?: string;
  readonly baseId?: string;
  readonly chatTemplateSha256?: string;
  /** Its events end before the last one. */
  readonly isUnfinished?: boolean;
}

/** A run's folder as training leaves it, as far as serving reads it. */
export function writeRun(folder: string, run: ARun): string {
  const { runId, name = 'ferry', sha256 = 'ab'.repeat(32), baseId = 'fake-base', isUnfinished = false } = run;
  const chatTemplateSha256 = run.chatTemplateSha256 ?? 'cd'.repeat(32);
  const runDir = join(folder, runId);
  mkdirSync(join(runDir, 'adapter'), { recursive: true });
  writeFileSync(join(runDir, 'adapter.gguf'), 'GGUF');
  writeFileSync(join(runDir, 'adapter', 'adapter_config.json'), '{"r": 8}');
  writeFileSync(join(runDir, 'adapter', 'adapter_model.safetensors'), sha256);
  writeFileSync(join(runDir, 'tracking.json'), JSON.stringify({ mlflowRunId: 'mlflow-1' }));
  const job = {
    runId,
    base: { id: baseId },
    data: { id: 'tiny@1', sha256: 'ef'.repeat(32) },
    config: { name },
    provenance: { chatTemplateSha256 },
  };
  writeFileSync(join(runDir, 'job.json'), JSON.stringify(job));
  const events = [
    { type: 'preflight', chatTemplateSha256 },
    { type: 'metric', values: {} },
    ...(isUnfinished ? [] : [{ type: 'run.finished', adapter: { path: 'adapter', sha256, ggufPath: 'adapter.gguf' } }]),
  ];
  writeFileSync(join(runDir, 'events.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return `${name}@${sha256.slice(0, 8)}`;
}
