import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { EvaluationGate } from '@naru/contracts';
import { inventory } from '@naru/devices';
import { FileHashes, holdLock } from '@naru/files';
import { readTrainJob } from '@naru/runs';
import { newRunId, torchJobs } from '@naru/torch-runner';

import { startEngine, type EngineSession } from './answers/start-engine.ts';
import type { CommandContext } from './commands/context.ts';
import { checkContamination } from './contamination/check-contamination.ts';
import { readGate } from './gate/read-gate.ts';
import { MEASURES } from './measures/index.ts';
import { gathered } from './gather.ts';
import { pairwiseId, requireJudge } from './judge/index.ts';
import { judged } from './judged.ts';
import { readTasks, tasksSha256 } from './lm-eval/index.ts';
import { askedByLmEval } from './lm-evaled.ts';
import type { RunOptions } from './options.ts';
import { keyOfInputs, type Inputs } from './report/inputs.ts';
import { findReport, type KeptReport } from './report/kept-reports.ts';
import { makeReport } from './report/make-report.ts';
import { writeResults } from './report/write-results.ts';
import { rememberReport } from './report/remember-report.ts';
import { sayVerdict } from './report/say-verdict.ts';
import { heldOutRows } from './sets/held-out.ts';
import { readSets } from './sets/read-sets.ts';
import { findSubjects, type Subjects } from './subjects/find-subjects.ts';
import { productionOf } from './subjects/production.ts';
import type { Subject } from './subjects/subject.ts';
import { trackEvaluation } from './tracking/track-evaluation.ts';
import { resultFolders, type ResultFolders } from './work.ts';

/**
 * Holds a candidate against a baseline and writes `results/<evalId>`. What was evaluated before with the same inputs is
 * taken from there; killed, the same call goes on from the answers that it has.
 *
 * @throws AppError `usage`, `config.invalid`, `model.*`, `data.*`, `engine.*`, and what the score job ends with
 */
export async function evaluate(options: RunOptions, context: CommandContext): Promise<KeptReport> {
  const { places, progress, signal } = context;
  const folders = resultFolders(places.root);
  const gate = readGate(
    options.gate,
    places,
    MEASURES.map(({ name }) => name),
    options.gateChanges,
  );
  requireJudge(gate, options.judge);
  const lock = await holdLock(join(folders.work, 'evaluate.lock'), {
    onWait: () => progress.say('Another evaluation runs here: this one begins after it.'),
    signal,
  });
  try {
    // What killed jobs left; the log of the last one stays until now.
    await rm(join(folders.work, 'jobs'), { recursive: true, force: true });
    return await evaluateAlone({ options, context, folders, gate });
  } finally {
    await lock.release();
  }
}

interface Evaluating {
  readonly options: RunOptions;
  readonly context: CommandContext;
  readonly folders: ResultFolders;
  readonly gate: EvaluationGate;
}

async function evaluateAlone({ options, context, folders, gate }: Evaluating): Promise<KeptReport> {
  const { places, progress } = context;
  const began = performance.now();
  const subjects = await findSubjects(options, {
    places,
    hashes: new FileHashes(join(folders.work, 'hashes.json')),
    production: (baseId) => productionOf(baseId, context),
  });
  const tasks = await readTasks(options.lmEval, places);
  const spoilable = await itemsFor(subjects.candidate, options, context);
  progress.say(`${subjects.candidate.about.name} against ${subjects.baseline.about.name}, by the gate ${gate.name}`);
  const session = await startEngine([subjects.candidate, subjects.baseline], folders, context);
  try {
    const inputs: Inputs = {
      ...withTemplate(subjects, session),
      ...spoilable,
      gate,
      sampling: samplingOf(options),
      session,
      judge: options.judge && { model: options.judge.model, url: options.judge.url, rubric: pairwiseId() },
      lmEval: tasks.length === 0 ? undefined : tasksSha256(tasks),
    };
    const key = keyOfInputs(inputs);
    const known = options.again ? undefined : findReport(folders.results, key);
    if (known !== undefined) {
      progress.say(`The same was evaluated as ${known.report.id}; --again evaluates it anew.`);
      await rememberReport(known, context);
      await trackEvaluation(known, context);
      sayVerdict(known, context);
      return known;
    }
    const using = await deps(folders, context);
    const { made, judge } = await judged(await gathered(inputs, using), options.judge, using);
    const lmEval = await askedByLmEval(inputs, tasks, using);
    const contamination = await contaminationOf(subjects.candidate, spoilable);
    const { report, items } = makeReport({
      ...{ id: newRunId(), key, inputs, contamination, made, judge, lmEval },
      seconds: (performance.now() - began) / 1000,
    });
    const kept = await writeResults(folders.results, report, items);
    await rememberReport(kept, context);
    await trackEvaluation(kept, context);
    sayVerdict(kept, context);
    return kept;
  } finally {
    await session.stop();
  }
}

async function deps(folders: ResultFolders, context: CommandContext) {
  const { gpus } = await inventory();
  return { folders, context, jobs: torchJobs(context.places.root), device: gpus.length > 0 ? 'cuda' : 'cpu' } as const;
}

const samplingOf = ({ seed, maxNewTokens }: RunOptions) => ({ temperature: 0 as const, seed, maxNewTokens });

/** The base model has the template that the engine found in it. */
function withTemplate({ candidate, baseline }: Subjects, { engine }: EngineSession): Subjects {
  const { chatTemplateSha256 } = engine.base;
  const told = ({ about, ...rest }: Subject): Subject => ({
    ...rest,
    about: { ...about, chatTemplateSha256: about.chatTemplateSha256 ?? chatTemplateSha256 },
  });
  return { candidate: told(candidate), baseline: told(baseline) };
}

async function itemsFor({ adapter }: Subject, options: RunOptions, { places, progress }: CommandContext) {
  const { sets, limitItems, limitRows } = options;
  const heldOut = adapter && (await heldOutRows(await readTrainJob(adapter.runDir), adapter.runDir, limitRows));
  const read = readSets({ ...places, wanted: sets, limit: limitItems });
  for (const { name, leftOut = 0 } of read) {
    if (leftOut > 0) progress.say(`${name}: ${leftOut} rows are left out, since two of their options are the same.`);
  }
  return { sets: read, heldOut: heldOut ?? undefined };
}

async function contaminationOf({ adapter, about }: Subject, items: Pick<Inputs, 'sets' | 'heldOut'>) {
  if (adapter !== null) return checkContamination(await readTrainJob(adapter.runDir), items);
  const note = `What ${about.name} was trained on is not known here.`;
  return { checked: false, datasetId: null, rows: 0, overlaps: [], note };
}
