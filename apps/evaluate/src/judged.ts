import type { JudgeFigures } from '@naru/contracts';
import { openModelWith } from '@naru/ask/open-model';

import type { CommandContext } from './commands/context.ts';
import type { Gathered } from './gather.ts';
import { judgePairs, pairsOf, withWins, type JudgeChoice } from './judge/index.ts';
import type { ResultFolders } from './work.ts';

export interface JudgedGathered {
  readonly made: Gathered;
  readonly judge: JudgeFigures | null;
}

/**
 * Has the judge that a person named compare every two answers.
 *
 * @throws AppError `config.invalid`, `engine.*` where no request can succeed; what was answered is kept
 */
export async function judged(
  made: Gathered,
  choice: JudgeChoice | undefined,
  { folders, context }: { readonly folders: ResultFolders; readonly context: CommandContext },
): Promise<JudgedGathered> {
  if (choice === undefined) return { made, judge: null };
  const { progress, signal } = context;
  const pairs = pairsOf(made.asked);
  let meter: ReturnType<typeof progress.begin> | undefined;
  try {
    const { figures, wins } = await judgePairs(pairs, {
      ...choice,
      openModel: openModelWith('allowed'),
      work: folders.work,
      signal,
      onProgress: (done, total) => {
        meter ??= progress.begin(`the judge ${choice.model}`, { total, unit: 'questions' });
        meter.at(done);
      },
    });
    return { made: { ...made, asked: withWins(made.asked, wins) }, judge: figures };
  } finally {
    meter?.end();
  }
}
