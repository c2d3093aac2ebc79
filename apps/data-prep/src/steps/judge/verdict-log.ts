import { join } from 'node:path';

import { AnswerLog } from '../../ask/index.ts';
import { keyOf } from '../../build/key-of.ts';

/** Where verdicts by a rubric and a model are kept; whoever deletes it has them asked for anew. */
export const openVerdicts = (work: string, { rubric, model }: { rubric: string; model: string }): Promise<AnswerLog> =>
  AnswerLog.open(join(work, 'judge', `${rubric}-${keyOf(model).slice(0, DIGITS)}.jsonl`));

const DIGITS = 12;
