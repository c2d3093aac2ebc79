// A trainer that behaves as its first argument says, for the launcher's specs:
// `node fake-trainer.ts <scenario> <job.json> [rank]`.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [scenario = 'success', jobPath = '', rank = '0'] = process.argv.slice(2);
const job = JSON.parse(readFileSync(jobPath, 'utf8')) as { runId: string; eventsPath: string };
const STEPS = 4;

let seq = nextSeq();

function nextSeq(): number {
  try {
    return readFileSync(job.eventsPath, 'utf8').trimEnd().split('\n').length;
  } catch {
    return 0;
  }
}

function line(type: string, fields: object): string {
  return `${JSON.stringify({ v: 1, runId: job.runId, seq: seq++, at: Date.now(), type, ...fields })}\n`;
}

const emit = (type: string, fields: object): void => appendFileSync(job.eventsPath, line(type, fields));

/** Byte by byte at the places where a Hangul syllable would be cut. */
async function emitSplit(type: string, fields: object): Promise<void> {
  const bytes = Buffer.from(line(type, fields));
  const cut = bytes.findIndex((byte) => byte >= 0x80) + 1;
  appendFileSync(job.eventsPath, bytes.subarray(0, cut));
  await sleep(60);
  appendFileSync(job.eventsPath, bytes.subarray(cut));
}

const started = (attempt = 1): void =>
  emit('run.started', { attempt, pid: process.pid, resumedFromStep: null, device: 'CPU', versions: {} });

const metric = (step: number): void =>
  emit('metric', {
    step,
    totalSteps: STEPS,
    values: { loss: 3 - step / 2, tokens_per_second: 100, tokens: step * 64 },
  });

const finished = (): void =>
  emit('run.finished', {
    steps: STEPS,
    stoppedEarly: false,
    lossBefore: { eval_loss: 3, eval_loss_ko: 4 },
    lossAfter: { eval_loss: 2, eval_loss_ko: 2.5 },
    bestStep: STEPS,
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
  });

const failed = (code: string, message = '안 됩니다.'): void =>
  emit('run.failed', { code, message, hint: null, checkpointStep: null });

const forever = (): Promise<never> => new Promise(() => setInterval(() => undefined, 60_000));

const scenarios: Record<string, () => Promise<number> | number> = {
  success: async () => {
    started();
    emit('phase', { name: 'train' });
    for (let step = 1; step <= STEPS; step += 1) metric(step);
    await emitSplit('sample', {
      stage: 'after',
      index: 0,
      prompt: '나루가 뭐예요?',
      answer: '배를 대는 곳',
      tokens: 7,
      ended: true,
    });
    finished();
    return 0;
  },
  'told-failure': () => {
    started();
    failed('data.nothing-to-learn');
    return 2;
  },
  crash: async () => {
    started();
    process.stderr.write('step 1 of 4\rstep 2 of 4\nTraceback: \u001b[31m무언가 잘못됨\u001b[0m\n');
    process.kill(process.pid, 'SIGSEGV');
    return forever();
  },
  silent: () => {
    started();
    return 0;
  },
  'disk-full': () => {
    process.stderr.write('OSError: [Errno 28] No space left on device\n');
    return 1;
  },
  garbage: () => {
    started();
    appendFileSync(job.eventsPath, Buffer.from([0xff, 0xfe, 0x0a, 0x7b, 0x0a]));
    return 0;
  },
  'garbage-but-finished': () => {
    started();
    appendFileSync(job.eventsPath, 'Epoch 1: 100%\n{"v":1,"type":"weather","seq":1}\n{"type":"metric"}\n');
    seq += 1;
    emit('metric', { step: 1, totalSteps: STEPS, values: { loss: 'NaN' } });
    finished();
    return 0;
  },
  flood: () => {
    started();
    appendFileSync(job.eventsPath, 'no event\n'.repeat(2000));
    return forever();
  },
  'version-2': () => {
    appendFileSync(job.eventsPath, line('run.started', {}).replace('"v":1', '"v":2'));
    return forever();
  },
  hang: () => {
    started();
    return forever();
  },
  deaf: () => {
    process.on('SIGTERM', () => undefined);
    started();
    return forever();
  },
  'finished-but-status-3': () => {
    started();
    finished();
    return 3;
  },
  'failed-but-status-0': () => {
    started();
    failed('data.invalid');
    return 0;
  },
  'unknown-code': () => {
    started();
    failed('weather.bad', '비가 옵니다.');
    return 1;
  },
  twice: () => {
    started();
    finished();
    finished();
    return 0;
  },
  graceful: async () => {
    process.on('SIGTERM', () => {
      emit('checkpoint', { step: 2, path: 'checkpoints/step-2', bytes: 10, best: false });
      emit('run.failed', { code: 'cancelled', message: 'Stopped.', hint: null, checkpointStep: 2 });
      process.exit(130);
    });
    started();
    metric(1);
    metric(2);
    return forever();
  },
  slow: async () => {
    started();
    for (let step = 1; step <= STEPS; step += 1) {
      metric(step);
      await sleep(250);
    }
    finished();
    return 0;
  },
  /** Halfway until a file `go-on` is beside its events. */
  held: async () => {
    started();
    metric(1);
    metric(2);
    while (!existsSync(join(dirname(job.eventsPath), 'go-on'))) await sleep(10);
    metric(3);
    metric(4);
    finished();
    return 0;
  },
  'peer-dies': async () => {
    if (rank === '1') process.kill(process.pid, 'SIGKILL');
    started();
    return forever();
  },
  peers: async () => {
    if (rank === '1') return 0;
    started();
    await sleep(300);
    finished();
    return 0;
  },
};

process.exit(await (scenarios[scenario] ?? (() => 64))());
