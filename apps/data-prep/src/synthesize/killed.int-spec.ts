import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { workspaceRoot } from '@naru/config';
import { FakeEngine } from '@naru/inference/testing';

import { Workspace } from '../testing/a-build.ts';

const MAIN = join(workspaceRoot(import.meta.dirname), 'apps/data-prep/dist/main.js');
const KILLS = Number(process.env['NARU_KILLS'] ?? 3);
const AT_ONCE = 4;

const CONFIG = `
name: mlops
model: fake-base
languages: [ko]
topics: [배포, 롤백, 로그, 알림]
rows_per_topic: 4
duplicates: 0.95
concurrency: ${AT_ONCE}
judge: { minimum: 3 }
`;

const DETAILS = ['트래픽 비율', '오류율 기준', '대기 시간', '담당자 승인', '이전 버전 보관', '지표 비교', '점검 목록'];

/** Answers by what it is asked; some answers are slow, some fail. */
function script(body: Readonly<Record<string, unknown>>): string[] {
  const prompt = JSON.stringify(body['messages']);
  const topic = /주제: ([가-힣]+)/.exec(prompt)?.[1];
  if (prompt.includes('[assistant]')) return ['{"reason": "맞다", ', `"score": ${prompt.includes('승인') ? 2 : 4}}`];
  if (topic === undefined) {
    const asked = /"content":"([^"]*)"}\]$/.exec(prompt)?.[1] ?? '';
    return [
      '먼저 ',
      asked.replace(/[?]/g, ''),
      ' 항목을 확인하고, 기준을 넘으면 이전 상태로 되돌린 뒤 기록을 남깁니다.',
    ];
  }
  const questions = DETAILS.slice(0, 4).map(
    (detail, at) => `${topic} 작업에서 ${detail}, 단계 ${at}은 어떻게 정하나요?`,
  );
  return [JSON.stringify({ questions })];
}

let engine: FakeEngine;

beforeEach(async () => {
  engine = await FakeEngine.start({ script, tokenMs: 5 });
  engine.misbehave({ kind: 'answer', status: 429, retryAfter: '0' }, { times: 2 });
});

afterEach(() => engine.close());

const workspace = (): Workspace => new Workspace().write('nx.json', '{}').write('mlops.yaml', CONFIG);

function command({ root }: Workspace): ChildProcess {
  const env = { ...process.env, OPENAI_BASE_URL: engine.url };
  return spawn(process.execPath, [MAIN, 'synthesize', '--config=mlops.yaml'], { cwd: root, stdio: 'ignore', env });
}

function madeIn({ root }: Workspace): Record<string, string> {
  const folder = join(root, 'data/synthetic');
  const [name = ''] = readdirSync(folder).filter((entry) => !entry.startsWith('.'));
  const files = readdirSync(join(folder, name)).map((file) => [file, readFileSync(join(folder, name, file), 'utf8')]);
  return { name, ...(Object.fromEntries(files) as Record<string, string>) };
}

it('gives the same bytes after kill -9 at any moment, and asks again only what was under way', async () => {
  const whole = workspace();
  const begun = performance.now();
  expect(await once(command(whole), 'exit')).toEqual([0, null]);
  const tookMs = performance.now() - begun;
  const made = madeIn(whole);
  const needed = engine.completions.length;

  const killed = workspace();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = command(killed);
    const exit = once(child, 'exit');
    await Promise.race([exit, sleep(tookMs * (0.5 + (kill / KILLS) * 0.5))]);
    child.kill('SIGKILL');
    await exit;
  }
  expect(await once(command(killed), 'exit')).toEqual([0, null]);

  expect(madeIn(killed)).toEqual(made);
  expect(made['rows.jsonl']?.split('\n').length).toBeGreaterThan(10);
  expect(engine.completions.length - needed).toBeLessThanOrEqual(needed + KILLS * AT_ONCE);
}, 240_000);

it('stops on Ctrl-C with the status of a cancelled command, and goes on the next time', async () => {
  const stopped = workspace();
  const child = command(stopped);
  while (engine.completions.length < 8) await sleep(10);
  child.kill('SIGINT');

  expect(await once(child, 'exit')).toEqual([130, null]);
  expect(await once(command(stopped), 'exit')).toEqual([0, null]);
  expect(madeIn(stopped)['rows.jsonl']).toContain('"synthetic":{"model":"fake-base"');
}, 120_000);
