import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment, workspaceRoot } from '@naru/config';

// The built command, the real job and a model of two random layers; MLflow is away throughout.
const checkout = workspaceRoot();
const MAIN = join(checkout, 'apps/train/dist/main.js');
const LINKED = ['.venv', 'libs', 'requirements', 'node_modules'];
const MANY_STEPS = 120;
const TIMEOUT_MS = 300_000;

const CONFIGURATION = `name: tiny
base_model: tiny-base
data: data/mine
max_length: 64
batch_size: 2
max_steps: 6
learning_rate: 1e-2
evaluation: {every_steps: 3}
samples: {prompts: [나루가 무엇인가요?], max_new_tokens: 4}
by_method:
  qlora: {optimizer: paged_adamw_8bit}
`;

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'naru 나루-'));
  for (const name of LINKED) symlinkSync(join(checkout, name), join(root, name));
  mkdirSync(join(root, 'apps/train/configs'), { recursive: true });
  mkdirSync(join(root, 'data/mine'), { recursive: true });
  writeFileSync(join(root, 'nx.json'), '{}');
  writeFileSync(join(root, 'apps/train/configs/tiny.yaml'), CONFIGURATION);
  const make = [
    'import sys; from pathlib import Path; from tiny_runs import save_model, write_rows',
    'root = Path(sys.argv[1]); save_model(root / "tiny-base")',
    'write_rows(root / "data/mine/train.jsonl", 24); write_rows(root / "data/mine/val.jsonl", 6, first=100)',
  ];
  execFileSync(join(checkout, '.venv/bin/python'), ['-c', make.join('\n'), root], {
    cwd: join(checkout, 'libs/torch-jobs/tests'),
    env: childEnvironment({ PYTHONPATH: '.:..' }),
  });
}, TIMEOUT_MS);

afterAll(() => {
  signalJobs('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** Process groups of the jobs that were started here; a test that failed may leave one. */
function groupsOf(folder: string): number[] {
  return globSync('models/fine-tuned/*/process/*/*.pid', { cwd: folder }).map((name) =>
    Number(readFileSync(join(folder, name), 'utf8').split(' ')[1]),
  );
}

function signalJobs(signal: NodeJS.Signals): void {
  for (const group of groupsOf(root)) {
    try {
      process.kill(-group, signal);
    } catch {
      // It has ended.
    }
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly output: () => string;
  readonly says: (text: string) => Promise<void>;
}

function start(...argv: string[]): Started {
  const env = childEnvironment({ MLFLOW_TRACKING_URI: 'http://127.0.0.1:9', LOG_DIR: join(root, 'logs') });
  const child = spawn(process.execPath, [MAIN, ...argv], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close').then(([status]) => status as number | null);
  const says = async (text: string): Promise<void> => {
    while (!output.includes(text)) {
      if (child.exitCode !== null) throw new Error(`ended before it said "${text}":\n${output}`);
      await sleep(50);
    }
  };
  return { child, ended, output: () => output, says };
}

const runs = (): string[] => readdirSync(join(root, 'models/fine-tuned')).sort();

const fileOf = (runId: string, name: string): string => join(root, 'models/fine-tuned', runId, name);

interface Told {
  readonly type: string;
  readonly seq: number;
  readonly step?: number;
  readonly attempt?: number;
}

function eventsOf(runId: string): Told[] {
  const lines = readFileSync(fileOf(runId, 'events.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Told);
}

/** Every step once, every number of the sequence once. */
function expectWhole(runId: string, steps: number): void {
  const events = eventsOf(runId);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index));
  const metrics = events.filter((event) => event.type === 'metric').map((event) => event.step);
  expect(metrics).toEqual(Array.from({ length: steps }, (_, index) => index + 1));
  expect(events.at(-1)?.type).toBe('run.finished');
}

describe('the train command with the real job', () => {
  it(
    'trains LoRA and QLoRA side by side on the CPU, each with its own run and results',
    async () => {
      const command = start('lora', '--config=tiny:lora,tiny:qlora', '--devices=cpu,cpu');

      expect(await command.ended).toBe(0);

      const finished = runs();
      expect(finished).toHaveLength(2);
      for (const runId of finished) {
        expectWhole(runId, 6);
        for (const name of [
          'adapter/adapter_model.safetensors',
          'adapter/README.md',
          'adapter.gguf',
          'job.log',
          'job.json',
        ]) {
          expect([name, existsSync(fileOf(runId, name))]).toEqual([name, true]);
        }
        expect(existsSync(fileOf(runId, 'lock.json'))).toBe(false);
      }
      expect(command.output()).toMatch(/tiny lora on CPU: finished after 6 steps/);
      expect(command.output()).toMatch(/tiny qlora on CPU: finished after 6 steps/);
      expect(command.output()).toMatch(/held-out loss +before +after +change/);
    },
    TIMEOUT_MS,
  );

  it(
    'stops one run of two processes on SIGTERM as cancelled, and resumes it to its end',
    async () => {
      const command = start(
        'lora',
        '--config=tiny',
        '--devices=cpu+cpu',
        `--set=max_steps=${MANY_STEPS}`,
        '--set=evaluation.every_steps=null',
      );
      await command.says('step 1/');
      command.child.kill('SIGTERM');

      expect(await command.ended).toBe(130);
      expect(command.output()).toContain('cancelled: ');
      const [runId = ''] = runs().slice(-1);
      expect(
        eventsOf(runId)
          .slice(-2)
          .map((event) => event.type),
      ).toEqual(['checkpoint', 'run.failed']);

      const resumed = start('resume', `--run=${runId}`);
      expect(await resumed.ended).toBe(0);
      expectWhole(runId, MANY_STEPS);
    },
    TIMEOUT_MS,
  );

  it(
    'lets the job go on when the launcher is killed, and resume follows it to its end',
    async () => {
      const command = start(
        'lora',
        '--config=tiny',
        `--set=max_steps=${MANY_STEPS}`,
        '--set=evaluation.every_steps=null',
      );
      await command.says('step 1/');
      // The job rests until it is found: it might end before a slow start of the next launcher.
      signalJobs('SIGSTOP');
      command.child.kill('SIGKILL');
      await command.ended;

      const resumed = start('resume', '--run=latest');
      await resumed.says('adopted: its job went on by itself');
      signalJobs('SIGCONT');

      expect(await resumed.ended).toBe(0);
      const [runId = ''] = runs().slice(-1);
      expectWhole(runId, MANY_STEPS);
      expect(eventsOf(runId).filter((event) => event.type === 'run.started')).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});
