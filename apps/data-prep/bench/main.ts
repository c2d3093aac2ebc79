// The benchmark of data preparation: progress on stderr, one JSON object as the last line of stdout. README.md says what
// its figures mean.
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { corpus, type RowLength } from './corpus.ts';
import { datatrove, TOKENIZERS, type DatatroveCost } from './datatrove.ts';
import { ours, type Cost } from './ours.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    growth: { type: 'string', default: '10000,100000' },
    'datatrove-rows': { type: 'string', default: '4000' },
    short: { type: 'string' },
  },
});
const scratch = join(import.meta.dirname, '../../../tmp/data-prep-bench');
const rows = Number(values.rows);

const shared = await built(rows, 'shared');
const whole: Cost[] = [];
for (const size of values.growth.split(',').map(Number)) whole.push(await built(size, 'default'));
const short = values.short === undefined ? undefined : await built(Number(values.short), 'default', 'short');
const theirRows = Number(values['datatrove-rows']);
// As many more as it is faster: what its five stages cost to start must not count.
const theirs = { default: await beside('default', theirRows), fastest: await beside('fastest', 10 * theirRows) };

const figures = {
  bench: 'data-prep',
  shared_steps: rounded(shared),
  default_steps: whole.map(rounded),
  ...(short !== undefined && { default_steps_short_rows: rounded(short) }),
  datatrove_default: theirs.default,
  datatrove_fastest: theirs.fastest,
  ratio_rows_per_second_vs_datatrove_default: ratio(theirs.default),
  ratio_rows_per_second_vs_datatrove_fastest: ratio(theirs.fastest),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

async function built(size: number, steps: 'shared' | 'default', length: RowLength = 'usual'): Promise<Cost> {
  const path = join(scratch, `corpus-${size}${length === 'short' ? '-short' : ''}.jsonl`);
  say(`corpus of ${size} rows`);
  await corpus(path, size, { length });
  say(`ours: ${steps} steps over ${size} rows`);
  const cost = await ours(join(scratch, 'ours'), path, size, steps);
  say(`  ${cost.rowsPerSecond.toFixed(0)} rows/s, ${cost.peakMib} MiB at most`);
  return cost;
}

/** Of fewer rows: it takes milliseconds a row, and its rate does not grow with them. */
async function beside(tokenizer: keyof typeof TOKENIZERS, count: number): Promise<DatatroveCost | undefined> {
  const path = join(scratch, `corpus-${rows}.jsonl`);
  await corpus(path, rows);
  say(`datatrove, ${tokenizer} tokenizer, ${count} rows`);
  const cost = await datatrove(join(scratch, 'theirs'), path, count, TOKENIZERS[tokenizer]);
  say(
    cost === undefined
      ? '  not installed: npx nx run data-prep:bench-datatrove'
      : `  ${cost.rowsPerSecond.toFixed(0)} rows/s`,
  );
  return cost;
}

function ratio(theirs: DatatroveCost | undefined): number | null {
  return theirs === undefined ? null : Number((shared.rowsPerSecond / theirs.rowsPerSecond).toFixed(2));
}

function rounded({ rows: size, seconds, rowsPerSecond, peakMib }: Cost): object {
  return {
    rows: size,
    seconds: Number(seconds.toFixed(2)),
    rows_per_second: Math.round(rowsPerSecond),
    peak_mib: peakMib,
  };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
