// Loaded into a measured process before its own code. Asked, it collects all that can be collected, and tells what is left.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { ASK_HEAP, type HeapFigures } from './heap-question.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const MIB = 1024 * 1024;

process.on('message', (asked) => {
  if (asked !== ASK_HEAP) return;
  collect();
  const { heapUsed, heapTotal, external, rss } = process.memoryUsage();
  const told: HeapFigures = {
    heapMib: heapUsed / MIB,
    externalMib: external / MIB,
    otherMib: (rss - heapTotal - external) / MIB,
  };
  process.send?.(told);
});
process.channel?.unref(); // it ends as it would without us
