import { join } from 'node:path';

import type { TorchJobs } from '@naru/torch-runner';

import { answerAll, type Answered } from './answers/answer-all.ts';
import { SLOTS } from './answers/start-engine.ts';
import type { CommandContext } from './commands/context.ts';
import { madeOf, type Asked } from './compare/scored-item.ts';
import type { Likelihood } from './likelihoods/likelihood.ts';
import { scoreParts, type ScoreItem } from './likelihoods/score-items.ts';
import type { Inputs } from './report/inputs.ts';
import { HELD_OUT, heldOutItem } from './sets/held-out-set.ts';
import type { Subject } from './subjects/subject.ts';
import { workFolder, type ResultFolders } from './work.ts';

export interface GatherDeps {
  readonly folders: ResultFolders;
  readonly context: CommandContext;
  readonly jobs: TorchJobs;
  /** Of likelihoods. */
  readonly device: 'cpu' | 'cuda';
}

/** What both made of every item, and what it cost now. */
export interface Gathered {
  readonly asked: readonly Asked[];
  readonly answers: number;
  readonly tokens: number;
}

interface OfSubject extends Answered {
  readonly likelihoods: ReadonlyMap<string, Likelihood>;
}

/**
 * Asks both subjects for their answers, one after the other, and scores what is scored. Everything is kept as it comes.
 *
 * @throws AppError `engine.*`, and what the score job ends with
 */
export async function gathered(inputs: Inputs, deps: GatherDeps): Promise<Gathered> {
  const { sets, heldOut } = inputs;
  const both: OfSubject[] = [];
  for (const subject of [inputs.baseline, inputs.candidate]) both.push(await ofSubject(subject, inputs, deps));
  const [baseline, candidate] = both;
  if (baseline === undefined || candidate === undefined) throw new Error('two subjects are asked');
  const asked = sets.flatMap(({ name, items }) =>
    items.map((item) => {
      const made = ({ of, likelihoods }: OfSubject) =>
        madeOf(item.kind === 'choice' ? undefined : of(item.prompt), likelihoods.get(idIn(name, item.id)));
      return { set: name, item, candidate: made(candidate), baseline: made(baseline) };
    }),
  );
  const rows = (heldOut?.rows ?? []).map((row) => {
    const made = ({ likelihoods }: OfSubject) => madeOf(undefined, likelihoods.get(idIn(HELD_OUT, row.id)));
    return { set: HELD_OUT, item: heldOutItem(row), candidate: made(candidate), baseline: made(baseline) };
  });
  return {
    asked: [...rows, ...asked],
    answers: baseline.fresh.answers + candidate.fresh.answers,
    tokens: baseline.fresh.tokens + candidate.fresh.tokens,
  };
}

async function ofSubject(subject: Subject, inputs: Inputs, deps: GatherDeps): Promise<OfSubject> {
  const { session, sampling } = inputs;
  const { folders, context } = deps;
  const { about, adapter } = subject;
  const likelihoods = await scoreParts(subject, scorePartsOf(inputs), {
    ...deps,
    chatTemplateSha256: about.chatTemplateSha256,
    ...{ signal: context.signal, progress: context.progress },
  });
  const folder = workFolder(folders, {
    ...{ what: 'answers', v: 1, base: about.baseSha256, adapter: about.sha256, gguf: adapter?.ggufSha256 ?? null },
    ...{ template: about.chatTemplateSha256, engine: session.key, sampling },
  });
  const prompts = inputs.sets.flatMap(({ items }) =>
    items.filter(({ kind }) => kind !== 'choice').map(({ prompt }) => prompt),
  );
  const answered = await answerAll(prompts, {
    ...{ name: about.name, logPath: join(folder, 'answers.jsonl'), slots: SLOTS, sampling },
    ...{ client: session.engine.client, adapter: adapter && about.name },
    ...{ signal: context.signal, progress: context.progress },
  });
  return { ...answered, likelihoods };
}

const ROWS_IN_PART = 64;

/** Rows and choices, each by a name that is its own among all. */
function scorePartsOf({ sets, heldOut }: Inputs): ScoreItem[][] {
  const rows = (heldOut?.rows ?? []).map(({ id, messages }) => ({ id: idIn(HELD_OUT, id), messages }));
  const parts = Array.from({ length: Math.ceil(rows.length / ROWS_IN_PART) }, (_, at) =>
    rows.slice(at * ROWS_IN_PART, (at + 1) * ROWS_IN_PART),
  );
  const choices = sets.map(({ name, items }) =>
    items
      .filter((item) => item.kind === 'choice')
      .map(({ id, prompt, options }) => ({
        ...{ id: idIn(name, id), messages: [{ role: 'user', content: prompt }] },
        choices: options,
      })),
  );
  return [...parts, ...choices];
}

const idIn = (set: string, id: string): string => `${set}/${id}`;
