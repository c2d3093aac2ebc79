import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import { keyOf } from '@naru/files';
import { isPassing } from '@naru/inference';
import type { Progress } from '@naru/terminal';

import { AnswerLog, type Answer } from './answer-log.ts';
import { answerPrompt, type Asked } from './answer-prompt.ts';

export interface AnswerAll extends Asked {
  /** What is asked, for people. */
  readonly name: string;
  /** Where answers are kept. */
  readonly logPath: string;
  /** Side by side. */
  readonly slots: number;
  readonly progress: Progress;
}

/** Answers by the hash of their prompt, and what this call itself was answered. */
export interface Answered {
  readonly of: (prompt: string) => Answer;
  readonly fresh: { readonly answers: number; readonly tokens: number };
}

const TRIES = 3;
const WAIT_MS = 2000;

/**
 * The answers to all prompts, several at a time; what is kept is not asked again.
 *
 * @throws AppError `engine.*` where a prompt was not answered in three tries; the same call goes on from there
 */
export async function answerAll(prompts: readonly string[], options: AnswerAll): Promise<Answered> {
  const log = new AnswerLog(options.logPath);
  const missing = [...new Set(prompts)].filter((prompt) => log.get(keyOf(prompt)) === undefined);
  const fresh = { answers: 0, tokens: 0 };
  const meter = options.progress.begin(`answers of ${options.name}`, { total: missing.length, unit: 'answers' });
  const queue = missing.values();
  const work = async (): Promise<void> => {
    for (const prompt of queue) {
      const answer = await patiently(prompt, options);
      log.add(keyOf(prompt), answer);
      fresh.answers += 1;
      fresh.tokens += answer.tokens;
      meter.at(fresh.answers, `${fresh.tokens} tokens`);
    }
  };
  try {
    await allOrFirstFault(Array.from({ length: Math.min(options.slots, missing.length) }, work));
  } finally {
    log.close();
    meter.end();
  }
  return { fresh, of: (prompt) => required(log.get(keyOf(prompt)), prompt) };
}

/** A fault ends the others at their next prompt; all of them are waited for. */
async function allOrFirstFault(working: readonly Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(working);
  const fault = ended.find((one) => one.status === 'rejected');
  if (fault !== undefined) throw fault.reason;
}

async function patiently(prompt: string, asked: AnswerAll): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    asked.signal.throwIfAborted();
    try {
      return await answerPrompt(prompt, asked);
    } catch (error) {
      if (tries < TRIES && isPassing(error)) await sleep(WAIT_MS, undefined, { signal: asked.signal });
      else throw said(error, prompt);
    }
  }
}

const SHOWN = 60;

function said(error: unknown, prompt: string): unknown {
  if (!(error instanceof AppError) || error.code === 'cancelled') return error;
  return new AppError(error.code, `"${prompt.slice(0, SHOWN).toWellFormed()}" was not answered: ${error.message}`, {
    hint: error.hint ?? 'Run the same command again: it goes on from there.',
    cause: error,
  });
}

function required(answer: Answer | undefined, prompt: string): Answer {
  if (answer === undefined) throw new Error(`no answer to ${prompt.slice(0, SHOWN)}`);
  return answer;
}
