import { jsonIn, turnsOf, type AnswerShape, type Asked, type Asker, type Outcome, type Prompt } from '@naru/ask';

import type { Plan } from './plans.ts';

/** A request for questions of one plan. */
export interface QuestionRequest {
  readonly plan: Plan;
  readonly count: number;
  /** Questions that are there. */
  readonly avoid: readonly string[];
  readonly seed: number;
}

export const MOST_QUESTIONS = 10;

const AVOIDED = 20;
const SHOWN_CHARACTERS = 200;
const QUESTION_TOKENS = 160;
const LEAST_TOKENS = 400;
const AGAIN = 500_000_003;

const shapeOf = (count: number): AnswerShape => ({
  name: 'questions',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['questions'],
    properties: { questions: { type: 'array', minItems: count, maxItems: count, items: { type: 'string' } } },
  },
});

/** Why a request has no answer, in the words of what is dropped. */
export const causeOf = (outcome: Exclude<Outcome, { kind: 'answered' }>): string =>
  outcome.kind === 'unasked' ? 'budget' : `failed: ${outcome.reason}`;

/** What came of the requests, in their order: questions, or in a word why there are none. An answer without any is asked for again. */
export async function askQuestions(
  asker: Asker,
  requests: readonly QuestionRequest[],
  prompts: Readonly<Record<Plan['language'], Prompt>>,
  temperature: number,
): Promise<(readonly string[] | string)[]> {
  const asked = (one: QuestionRequest, seed: number): Asked =>
    request(one, prompts[one.plan.language], temperature, seed);
  const found = (await asker.ask(requests.map((one) => asked(one, one.seed)))).map(questionsOf);
  const empty = [...found.keys()].filter((at) => typeof found[at] === 'object' && found[at].length === 0);
  const again = await asker.ask(
    empty.flatMap((at) => requests[at] ?? []).map((one) => asked(one, (one.seed + AGAIN) % 2 ** 31)),
  );
  for (const [at, outcome] of again.entries()) found[empty[at] ?? -1] = questionsOf(outcome);
  return found;
}

function request({ plan, count, avoid }: QuestionRequest, prompt: Prompt, temperature: number, seed: number): Asked {
  const { topic, language, examples } = plan;
  const words = WORDS[language];
  return {
    about: topic,
    request: {
      turns: turnsOf(prompt, {
        topic,
        count: String(count),
        examples: listed(words.examples, examples),
        avoid: listed(words.avoid, avoid.slice(-AVOIDED)),
      }),
      maxTokens: Math.max(LEAST_TOKENS, count * QUESTION_TOKENS),
      temperature,
      seed,
      shape: shapeOf(count),
    },
  };
}

const WORDS = {
  ko: { examples: '사람이 쓴 질문의 예:', avoid: '이미 있으므로 쓰지 않을 질문:' },
  en: {
    examples: 'Questions that people wrote, as examples:',
    avoid: 'Questions that are there already, not to be repeated:',
  },
} as const;

function listed(heading: string, texts: readonly string[]): string {
  if (texts.length === 0) return '';
  const lines = texts.map((text) => `- ${text.replace(/\s+/g, ' ').slice(0, SHOWN_CHARACTERS).toWellFormed()}`);
  return [heading, ...lines].join('\n');
}

function questionsOf(outcome: Outcome): readonly string[] | string {
  if (outcome.kind !== 'answered') return causeOf(outcome);
  const { questions } = jsonIn(outcome.text) ?? {};
  const listedOnes: unknown[] = Array.isArray(questions) ? questions : wholeStrings(outcome.text);
  return listedOnes.map(textOf).filter((text) => text !== '');
}

/** The whole strings of a list that was cut. */
function wholeStrings(text: string): string[] {
  const list = /"questions"\s*:\s*\[([\s\S]*)$/.exec(text)?.[1] ?? '';
  return [...list.matchAll(/"(?:[^"\\]|\\.)*"(?=\s*[,\]])/g)].flatMap(([quoted]) => {
    try {
      return [JSON.parse(quoted) as string];
    } catch {
      return [];
    }
  });
}

function textOf(question: unknown): string {
  const text =
    typeof question === 'object' && question !== null ? (question as { question?: unknown }).question : question;
  return typeof text === 'string' && text.isWellFormed() ? text.trim() : '';
}
