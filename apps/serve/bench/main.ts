// The benchmark of serve: progress on stderr, and one JSON object as the last line of stdout. README.md says what its
// figures mean.
import { availableParallelism, loadavg } from 'node:os';

import { rounded } from './load/numbers.ts';
import { benchOptions, USAGE, UsageError, type Part } from './options.ts';
import { measureCompletions } from './parts/completions.ts';
import { measureConversations } from './parts/conversations.ts';
import { measureFirstToken } from './parts/first-token.ts';
import { measureMany } from './parts/many.ts';
import { measureMemory } from './parts/memory.ts';
import { say, Stand, type PartFigures } from './stand.ts';

const MEASURES: Readonly<Record<Part, (stand: Stand) => Promise<PartFigures>>> = {
  completions: measureCompletions,
  conversations: measureConversations,
  'first-token': measureFirstToken,
  many: measureMany,
  memory: measureMemory,
};

for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));

try {
  process.stdout.write(`${JSON.stringify(await bench(process.argv.slice(2)))}\n`);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  say(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}

async function bench(args: readonly string[]): Promise<object> {
  const options = benchOptions(args);
  const stand = await Stand.start(options);
  try {
    const ratios: Record<string, number> = {};
    const figures: Record<string, object> = {};
    for (const part of options.parts) {
      say(`— ${part}`);
      const measured = await MEASURES[part](stand);
      Object.assign(ratios, measured.ratios);
      figures[part.replace('-', '_')] = measured.figures;
    }
    const machine = {
      cores: availableParallelism(),
      load_average: rounded(loadavg()[0] ?? 0, 1),
      node: process.version,
    };
    return { ...ratios, ...figures, machine };
  } finally {
    await stand.end();
  }
}
