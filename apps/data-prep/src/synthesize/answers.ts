import { promptId, turnsOf, withoutThoughts, type Asked, type Outcome, type Prompt } from '@naru/ask';

import { repeatsSystem } from './echo.ts';
import type { Row } from '../rows/row.ts';
import { normalize, normalizeDefaults } from '../steps/normalize/index.ts';
import { quality, qualityDefaults } from '../steps/quality/index.ts';
import { isIn, type Plan } from './plans.ts';
import { causeOf } from './questions.ts';

/** A question that will be answered. */
export interface Question {
  readonly plan: Plan;
  readonly text: string;
}

export interface AnswerSettings {
  readonly model: string;
  readonly prompts: { readonly questions: ByLanguage; readonly answer: ByLanguage };
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed: number;
  /** Threshold of the quality step. */
  readonly quality: number;
}

type ByLanguage = Readonly<Record<Plan['language'], Prompt>>;

export function answerRequest({ plan, text }: Question, settings: AnswerSettings): Asked {
  const { maxTokens, temperature, seed, prompts } = settings;
  const turns = turnsOf(prompts.answer[plan.language], { topic: plan.topic, question: text });
  return { about: text.slice(0, ABOUT_CHARACTERS), request: { turns, maxTokens, temperature, seed } };
}

const ABOUT_CHARACTERS = 200;

/** The row of a question and what was answered, or why there is none. */
export function answeredRow({ plan, text }: Question, outcome: Outcome, settings: AnswerSettings): Row | string {
  if (outcome.kind !== 'answered') return causeOf(outcome);
  if (outcome.finishReason === 'length') return 'cut';
  if (outcome.finishReason !== 'stop') return 'refusal';
  const answer = withoutThoughts(outcome.text);
  if (answer === '' || !answer.isWellFormed()) return 'empty';
  const { model, prompts } = settings;
  if (repeatsSystem(answer, prompts.answer[plan.language])) return 'echo';
  const prompt = `${promptId(prompts.questions[plan.language])} ${promptId(prompts.answer[plan.language])}`;
  const raw: Row = {
    messages: [
      { role: 'user', content: text },
      { role: 'assistant', content: answer },
    ],
    source: model,
    at: '',
    topic: plan.topic,
    language: plan.language,
    synthetic: { model, prompt },
  };
  return checked(raw, plan, settings.quality);
}

function checked(raw: Row, plan: Plan, threshold: number): Row | string {
  const cleaned = normalize.prepare(normalizeDefaults, '')(raw);
  if (cleaned.drop !== undefined) return cleaned.drop;
  const row = cleaned.row ?? raw;
  if (!isIn(row.messages[1]?.content ?? '', plan.language)) return 'wrong-language';
  return quality.prepare({ ...qualityDefaults, threshold }, '')(row).drop ?? row;
}
