import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A question with options, one of them right. */
export interface Case {
  readonly id: string;
  readonly prompt: string;
  readonly options: readonly string[];
  readonly answer: number;
}

interface Line {
  readonly id: string;
  readonly prompt?: string;
  readonly options?: readonly string[];
  readonly answer?: number;
  readonly references?: readonly string[];
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
}

const FIRST_CHARACTERS = 60;

/**
 * The multiple-choice items of data/evaluation, then its questions and every sample conversation as such: what is asked
 * first, with the beginning of its own answer and of another one in the same language.
 */
export function casesOf(root: string): Case[] {
  const choices = linesOf(root, 'data/evaluation/choices.*.jsonl').map(
    ({ id, prompt = '', options = [], answer = 0 }) => ({
      ...{ id, prompt, options, answer },
    }),
  );
  const questions = linesOf(root, 'data/evaluation/questions.*.jsonl').map(
    ({ prompt = '', references: [right = ''] = [] }) => ({
      ...{ prompt, right },
    }),
  );
  const conversations = linesOf(root, 'data/samples/**/*.jsonl').map(({ messages = [] }) => ({
    prompt: messages.find(({ role }) => role === 'user')?.content ?? '',
    right: messages.find(({ role }) => role === 'assistant')?.content ?? '',
  }));
  const samples = [...questions, ...conversations]
    .map(({ prompt, right }) => ({ prompt, answer: beginningOf(right), isKorean: /\p{Script=Hangul}/u.test(prompt) }))
    .filter(({ prompt, answer }) => prompt !== '' && answer !== '');
  const told = samples.flatMap(({ prompt, answer, isKorean }, at): Case[] => {
    const others = [...samples.slice(at + 1), ...samples.slice(0, at)];
    const other = others.find((one) => one.isKorean === isKorean && one.answer !== answer);
    if (other === undefined) return [];
    const place = at % 2;
    const options = place === 0 ? [answer, other.answer] : [other.answer, answer];
    return [{ id: `question-${at}`, prompt, options, answer: place }];
  });
  return [...choices, ...told];
}

const linesOf = (root: string, pattern: string): Line[] =>
  globSync(pattern, { cwd: root })
    .sort()
    .flatMap((file) => readFileSync(join(root, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

function beginningOf(answer: string): string {
  const [line = ''] = answer.trim().split('\n');
  return line.slice(0, FIRST_CHARACTERS).toWellFormed().trim();
}
