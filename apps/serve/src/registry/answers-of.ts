import { MessageRow, type Database } from '@naru/db';

import type { AnswersView } from './lineage.dto.ts';
import { timeOf } from './views.ts';

/** Counting waits for nobody, but takes its time. */
const MOST = 100_000;

/** How many answers a model gave, and when. */
export async function answersOf({ read }: Database, model: string): Promise<AnswersView> {
  const at = async (order: 'ASC' | 'DESC'): Promise<string | null> => {
    const row = await read.findOne(MessageRow, {
      select: { id: true, createdAt: true },
      where: { model },
      order: { createdAt: order },
    });
    return timeOf(row?.createdAt ?? null);
  };
  const counted = await read
    .createQueryBuilder()
    .select('COUNT(*)', 'count')
    .from(
      (few) =>
        few.select('1', 'one').from(MessageRow, 'message').where('message.model = :model', { model }).limit(MOST),
      'few',
    )
    .getRawOne<{ readonly count: number | string }>();
  return { count: Number(counted?.count ?? 0), firstAt: await at('ASC'), lastAt: await at('DESC') };
}
