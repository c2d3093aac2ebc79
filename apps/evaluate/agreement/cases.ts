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
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
}

const FIRST_CHARACTERS = 60;

/**
 * The multiple-choice items of data/evaluation, then every sample conversation as one: its first question, with the
 * beginning of its own answer and that of another conversation in the same language.
 */
export function casesOf(root: string): Case[] {
  const choices = linesOf(root, 'data/evaluation/choices.*.jsonl').map(
    ({ id, prompt = '', options = [], answer = 0 }) => ({
      ...{ id, prompt, options, answer },
    }),
  );
  const samples = linesOf(root, 'data/samples/*.jsonl').flatMap(({ messages = [] }) => {
    const prompt = messages.find(({ role }) => role === 'user')?.content ?? '';
    const answer = beginningOf(messages.find(({ role }) => role === 'assistant')?.content ?? '');
    return prompt === '' || answer === '' ? [] : [{ prompt, answer, isKorean: /\p{Script=Hangul}/u.test(prompt) }];
  });
  const told = samples.flatMap(({ prompt, answer, isKorean }, at): Case[] => {
    const others = [...samples.slice(at + 1), ...samples.slice(0, at)];
    const other = others.find((one) => one.isKorean === isKorean && one.answer !== answer);
    if (other === undefined) return [];
    const place = at % 2;
    const options = place === 0 ? [answer, other.answer] : [other.answer, answer];
    return [{ id: `sample-${at}`, prompt, options, answer: place }];
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
