import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { AnswerLog, Asker, TokenBudget, type OpenModel } from '@naru/ask';
import { AppError } from '@naru/contracts';
import { FileHashes, tryLock } from '@naru/files';
import { whole } from '@naru/terminal';

import { readPrompt } from '../prompts.ts';
import type { BuildProgress } from '../build/progress.ts';
import { workOf, type Places } from '../recipe/places.ts';
import { spokenText } from '../rows/spoken-text.ts';
import { readRubric } from '../steps/judge/verdict.ts';
import { openVerdicts } from '../steps/judge/verdict-log.ts';
import type { AnswerSettings } from './answers.ts';
import { KnownTexts } from './known-texts.ts';
import { plansOf, questionOf } from './plans.ts';
import { publishSource, type PublishedSource, type SyntheticParts } from './publish.ts';
import { readRows, type ReadRows } from './read-rows.ts';
import type { Synthesis } from './read-synthesis.ts';
import { synthesize, type Made } from './synthesize.ts';

export interface SynthesisContext {
  readonly places: Places;
  readonly progress: BuildProgress;
  readonly signal: AbortSignal;
  readonly openModel: OpenModel;
}

/**
 * Makes the rows that a configuration describes, and a source of them. Answers are kept as they come, in
 * `data/work/synthesize/<name>/`: who was stopped, killed or out of budget goes on from there.
 *
 * @throws AppError `run.locked` while another process makes the same, `data.invalid` where no row was left
 */
export async function runSynthesis(synthesis: Synthesis, context: SynthesisContext): Promise<PublishedSource> {
  const folder = join(workOf(context.places), 'synthesize', synthesis.name);
  await mkdir(folder, { recursive: true });
  const attempt = await tryLock(join(folder, 'lock'));
  if (!attempt.held) {
    throw new AppError('run.locked', `Process ${attempt.by.pid} makes ${synthesis.name} already.`);
  }
  const logs: AnswerLog[] = [];
  try {
    const answers = await AnswerLog.open(join(folder, 'answers.jsonl'));
    logs.push(answers);
    const judge = { model: synthesis.model, rubric: 'answer', ...synthesis.judge };
    const verdicts = synthesis.judge === undefined ? answers : await openVerdicts(workOf(context.places), judge);
    if (verdicts !== answers) logs.push(verdicts);
    return await made(synthesis, { answers, verdicts }, context);
  } finally {
    for (const log of logs) await log.close();
    await attempt.lock.release();
  }
}

interface Logs {
  readonly answers: AnswerLog;
  readonly verdicts: AnswerLog;
}

async function made(synthesis: Synthesis, logs: Logs, context: SynthesisContext): Promise<PublishedSource> {
  const { progress, signal, places } = context;
  const hashes = new FileHashes(join(workOf(places), 'hashes.json'));
  const [seeds, against] = [await readRows(synthesis.seeds, hashes), await readRows(synthesis.against, hashes)];
  const plans = plansOf(synthesis, seeds.rows);
  const budget = new TokenBudget(synthesis.budget_tokens);
  const askers = askersOf(synthesis, logs, budget, context);
  const wanted = plans.length * synthesis.rows_per_topic;
  const meter = progress.begin('synthesize', { total: wanted, unit: 'rows' });
  signal.throwIfAborted();
  const result = await synthesize({
    plans,
    rowsPerTopic: synthesis.rows_per_topic,
    rounds: synthesis.rounds,
    settings: settingsOf(synthesis),
    budget,
    known: knownOf(synthesis, [...seeds.rows, ...against.rows]),
    onProgress: (rows) => meter.at(Math.min(rows, wanted), `${whole(budget.spent)} tokens`),
    ...askers,
  });
  meter.at(result.rows.length, `${whole(budget.spent)} tokens`);
  meter.end();
  requireRows(result, budget);
  const estimated = askers.asker.uncounted + (askers.judge?.asker.uncounted ?? 0);
  const tokens = { prompt: budget.prompt, completion: budget.completion, estimated };
  const parts = partsOf(synthesis, { seeds, against, wanted, tokens, ended: ended(result, wanted, budget) });
  return publishSource(join(places.root, 'data', 'synthetic'), result, parts);
}

function askersOf(synthesis: Synthesis, { answers, verdicts }: Logs, budget: TokenBudget, context: SynthesisContext) {
  const { model, endpoint, concurrency, judge } = synthesis;
  const shared = { budget, concurrency, signal: context.signal };
  const writer = context.openModel({ model, endpoint });
  const asker = new Asker({ ...shared, model: writer, log: answers });
  if (judge === undefined) return { asker };
  const judging =
    judge.model === undefined && judge.endpoint === undefined
      ? writer
      : context.openModel({ model: judge.model ?? model, endpoint: judge.endpoint ?? endpoint });
  return {
    asker,
    judge: {
      asker: new Asker({ ...shared, model: judging, log: verdicts }),
      rubric: readRubric(judge.rubric),
      minimum: judge.minimum,
    },
  };
}

const LANGUAGES = ['ko', 'en'] as const;

function settingsOf({ model, max_answer_tokens, temperature, seed, quality }: Synthesis): AnswerSettings {
  const questions = { ko: readPrompt('questions.ko'), en: readPrompt('questions.en') };
  const answer = { ko: readPrompt('answer.ko'), en: readPrompt('answer.en') };
  return { model, prompts: { questions, answer }, maxTokens: max_answer_tokens, temperature, seed, quality };
}

function knownOf({ duplicates }: Synthesis, rows: ReadRows['rows']): { questions: KnownTexts; rows: KnownTexts } {
  const known = { questions: new KnownTexts(duplicates), rows: new KnownTexts(duplicates) };
  for (const row of rows) {
    known.questions.add(questionOf(row));
    known.rows.add(spokenText(row));
  }
  return known;
}

function ended({ rows }: Made, wanted: number, budget: TokenBudget): SyntheticParts['ended'] {
  if (rows.length >= wanted) return 'complete';
  return budget.reached ? 'budget' : 'rounds';
}

function requireRows({ rows, dropped }: Made, budget: TokenBudget): void {
  if (rows.length > 0) return;
  const causes = Object.entries(dropped).map(([cause, count]) => `${cause} ${count}`);
  throw new AppError('data.invalid', `No row was left. ${causes.join(', ')}; ${whole(budget.spent)} tokens.`, {
    hint: budget.reached
      ? 'The budget is reached: raise budget_tokens.'
      : 'A larger model writes more that can be kept.',
  });
}

interface Inputs extends Pick<SyntheticParts, 'wanted' | 'ended' | 'tokens'> {
  readonly seeds: ReadRows;
  readonly against: ReadRows;
}

function partsOf(synthesis: Synthesis, { seeds, against, ...rest }: Inputs): SyntheticParts {
  const { name, description, licence, model, languages, judge, temperature, seed, duplicates, quality } = synthesis;
  const names = LANGUAGES.filter((language) => languages.includes(language)).flatMap((language) => [
    `questions.${language}`,
    `answer.${language}`,
    ...(judge === undefined ? [] : [`rubrics/${judge.rubric}/${language}`]),
  ]);
  return {
    name,
    description,
    licence,
    model,
    prompts: Object.fromEntries(names.map((prompt) => [prompt, readPrompt(prompt).sha256])),
    sampling: { temperature, seed, maxAnswerTokens: synthesis.max_answer_tokens, duplicates, quality },
    judge: judge === undefined ? null : { model: judge.model ?? model, rubric: judge.rubric, minimum: judge.minimum },
    seeds: seeds.files,
    against: against.files,
    ...rest,
  };
}
