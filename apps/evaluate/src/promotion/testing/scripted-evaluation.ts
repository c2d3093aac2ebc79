// An evaluation whose answers are written down beforehand; all else is as evaluate:run does it. For specs alone.
import { dirname, join } from 'node:path';

import type { EvaluationGate } from '@naru/contracts';
import { newRunId } from '@naru/torch-runner';
import { readTrainJob, type FinishedRun } from '@naru/runs';

import type { CommandContext } from '../../commands/context.ts';
import { checkContamination } from '../../contamination/check-contamination.ts';
import { keyOfInputs, type Inputs } from '../../report/inputs.ts';
import { makeReport } from '../../report/make-report.ts';
import { rememberReport } from '../../report/remember-report.ts';
import { writeResults } from '../../report/write-results.ts';
import type { Subject } from '../../subjects/subject.ts';
import { resultFolders } from '../../work.ts';
import { servedBy } from '../served-by.ts';

const GATE: EvaluationGate = {
  ...{ name: 'scripted', description: '', primary: { measure: 'chrf', worth: 1 } },
  guardrails: [
    { measure: 'empty', margin: 0.05 },
    { measure: 'unfinished', margin: 0.1 },
  ],
  ...{ minimum_items: 30, level: 0.95, resamples: 2000, seed: 1 },
};

const STEPS = ['로그를 모아 원인을 찾고', '이전 판으로 되돌리고', '당번에게 먼저 알리고', '지표가 나아지는지 지켜보고'];

/** Questions on what a team does, each with its answer. */
export const ITEMS = Array.from({ length: 40 }, (_, at) => ({
  ...{ id: `q-${at}`, kind: 'question' as const, language: 'ko' as const, topic: 'deploys' },
  prompt: `${at + 1}번 서버에서 배포한 뒤에 오류가 늘어나면 우리 팀의 당번은 무엇을 어떤 순서로 해야 하나요?`,
  references: [
    `${at + 1}번 서버라면 ${STEPS[at % 4] ?? ''} ${STEPS[(at + 1) % 4] ?? ''} 나서 ${at}번 문서에 적습니다.`,
  ] as [string],
}));

export type Answering = (item: (typeof ITEMS)[number]) => { readonly text: string; readonly finishReason?: string };

export interface Scripted {
  readonly run: FinishedRun;
  readonly candidate: Answering;
  readonly baseline: Answering;
  /** SHA-256 of the adapter that it is held against; null: the base model. */
  readonly against: string | null;
}

/** Writes `results/<evalId>` and records it. @returns the evaluation's id */
export async function scriptedEvaluation(
  { run, candidate, baseline, against }: Scripted,
  context: CommandContext,
): Promise<string> {
  const inputs: Inputs = {
    candidate: subjectOf(run, run.sha256),
    baseline: subjectOf(run, against),
    sets: [{ name: 'team.ko', sha256: 'ab'.repeat(32), language: 'ko', items: ITEMS }],
    ...{ heldOut: undefined, gate: GATE, sampling: { temperature: 0, seed: 1, maxNewTokens: 64 } },
    session: {
      about: { ...(await engineOf(run, context)), baseFormat: 'gguf' },
      ...{ key: {}, engine: undefined as never, stop: () => Promise.resolve() },
    },
  };
  const answer = (said: ReturnType<Answering>) => ({
    answer: { finishReason: 'stop', ...said, ms: 100, ttftMs: 10, tokens: 20 },
  });
  const asked = ITEMS.map((item) => ({
    ...{ set: 'team.ko', item, candidate: answer(candidate(item)), baseline: answer(baseline(item)) },
  }));
  const contamination = await checkContamination(await readTrainJob(dirname(run.path)), inputs);
  const made = { asked, answers: asked.length, tokens: 1 };
  const { report, items } = makeReport({
    id: newRunId(),
    key: keyOfInputs(inputs),
    inputs,
    contamination,
    made,
    seconds: 1,
  });
  const kept = await writeResults(resultFolders(context.places.root).results, report, items);
  await rememberReport(kept, context);
  return report.id;
}

async function engineOf(run: FinishedRun, context: CommandContext) {
  const { kind, version } = await servedBy(run, context);
  return { kind, version };
}

function subjectOf(run: FinishedRun, sha256: string | null): Subject {
  const { baseId, baseSha256, chatTemplateSha256, datasetId, datasetSha256, mlflowRunId, name, runId } = run;
  const base = { id: baseId, format: 'gguf' as const, path: '/base.gguf', revision: null, licence: null };
  const ofBase = { baseId, baseSha256, chatTemplateSha256 };
  const none = { runId: null, datasetId: null, datasetSha256: null, mlflowRunId: null };
  if (sha256 === null)
    return { base, adapter: null, about: { kind: 'base', name: baseId, sha256, ...ofBase, ...none } };
  const about = { kind: 'adapter' as const, ...ofBase, sha256 };
  const isIt = sha256 === run.sha256;
  const own = isIt
    ? { name, runId, datasetId, datasetSha256, mlflowRunId }
    : { name: `before@${sha256.slice(0, 8)}`, ...none };
  const files = {
    path: run.path,
    ggufPath: run.ggufPath,
    ggufSha256: run.ggufSha256 ?? '',
    runDir: join(run.path, '..'),
  };
  return { base, adapter: files, about: { ...about, ...own } };
}
