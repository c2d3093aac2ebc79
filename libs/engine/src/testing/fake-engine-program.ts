// Run as a process of its own: an engine as `scriptedEngine` wrote it down. Arguments: the script's file, then those of
// the real engine, of which it reads the port and the adapters.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { FakeEngineServer } from '@naru/inference/testing/server';

import type { EngineScript } from './scripted-engine.ts';

const [file = '', ...args] = process.argv.slice(2);
const script = JSON.parse(readFileSync(file, 'utf8')) as EngineScript & { readonly starts: string };

const valuesOf = (option: string): string[] => args.filter((_, index) => args[index - 1] === option);
const [model] = [...valuesOf('--served-model-name'), ...valuesOf('--alias')];
const adapters = valuesOf('--adapter').map((path) => basename(path, '.gguf'));

appendFileSync(script.starts, `${JSON.stringify({ pid: process.pid, args })}\n`);
const start = readFileSync(script.starts, 'utf8').trimEnd().split('\n').length;
if (start <= (script.failingStarts ?? 0)) {
  process.stderr.write('llama_model_load: error loading model: 모델이 없습니다\n');
  process.exit(3);
}

const engine = new FakeEngineServer({
  kind: script.kind,
  port: Number(valuesOf('--port')[0]),
  adapters,
  tokenMs: script.tokenMs ?? 0,
  ...(model !== undefined && { model }),
  ...(script.tokens !== undefined && { tokens: script.tokens }),
});
if (script.restsWithout !== undefined) {
  engine.misbehave({ kind: 'rest', after: 2, until: comes(script.restsWithout) });
}
await engine.listen();
if (script.hangsOnceReady === true && start === 1) {
  const looking = setInterval(() => {
    if (engine.completions.length === 0) return;
    clearInterval(looking);
    engine.misbehave({ kind: 'slow-headers', ms: 3_600_000 });
  }, 5);
}

async function comes(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(10);
}
