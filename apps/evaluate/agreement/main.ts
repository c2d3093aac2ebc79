// Whether our scoring of options is lm-eval's: the same cases, asked of the embedded base model by a score job and by
// lm-eval, in float32. Prints one line of JSON; what was computed is kept in results/work.
//
// usage: npx nx run evaluate:lm-eval-agreement [-- --cases=574]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { workspaceRoot } from '@naru/config';
import { FileHashes, keyOf } from '@naru/files';
import { resolveBaseModel } from '@naru/hub';
import { processTerminal, terminalProgress } from '@naru/terminal';
import { torchJobs } from '@naru/torch-runner';

import { readSamples, readTasks, runTasks } from '../src/lm-eval/index.ts';
import { scoreItems } from '../src/likelihoods/score-items.ts';
import type { Subject } from '../src/subjects/subject.ts';
import { resultFolders } from '../src/work.ts';
import { casesOf, type Case } from './cases.ts';

const PART = 150;

const { values } = parseArgs({ options: { cases: { type: 'string', default: '1000' } } });
const root = workspaceRoot();
const folders = resultFolders(root);
const progress = terminalProgress(processTerminal(process.stderr, { noColor: true }));
const signal = new AbortController().signal;
const cases = casesOf(root).slice(0, Number(values.cases));

const subject = await baseModel();
const [theirs, ours]: [number[][], number[][]] = [[], []];
// In parts, so that a run that was stopped goes on after the last whole one.
for (let at = 0; at < cases.length; at += PART) {
  const part = cases.slice(at, at + PART);
  ours.push(...(await byUs(part)));
  theirs.push(...(await byLmEval(part)));
}
const pairs = cases.map((one, at) => ({ one, theirs: theirs[at] ?? [], ours: ours[at] ?? [] }));
const agreeing = pairs.filter((pair) => isRight(pair.one, pair.ours) === isRight(pair.one, pair.theirs));
const share = (of: 'ours' | 'theirs'): number =>
  pairs.filter((pair) => isRight(pair.one, pair[of])).length / cases.length;
process.stdout.write(
  `${JSON.stringify({
    ...{ cases: cases.length, agreeing: agreeing.length, acc_ours: share('ours'), acc_lm_eval: share('theirs') },
    largest_difference_nats: Math.max(...pairs.map((pair) => apart(pair.ours, pair.theirs))),
    disagreeing: pairs.filter((pair) => !agreeing.includes(pair)).map(({ one }) => one.id),
  })}\n`,
);
process.exitCode = agreeing.length === cases.length ? 0 : 1;

async function baseModel(): Promise<Subject> {
  const hashes = new FileHashes(join(folders.work, 'hashes.json'));
  const wanted = { base_model: 'smollm2-135m-instruct', base_revision: null, licence: null };
  const { sha256, ...base } = await resolveBaseModel(wanted, { root, cwd: root }, hashes);
  const about = {
    kind: 'base' as const,
    name: base.id,
    runId: null,
    sha256: null,
    baseId: base.id,
    baseSha256: sha256,
  };
  const nothing = { datasetId: null, datasetSha256: null, chatTemplateSha256: null, mlflowRunId: null };
  return { about: { ...about, ...nothing }, base, adapter: null };
}

/** The log-likelihoods of each case's options, by lm-eval. */
async function byLmEval(part: readonly Case[]): Promise<number[][]> {
  const folder = join(folders.work, 'agreement', keyOf(part));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'cases.jsonl'), part.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const task = join(folder, 'agreement.yaml');
  writeFileSync(task, yamlOf(join(folder, 'cases.jsonl')));
  const tasks = await readTasks([task], { root, cwd: root });
  const samples = await runTasks(subject, tasks, { root, folders, device: 'cpu', dtype: 'float32', signal, progress });
  return (readSamples(samples)[0]?.samples ?? []).map(({ likelihoods }) => [...(likelihoods ?? [])]);
}

function yamlOf(data: string): string {
  return `task: agreement
dataset_path: json
dataset_kwargs: {data_files: {test: ${data}}}
test_split: test
output_type: multiple_choice
doc_to_text: '{{prompt}}'
doc_to_choice: '{{options}}'
doc_to_target: '{{answer}}'
metric_list: [{metric: acc}]
`;
}

/** The same by the job that evaluations use. */
async function byUs(part: readonly Case[]): Promise<number[][]> {
  const items = part.map(({ id, prompt, options }) => ({
    ...{ id, messages: [{ role: 'user', content: prompt }], choices: options },
  }));
  const dtype = 'float32' as const;
  const options = {
    folders,
    jobs: torchJobs(root),
    device: 'cpu' as const,
    dtype,
    chatTemplateSha256: null,
    signal,
    progress,
  };
  const found = await scoreItems(subject, items, options);
  return part.map(({ id }) => {
    const scored = found.get(id);
    return scored?.kind === 'choices' ? scored.choices.map(({ logLikelihood }) => logLikelihood) : [];
  });
}

/** lm-eval's acc: the likeliest option is the right one. */
function isRight({ answer }: Case, worths: readonly number[]): boolean {
  return worths.length > 0 && worths.indexOf(Math.max(...worths)) === answer;
}

/**
 * How far the two are apart, but for what all options of a case share: lm-eval counts the template's last line break to
 * the options, we to the prompt.
 */
function apart(own: readonly number[], other: readonly number[]): number {
  const shift = (own[0] ?? 0) - (other[0] ?? 0);
  return Math.max(...own.map((value, at) => Math.abs(value - (other[at] ?? NaN) - shift)));
}
