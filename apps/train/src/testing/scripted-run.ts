import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TrainJob } from '@naru/contracts';

import { aJob } from './a-job.ts';

/** A run's folder whose events a spec writes. Times are made up: one second an event. */
export interface ScriptedRun {
  readonly job: TrainJob;
  readonly runDir: string;
  /** Appends raw bytes to events.jsonl. */
  raw(bytes: string | Uint8Array): void;
  /** The line of an event, without appending it. */
  line(type: string, fields: object): string;
  started(attempt?: number): void;
  preflight(): void;
  metric(step: number, values?: Readonly<Record<string, number | string>>): void;
  evaluated(step: number, values?: Readonly<Record<string, number | string>>): void;
  sample(stage: 'before' | 'after', answer: string): void;
  /** Writes the files of a finished run, and its last event. */
  finished(): void;
  failed(code: string, message?: string): void;
  /** What a launcher writes where the job did not tell its end. */
  outcome(code: string, message: string): void;
}

const EPOCH = 1_780_000_000_000;

export interface ScriptOptions {
  readonly root?: string;
  readonly runId?: string;
  readonly change?: (job: TrainJob) => void;
}

export function scriptedRun({ root, runId, change }: ScriptOptions = {}): ScriptedRun {
  const job = structuredClone(
    aJob(root ?? mkdtempSync(join(tmpdir(), '나루 run ')), runId === undefined ? {} : { runId }),
  );
  change?.(job);
  const { runDir } = job;
  mkdirSync(runDir, { recursive: true });
  writeFileSync(join(runDir, 'job.json'), JSON.stringify(job));
  let seq = 0;
  const at = (): number => EPOCH + seq * 1000;
  const line = (type: string, fields: object): string =>
    `${JSON.stringify({ v: 1, runId: job.runId, seq, at: at(), type, ...fields })}\n`;
  const raw = (bytes: string | Uint8Array): void => appendFileSync(job.eventsPath, bytes);
  const emit = (type: string, fields: object): void => {
    raw(line(type, fields));
    seq += 1;
  };
  return {
    job,
    runDir,
    raw,
    line: (type, fields) => {
      const text = line(type, fields);
      seq += 1;
      return text;
    },
    started: (attempt = 1) =>
      emit('run.started', {
        attempt,
        pid: 1,
        resumedFromStep: attempt === 1 ? null : 1,
        device: 'CPU, float32',
        versions: { torch: '2.13.0' },
      }),
    preflight: () => emit('preflight', PREFLIGHT),
    metric: (step, values = { loss: 3 - step / 100, tokens_per_second: 100, 'system/rss_bytes': 2 ** 30 }) =>
      emit('metric', { step, totalSteps: 1000, values }),
    evaluated: (step, values = { eval_loss: 3 - step / 100, eval_loss_ko: 4 - step / 100 }) =>
      emit('eval', { step, values, rows: 10, supervisedTokens: 100, best: true }),
    sample: (stage, answer) =>
      emit('sample', { stage, index: 0, prompt: '나루가 뭐예요?', answer, tokens: 7, ended: true }),
    finished: () => {
      writeResults(runDir);
      emit('run.finished', FINISHED);
    },
    failed: (code, message = '안 됩니다.') => emit('run.failed', { code, message, hint: null, checkpointStep: null }),
    outcome: (code, message) =>
      writeFileSync(join(runDir, 'outcome.json'), JSON.stringify({ code, message, at: at() })),
  };
}

const PREFLIGHT = {
  ok: true,
  splits: [],
  checks: [],
  refused: [],
  preview: [{ text: '안녕하세요', learned: true }],
  chatTemplateSha256: 'd'.repeat(64),
};

const FINISHED = {
  steps: 4,
  stoppedEarly: false,
  lossBefore: { eval_loss: 3, eval_loss_ko: 4 },
  lossAfter: { eval_loss: 2, eval_loss_ko: 2.5 },
  bestStep: 4,
  trainedTokens: 256,
  seconds: 1.5,
  peakMemoryBytes: 2 ** 30,
  adapter: {
    path: 'adapter',
    sha256: 'b'.repeat(64),
    ggufPath: 'adapter.gguf',
    ggufSha256: 'c'.repeat(64),
    parameters: 1000,
  },
};

function writeResults(runDir: string): void {
  mkdirSync(join(runDir, 'adapter'), { recursive: true });
  writeFileSync(join(runDir, 'adapter/adapter_model.safetensors'), 'weights');
  writeFileSync(join(runDir, 'adapter/adapter_config.json'), '{}');
  writeFileSync(join(runDir, 'adapter/README.md'), '# 카드\n');
  writeFileSync(join(runDir, 'adapter.gguf'), 'GGUF');
  writeFileSync(join(runDir, 'loss.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(runDir, 'refused.jsonl'), '');
  mkdirSync(join(runDir, 'checkpoints/4'), { recursive: true });
  writeFileSync(join(runDir, 'checkpoints/4/state.pt'), 'large');
}

/** The events and files of a run from its beginning to its end. */
export function wholeRun(run: ScriptedRun): void {
  run.started();
  run.preflight();
  run.evaluated(0);
  run.sample('before', '모릅니다');
  for (let step = 1; step <= 4; step += 1) run.metric(step);
  run.evaluated(4);
  run.sample('after', '배를 대는 곳');
  run.finished();
}
