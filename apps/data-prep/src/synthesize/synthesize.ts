// Owns the way from plans to rows: questions, answers, verdicts, and what is left out on the way. Does not know endpoints,
// files or how it is shown.
import { type Asker, type Prompt, type TokenBudget } from '@naru/ask';

import { isEcho } from './echo.ts';
import type { Row } from '../rows/row.ts';
import { spokenText } from '../rows/spoken-text.ts';
import { isVerdict, judged, type Rubric, type Verdict } from '../steps/judge/verdict.ts';
import { answeredRow, answerRequest, type AnswerSettings, type Question } from './answers.ts';
import type { KnownTexts } from './known-texts.ts';
import { isIn, type Plan } from './plans.ts';
import { askQuestions, MOST_QUESTIONS, type QuestionRequest } from './questions.ts';

export interface SynthesisRun {
  readonly plans: readonly Plan[];
  readonly rowsPerTopic: number;
  readonly rounds: number;
  readonly settings: AnswerSettings;
  readonly asker: Asker;
  readonly budget: TokenBudget;
  readonly judge?: { readonly asker: Asker; readonly rubric: Rubric; readonly minimum: number };
  /** Questions, and questions with their answers, that are there. Both grow. */
  readonly known: { readonly questions: KnownTexts; readonly rows: KnownTexts };
  /** Told how many rows there are, those under way counted with them. */
  readonly onProgress: (rows: number) => void;
}

export interface MadeRow {
  readonly row: Row;
  readonly verdict?: Verdict;
}

export interface Made {
  /** In the order of the plans. */
  readonly rows: readonly MadeRow[];
  /** Questions and answers that were left out, by cause. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** A plan with what came of it. */
interface Growing {
  readonly plan: Plan;
  readonly rows: MadeRow[];
  readonly questions: string[];
}

/**
 * Makes rows, round by round: each asks for as many questions as rows are lacking. What is decided follows from the
 * answers alone, not from the order in which they come: who goes on after a kill gets the same rows.
 *
 * @throws AppError where the endpoint fails as a whole, AbortError when stopped
 */
export async function synthesize(run: SynthesisRun): Promise<Made> {
  const growing = run.plans.map((plan): Growing => ({ plan, rows: [], questions: [] }));
  const dropped: Record<string, number> = {};
  const drop = (cause: string): void => void (dropped[cause] = (dropped[cause] ?? 0) + 1);
  for (let round = 0; round < run.rounds && !run.budget.reached; round += 1) {
    const lacking = growing.filter(({ rows }) => rows.length < run.rowsPerTopic);
    if (lacking.length === 0) break;
    const questions = await newQuestions(lacking, round, run, drop);
    const candidates = await answered(questions, growing, run, drop);
    await accept(candidates, run, drop);
  }
  return { rows: growing.flatMap(({ rows }) => rows), dropped };
}

type Drop = (cause: string) => void;
type Asking = Question & { readonly of: Growing };
type Candidate = Asking & { readonly row: Row };

async function newQuestions(
  lacking: readonly Growing[],
  round: number,
  run: SynthesisRun,
  drop: Drop,
): Promise<Asking[]> {
  const { asker, known, rowsPerTopic, settings } = run;
  const requests = lacking.flatMap((one) => requestsOf(one, rowsPerTopic - one.rows.length, round, settings.seed));
  const found = await askQuestions(
    asker,
    requests.map(({ request }) => request),
    settings.prompts.questions,
    settings.temperature,
  );
  const questions: Asking[] = [];
  for (const [at, { of }] of requests.entries()) {
    const texts = found[at] ?? 'failed';
    if (typeof texts === 'string') drop(texts);
    else if (texts.length === 0) drop('malformed-questions');
    for (const text of typeof texts === 'string' ? [] : texts) {
      const cause = unfit(text, of.plan, known.questions, settings.prompts.questions[of.plan.language]);
      if (cause === undefined) {
        of.questions.push(text);
        questions.push({ plan: of.plan, text, of });
      } else drop(cause);
    }
  }
  return questions;
}

const ROUND_STRIDE = 10_007;

function requestsOf(
  of: Growing,
  lacks: number,
  round: number,
  seed: number,
): { of: Growing; request: QuestionRequest }[] {
  return Array.from({ length: Math.ceil(lacks / MOST_QUESTIONS) }, (_, at) => ({
    of,
    request: {
      plan: of.plan,
      count: Math.min(MOST_QUESTIONS, lacks - at * MOST_QUESTIONS),
      avoid: of.questions,
      seed: seed + round * ROUND_STRIDE + at,
    },
  }));
}

const LEAST_CHARACTERS = 8;
const MOST_CHARACTERS = 8000;

function unfit(text: string, { language }: Plan, known: KnownTexts, prompt: Prompt): string | undefined {
  if (text.length < LEAST_CHARACTERS || text.length > MOST_CHARACTERS) return 'question-length';
  if (isEcho(text, `${prompt.system}\n${prompt.user}`)) return 'question-echo';
  if (!isIn(text, language)) return 'question-language';
  return known.addNew(text) ? undefined : 'question-duplicate';
}

async function answered(
  questions: readonly Asking[],
  growing: readonly Growing[],
  { asker, settings, known, onProgress }: SynthesisRun,
  drop: Drop,
): Promise<Candidate[]> {
  let rows = growing.reduce((sum, one) => sum + one.rows.length, 0);
  const outcomes = await asker.ask(
    questions.map((question) => answerRequest(question, settings)),
    () => onProgress((rows += 1)),
  );
  const candidates: Candidate[] = [];
  for (const [at, question] of questions.entries()) {
    const outcome = outcomes[at];
    const row = outcome === undefined ? 'failed' : answeredRow(question, outcome, settings);
    if (typeof row === 'string') drop(row);
    else if (known.rows.addNew(spokenText(row))) candidates.push({ ...question, row });
    else drop('near-duplicate');
  }
  return candidates;
}

async function accept(
  candidates: readonly Candidate[],
  { judge, rowsPerTopic }: SynthesisRun,
  drop: Drop,
): Promise<void> {
  const rows = candidates.map(({ row, plan }) => ({ messages: row.messages, language: plan.language }));
  const verdicts = judge === undefined ? [] : await judged(judge.asker, rows, judge.rubric);
  for (const [at, { row, of }] of candidates.entries()) {
    const verdict = verdicts[at];
    if (of.rows.length >= rowsPerTopic) drop('beyond-wanted');
    else if (verdict === undefined) of.rows.push({ row });
    else if (!isVerdict(verdict)) drop(`unjudged-${verdict}`);
    else if (verdict.score < (judge?.minimum ?? 0)) drop('judged-low');
    else of.rows.push({ row, verdict });
  }
}
