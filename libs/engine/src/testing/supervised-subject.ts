import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readAnswer, type ReadAnswer } from '@naru/inference/testing';

import { llamaCpp } from '../kinds/llamacpp.ts';
import { vllm } from '../kinds/vllm.ts';
import type { SupervisionTimes } from '../supervise/options.ts';
import { SupervisedEngine } from '../supervise/supervised-engine.ts';
import type { EngineSupervisor, ServedAdapter } from '../supervisor.ts';
import { scriptedEngine, type EngineScript, type ScriptedEngine } from './scripted-engine.ts';

export const TEMPLATE = 'a'.repeat(64);
export const QUESTION = { messages: [{ role: 'user', content: '나루?' }] } as const;
const TIMES: Partial<SupervisionTimes> = {
  canaryMs: 100,
  canaryAnswerMs: 20_000,
  backoffMs: 20,
  drainMs: 25_000,
  graceMs: 500,
};
const PATIENCE_MS = 25_000;
const base = {
  id: 'base',
  path: '/models/base.gguf',
  chatTemplateSha256: TEMPLATE,
  contextTokens: 4096,
  weightBytes: 1,
  quantization: null,
};

export interface Subject {
  readonly engine: EngineSupervisor;
  readonly script: ScriptedEngine;
  readonly folder: string;
  readonly said: string[];
}

const engines: EngineSupervisor[] = [];

/** Stops every engine of the test. */
export async function stopAll(): Promise<void> {
  for (const engine of engines.splice(0)) await engine.stop();
}

/** A supervisor of an engine that follows a script. */
export function subject(
  script: EngineScript,
  more: { folder?: string; port?: number; times?: Partial<SupervisionTimes> } = {},
): Subject {
  const folder = more.folder ?? mkdtempSync(join(tmpdir(), '엔진 '));
  const scripted = scriptedEngine(folder, script);
  const stateDir = join(folder, 'state');
  const said: string[] = [];
  const kind =
    script.kind === 'vllm'
      ? vllm({ command: scripted.command, device: 'gpu' })
      : llamaCpp({ command: scripted.command, links: join(stateDir, 'adapters'), version: 'xllamacpp 1' });
  const engine = new SupervisedEngine({
    kind,
    config: {
      base,
      maxModelLen: 512,
      slots: 2,
      threads: 1,
      gpuMemoryUtilization: 0.9,
      quantization: null,
    },
    port: more.port ?? 0,
    stateDir,
    logFile: join(folder, 'engine.log'),
    times: { ...TIMES, ...more.times },
    onEvent: (text) => said.push(text),
  });
  engines.push(engine);
  return { engine, script: scripted, folder, said };
}

/** A GGUF file's stand-in, or a PEFT folder's. */
export function adapter(folder: string, name: string, content = name): ServedAdapter {
  const path = join(folder, `${content}.bin`);
  writeFileSync(path, content);
  return { name, path, chatTemplateSha256: TEMPLATE };
}

export const ask = (engine: EngineSupervisor, chosen?: string): Promise<ReadAnswer> =>
  readAnswer(engine.client.stream(QUESTION, { adapter: chosen }));

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const since = performance.now();
  while (!(await holds())) {
    if (performance.now() - since > PATIENCE_MS) throw new Error('did not come about');
    await sleep(10);
  }
}
