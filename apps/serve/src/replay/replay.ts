// Owns asking a model again what people asked before, and laying its answers beside those that they got.
// Does not know which of the two is better.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { EvaluatedItem, SubjectAnswer } from '@naru/contracts';
import type { Database } from '@naru/db';
import { keyOf, writeFileAtomically } from '@naru/files';
import type { ChatClient } from '@naru/inference';
import { languageOf } from '@naru/language';
import { chrf } from '@naru/text-measures';

import { pastAnswers, type PastAnswer } from './past-answers.ts';

export interface ReplayOptions {
  /** `results/replays` */
  readonly folder: string;
  /** data/forgotten.jsonl */
  readonly forgotten: string;
  readonly client: ChatClient;
  readonly model: { readonly name: string; readonly adapter: string | null; readonly sha256: string | null };
  /** Their whole answers; empty: what people rated and agreed to have learned from. */
  readonly conversations: readonly string[];
  readonly say: (text: string) => void;
  readonly signal?: AbortSignal;
}

export interface Replayed {
  readonly id: string;
  readonly path: string;
  readonly answers: number;
  /** Of those, made by an earlier call that was cut off. */
  readonly known: number;
  /** Of those with a correction: which answer is nearer to it. */
  readonly corrected: { readonly nearer: number; readonly farther: number };
}

const SAMPLING = { temperature: 0, seed: 1, maxTokens: 1024 } as const;
const TOLD_EVERY = 10;
const SYLLABLES = chrf({ wordOrder: 2, characters: 'syllable' });

/**
 * Asks a model again, greedily, what led to answers of the past. Writes a line for each, as an evaluation does, with a
 * correction as what is right.
 *
 * Killed at any moment and called again it goes on; the same answers and model are the same replay.
 */
export async function replay(database: Database, options: ReplayOptions): Promise<Replayed> {
  const { folder, model, say, signal } = options;
  const asked = await pastAnswers(database, options);
  const ids = asked.map(({ messageId }) => messageId);
  const id = `${model.name}-${keyOf({ sha256: model.sha256, name: model.name, sampling: SAMPLING, ids }).slice(0, 12)}`;
  const path = join(folder, id, 'replay.jsonl');
  await mkdir(join(folder, id), { recursive: true });
  const known = await knownIn(path);
  for (const [at, past] of asked.entries()) {
    if (known.has(past.messageId)) continue;
    signal?.throwIfAborted();
    const item = itemOf(past, await answered(options, past));
    await appendFile(path, `${JSON.stringify(item)}\n`);
    if ((at + 1) % TOLD_EVERY === 0) say(`${at + 1} of ${asked.length}`);
  }
  return { id, path, answers: asked.length, known: known.size, corrected: await nearness(path) };
}

async function nearness(path: string): Promise<Replayed['corrected']> {
  const pairs = linesOf(await readFile(path, 'utf8').catch(() => '')).flatMap(({ scores }) =>
    scores['chrf'] === undefined ? [] : [scores['chrf']],
  );
  const differences = pairs.map(([ours, theirs]) => ours - theirs);
  return {
    nearer: differences.filter((each) => each > 0).length,
    farther: differences.filter((each) => each < 0).length,
  };
}

/** The answers that are whole; what a kill cut off is taken away. */
async function knownIn(path: string): Promise<ReadonlySet<string>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole !== text) await writeFileAtomically(path, whole);
  return new Set(linesOf(whole).map(({ id }) => id));
}

const linesOf = (text: string): EvaluatedItem[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as EvaluatedItem]));

async function answered({ client, model, signal }: ReplayOptions, { turns }: PastAnswer): Promise<SubjectAnswer> {
  const begun = performance.now();
  const since = (): number => Math.round(performance.now() - begun);
  const made = { answer: '', finishReason: null as string | null, ttftMs: null as number | null };
  let tokens: number | null = null;
  const request = { ...SAMPLING, messages: turns.map(({ role, content }) => ({ role, content })) };
  for await (const event of client.stream(request, { adapter: model.adapter, signal })) {
    if (event.type === 'delta') {
      made.ttftMs ??= since();
      made.answer += event.text;
    } else if (event.type === 'finish') made.finishReason = event.reason;
    else if (event.type === 'usage') tokens = event.completionTokens;
  }
  return { ...made, tokens, ms: since(), likelihood: null, choices: null };
}

function itemOf({ messageId, turns, answer, correction }: PastAnswer, candidate: SubjectAnswer): EvaluatedItem {
  const prompt = turns.at(-1)?.content ?? '';
  const nothing = { ms: null, ttftMs: null, tokens: null, likelihood: null, choices: null };
  const right = correction === null || correction === '' ? null : correction;
  const near = (text: string): number => SYLLABLES.itemScore(SYLLABLES.count(text, [right ?? '']));
  const both = (): [number, number] => [near(candidate.answer ?? ''), near(answer)];
  const scores = right === null ? {} : { chrf: both() };
  return {
    ...{ id: messageId, set: 'replay', kind: 'question', language: languageOf(prompt).language, prompt },
    ...{ references: right === null ? [] : [right], candidate, scores },
    baseline: { answer, finishReason: null, ...nothing },
  };
}
