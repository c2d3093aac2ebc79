import { createHash } from 'node:crypto';

import { promptId, readPromptIn, type Prompt } from '@naru/ask';

// Beside src and beside dist alike.
const FOLDER = new URL('../../rubrics/', import.meta.url);

/** How two answers are compared, in both languages: `rubrics/<name>.{ko,en}.md`. */
export type Rubric = Readonly<Record<'ko' | 'en', Prompt>>;

/** @throws AppError `config.invalid` where there is no such rubric */
export const readRubric = (name: string): Rubric => ({
  ko: readPromptIn(FOLDER, `${name}.ko`),
  en: readPromptIn(FOLDER, `${name}.en`),
});

/** `pairwise@1a2b3c4d…`, of both languages together. */
export function rubricId(name: string, { ko, en }: Rubric): string {
  const sha256 = createHash('sha256').update(`${ko.sha256} ${en.sha256}`).digest('hex');
  return promptId({ ...en, name, sha256 });
}

/** Which rubric the judge goes by, with its hash. */
export const pairwiseId = (): string => rubricId('pairwise', readRubric('pairwise'));
