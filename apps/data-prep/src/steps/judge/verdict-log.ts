import { join } from 'node:path';

import { AnswerLog } from '@naru/ask';
import { keyOf } from '@naru/files';

/** Where verdicts by a rubric and a model are kept; whoever deletes it has them asked for anew. */
export const openVerdicts = (work: string, { rubric, model }: { rubric: string; model: string }): Promise<AnswerLog> =>
  AnswerLog.open(join(work, 'judge', `${rubric}-${keyOf(model).slice(0, DIGITS)}.jsonl`));

const DIGITS = 12;
