import { join, relative } from 'node:path';

import { inventory } from '@naru/devices';
import { FileHashes, folderBeside, settleFolder, writeFileAtomically } from '@naru/files';
import { tableLines } from '@naru/terminal';
import { newRunId } from '@naru/torch-runner';
import type { LmEvalFigure } from '@naru/contracts';
import { AppError } from '@naru/contracts';
import { Command } from 'commander';

import { comparedSamples, readSamples, readTasks, type ComparedSamples } from '../lm-eval/index.ts';
import { comparedByLmEval } from '../lm-evaled.ts';
import { findSubjects } from '../subjects/find-subjects.ts';
import { productionOf } from '../subjects/production.ts';
import { resultFolders } from '../work.ts';
import type { CommandContext, Done } from './context.ts';

interface LmEvalArguments {
  readonly task?: string;
  readonly subject: string;
  readonly baseline: string;
  readonly limit?: string;
  readonly samples?: string;
}

/** `evaluate:lm-eval`: lm-eval asks two subjects, and their samples are compared item by item. */
export function lmEvalCommand(context: CommandContext, done: Done): Command {
  return new Command('lm-eval')
    .description(
      "Ask tasks of EleutherAI's lm-eval, offline, of a model and of another, and compare them item by item.",
    )
    .option('--task <tasks>', 'names of tasks in apps/evaluate/lm-eval/tasks, or YAML files, separated by commas')
    .option('--subject <model>', 'a run, an adapter by its name, or latest', 'latest')
    .option('--baseline <model>', 'the same, base, or production', 'base')
    .option('--limit <items>', 'the first so many of each task')
    .option(
      '--samples <folders>',
      'what lm-eval wrote elsewhere with --log_samples: the subject’s folder, the baseline’s',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (given: LmEvalArguments) => {
      const compared = given.samples === undefined ? await asked(given, context) : taken(given.samples);
      await keep(compared, context);
      done(0);
    });
}

const EXAMPLES = `
Examples:
  npx nx run evaluate:lm-eval --task=naru-choices-ko,naru-choices-en --subject=latest
  npx nx run evaluate:lm-eval --task=my/task.yaml --subject=smollm2-135m@1a2b3c4d --baseline=production
  npx nx run evaluate:lm-eval --samples=out/mine,out/theirs`;

async function asked(given: LmEvalArguments, context: CommandContext): Promise<ComparedSamples> {
  const { places } = context;
  const names = (given.task ?? '').split(',').filter((name) => name.trim() !== '');
  if (names.length === 0) {
    throw new AppError('usage', 'No task is named.', { hint: '--task=naru-choices-ko is one. --help shows more.' });
  }
  const limit = given.limit === undefined ? undefined : Number(given.limit);
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new AppError('usage', `--limit=${given.limit ?? ''} is no whole number from 1 on.`);
  }
  const folders = resultFolders(places.root);
  const tasks = await readTasks(names, places);
  const subjects = await findSubjects(
    { candidate: given.subject, baseline: given.baseline },
    {
      places,
      hashes: new FileHashes(join(folders.work, 'hashes.json')),
      production: (baseId) => productionOf(baseId, context),
    },
  );
  const { gpus } = await inventory();
  return comparedByLmEval(subjects, tasks, { folders, context, device: gpus.length > 0 ? 'cuda' : 'cpu', limit });
}

function taken(samples: string): ComparedSamples {
  const [own, other, ...more] = samples.split(',');
  if (own === undefined || other === undefined || more.length > 0) {
    throw new AppError('usage', '--samples takes two folders: the subject’s and the baseline’s, with a comma between.');
  }
  return comparedSamples(readSamples(own), readSamples(other));
}

/** The figures for people; every item in `results/lm-eval/<id>`. */
async function keep({ figures, items }: ComparedSamples, { terminal, places }: CommandContext): Promise<void> {
  const results = join(resultFolders(places.root).results, 'lm-eval');
  const beside = await folderBeside(results);
  await writeFileAtomically(join(beside, 'items.jsonl'), items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  await writeFileAtomically(join(beside, 'figures.json'), `${JSON.stringify(figures, null, 2)}\n`);
  const { path } = await settleFolder(beside, newRunId());
  const head = ['task', 'metric', 'items', 'subject', 'baseline', 'difference', 'from', 'to'];
  terminal.write(`\n${tableLines([head, ...figures.map(rowOf)], '  ').join('\n')}\n${relative(places.cwd, path)}\n`);
}

function rowOf({ task, metric, items, ...figure }: LmEvalFigure): string[] {
  const { candidate, baseline, difference, low, high } = figure;
  return [
    task,
    metric,
    String(items),
    ...[candidate, baseline, difference, low, high].map((value) => value.toFixed(3)),
  ];
}
