// Runs as training leaves them, for specs alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createEngine, EngineSettings } from '@naru/engine';
import { fileSha256 } from '@naru/files';
import { findRun, type FinishedRun } from '@naru/runs';

export interface RunToWrite {
  readonly runId: string;
  /** Of the configuration. */
  readonly name: string;
  /** Rows that it learned from, and rows that it was not shown: a question and its answer each. */
  readonly train?: readonly (readonly [string, string])[];
  readonly heldOut?: readonly (readonly [string, string])[];
  readonly base?: { readonly id?: string; readonly sha256?: string };
  readonly chatTemplateSha256?: string;
}

const row = ([question, answer]: readonly [string, string]): string =>
  `${JSON.stringify({
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
  })}\n`;

/**
 * A finished run of the packaged base model.
 *
 * @param writeAdapter writes `adapter/` and `adapter.gguf` into the run's folder; by default files that no engine loads
 */
export async function writeFinishedRun(
  root: string,
  { runId, name, train = [], heldOut = [], ...over }: RunToWrite,
  writeAdapter: (runDir: string) => void = (runDir) => writeText(runDir, name),
): Promise<FinishedRun> {
  const runDir = join(root, 'models/fine-tuned', runId);
  mkdirSync(join(runDir, 'adapter'), { recursive: true });
  writeAdapter(runDir);
  const files = [
    [join(runDir, 'train.jsonl'), train],
    [join(runDir, 'val.jsonl'), heldOut],
  ] as const;
  for (const [path, rows] of files) writeFileSync(path, rows.map(row).join(''));
  const [trained, held] = await Promise.all(
    files.map(async ([path]) => ({ path, sha256: await fileSha256(path), bytes: 1 })),
  );
  const { base } = await createEngine(new EngineSettings(), { root, port: 0 });
  const job = {
    runId,
    base: {
      ...{ id: base.id, format: 'gguf', path: base.path, revision: null, licence: null },
      ...{ sha256: await fileSha256(base.path), ...over.base },
    },
    data: { id: `${name}@1`, sha256: trained?.sha256, train: [trained], validation: heldOut.length > 0 ? [held] : [] },
    config: { name, validation_fraction: 0 },
    provenance: { chatTemplateSha256: over.chatTemplateSha256 ?? base.chatTemplateSha256 },
  };
  writeFileSync(join(runDir, 'job.json'), JSON.stringify(job));
  const adapter = {
    ...{ path: 'adapter', sha256: await fileSha256(join(runDir, 'adapter/adapter_model.safetensors')) },
    ...{ ggufPath: 'adapter.gguf', ggufSha256: await fileSha256(join(runDir, 'adapter.gguf')) },
  };
  writeFileSync(join(runDir, 'events.jsonl'), `${JSON.stringify({ type: 'run.finished', adapter })}\n`);
  return findRun(runId, join(root, 'models/fine-tuned'));
}

function writeText(runDir: string, text: string): void {
  writeFileSync(join(runDir, 'adapter/adapter_model.safetensors'), text);
  writeFileSync(join(runDir, 'adapter.gguf'), `GGUF ${text}`);
}
