// A worker thread's way in: one task at a time.
import { doShardTask, type ShardTask } from './shard-task.ts';
import { doReadTask, type ReadTask } from './read-task.ts';

export type Task =
  { readonly kind: 'shard'; readonly task: ShardTask } | { readonly kind: 'read'; readonly task: ReadTask };

export default async function doTask(task: Task): Promise<void> {
  await (task.kind === 'shard' ? doShardTask(task.task) : doReadTask(task.task));
}
