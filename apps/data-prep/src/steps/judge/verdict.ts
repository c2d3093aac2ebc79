import { jsonIn, turnsOf, type AnswerShape, type Asked, type Asker, type Outcome, type Prompt } from '@naru/ask';
import { keyOf } from '@naru/files';

import { readPrompt } from '../../prompts.ts';
import type { Message } from '../../rows/row.ts';

export type JudgeLanguage = 'ko' | 'en';

/** What makes an answer good, in both languages: `prompts/rubrics/<name>/{ko,en}.md`. */
export type Rubric = Readonly<Record<JudgeLanguage, Prompt>>;

/** @throws AppError `config.invalid` where there is no such rubric */
export const readRubric = (name: string): Rubric => ({
  ko: readPrompt(`rubrics/${name}/ko`),
  en: readPrompt(`rubrics/${name}/en`),
});

export interface Verdict {
  /** 1 to 5. */
  readonly score: number;
  readonly reason: string;
}

export type Unjudged = 'malformed' | 'budget' | 'failed';

export interface Judgeable {
  readonly messages: readonly Message[];
  readonly language: JudgeLanguage;
}

/** The verdicts in the order of the rows, or why there is none. An answer without a verdict is asked for once more. */
export async function judged(
  asker: Asker,
  rows: readonly Judgeable[],
  rubric: Rubric,
  onDone: () => void = () => undefined,
): Promise<(Verdict | Unjudged)[]> {
  const first = await asker.ask(
    rows.map((row) => request(row, rubric, 0)),
    onDone,
  );
  const verdicts = first.map(verdictOf);
  const malformed = [...verdicts.keys()].filter((at) => verdicts[at] === 'malformed');
  const again = await asker.ask(malformed.flatMap((at) => request(rows[at] ?? NO_ROW, rubric, 1)));
  for (const [at, outcome] of again.entries()) verdicts[malformed[at] ?? -1] = verdictOf(outcome);
  return verdicts;
}

const NO_ROW: Judgeable = { messages: [], language: 'en' };

export const isVerdict = (found: Verdict | Unjudged): found is Verdict => typeof found === 'object';

/** Of a row's turns alone: the same words are judged once, wherever they come from. */
export const contentKey = ({ messages }: Pick<Judgeable, 'messages'>): string => keyOf(messages);

const MOST_TOKENS = 300;
/** Of the second try: the first answer, at 0, would come again. */
const AGAIN_TEMPERATURE = 0.5;

const SHAPE: AnswerShape = {
  name: 'verdict',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['reason', 'score'],
    properties: { reason: { type: 'string' }, score: { type: 'integer', enum: [1, 2, 3, 4, 5] } },
  },
};

function request(row: Judgeable, rubric: Rubric, again: 0 | 1): Asked {
  const conversation = row.messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n');
  return {
    about: contentKey(row),
    request: {
      turns: turnsOf(rubric[row.language], { conversation }),
      maxTokens: MOST_TOKENS,
      temperature: again * AGAIN_TEMPERATURE,
      seed: again,
      shape: SHAPE,
    },
  };
}

function verdictOf(outcome: Outcome): Verdict | Unjudged {
  if (outcome.kind === 'unasked') return 'budget';
  if (outcome.kind === 'failed') return 'failed';
  const { score, reason } = jsonIn(outcome.text) ?? {};
  const points = typeof score === 'string' ? Number(score) : score;
  if (typeof points !== 'number' || !Number.isInteger(points) || points < 1 || points > 5) return 'malformed';
  if (typeof reason !== 'string' || !/\p{L}/u.test(reason)) return 'malformed'; // the prompt's form, given back
  return { score: points, reason: reason.trim().slice(0, REASON_CHARACTERS).toWellFormed() };
}

const REASON_CHARACTERS = 500;
