import { readFileSync } from 'node:fs';

import { AppError, checkScoreOutput, type ItemLikelihood, type ScoreOutput } from '@naru/contracts';

/** Of a conversation, of each choice, or why there is none. */
export type Likelihood =
  | { readonly kind: 'conversation'; readonly likelihood: ItemLikelihood }
  | { readonly kind: 'choices'; readonly choices: readonly ItemLikelihood[] }
  | { readonly kind: 'refused'; readonly because: string };

/**
 * What a score job wrote of items, by their ids.
 *
 * @throws AppError `job.garbage` where it is not of these
 */
export function likelihoodsIn(path: string, items: readonly { readonly id: string }[]): Map<string, Likelihood> {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  if (lines.length !== items.length) {
    throw new AppError('job.garbage', `${path} has ${lines.length} lines for ${items.length} items.`, {
      hint: 'Remove the file and run the same command again.',
    });
  }
  return new Map(
    lines.map((line, at) => {
      const checked = checkScoreOutput(JSON.parse(line));
      const { id } = items[at] ?? { id: '' };
      if (checked.ok && checked.value.id === id) return [id, likelihoodOf(checked.value)] as const;
      throw new AppError('job.garbage', `${path}:${at + 1} is no likelihood of ${id}.`);
    }),
  );
}

function likelihoodOf(output: ScoreOutput): Likelihood {
  if ('refused' in output) return { kind: 'refused', because: output.refused };
  if ('choices' in output) return { kind: 'choices', choices: output.choices };
  const { logLikelihood, tokens, bytes } = output;
  return { kind: 'conversation', likelihood: { logLikelihood, tokens, bytes } };
}
