import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const number = expect.any(Number) as number;

it('near-duplicates:bench ends with one JSON object that has recall, false pairs and speed in both languages', () => {
  const env = { ...process.env, NODE_OPTIONS: '' };
  const main = join(import.meta.dirname, 'main.ts');

  const { status, stdout, stderr } = spawnSync(process.execPath, [main, '--rows=200'], { env, encoding: 'utf8' });

  expect({ status, stderr }).toMatchObject({ status: 0 });
  const language = {
    rows: 200,
    false_pairs: 0,
    just_above_threshold: { planted: number, found: number },
    from_threshold_plus_0_05: { recall: 1 },
    rows_per_second: number,
  };
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ ko: language, en: language });
});
