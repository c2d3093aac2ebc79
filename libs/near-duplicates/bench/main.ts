// The benchmark of near-duplicates: progress on stderr, one JSON object as the last line of stdout. README.md says what
// its figures mean.
import { parseArgs } from 'node:util';

import { candidateProbability, duplicateSettings } from '../src/index.ts';
import { exactJaccard } from './exact-jaccard.ts';
import { findDuplicates } from './found.ts';
import { plant, type Language } from './planted.ts';
import { recallIn } from './recall.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '20000' },
    threshold: { type: 'string', default: '0.8' },
    permutations: { type: 'string', default: '112' },
    seed: { type: 'string', default: '1' },
  },
});
const settings = duplicateSettings({ threshold: Number(values.threshold), permutations: Number(values.permutations) });
const WIDTH = 0.05;

function measured(language: Language): object {
  process.stderr.write(`${language}: planting\n`);
  const pairs = Math.floor(Number(values.rows) / 2);
  const planted = plant({ language, pairs, seed: Number(values.seed), from: 0.5, lengths: settings });
  const { texts } = planted;
  findDuplicates(texts.slice(0, 2000), settings);
  const found = findDuplicates(texts, settings);
  const falsePairs = found.reported.filter(
    ({ first, second, similarity }) =>
      exactJaccard(texts[first] ?? '', texts[second] ?? '', settings) !== similarity || similarity < settings.threshold,
  );
  const recall = (from: number, below: number): object => {
    const { planted: of, found: of_which } = recallIn({ from, below }, planted, found);
    return { from: rounded(from, 2), planted: of, found: of_which, recall: rounded(of_which / of, 4) };
  };
  const { threshold } = settings;
  return {
    rows: texts.length,
    characters_a_row: Math.round(texts.reduce((sum, text) => sum + text.length, 0) / texts.length),
    false_pairs: falsePairs.length,
    reported_pairs: found.reported.length,
    compared_pairs: found.compared,
    just_above_threshold: recall(threshold, threshold + 0.01),
    from_threshold_plus_0_05: recall(threshold + 0.05, 1.001),
    by_similarity: Array.from({ length: 10 }, (_, step) =>
      recall(0.5 + step * WIDTH, step === 9 ? 1.001 : 0.5 + (step + 1) * WIDTH),
    ),
    rows_per_second: Math.round(texts.length / (found.signSeconds + found.searchSeconds)),
    sign_us_a_row: rounded((found.signSeconds / texts.length) * 1e6, 1),
    search_us_a_row: rounded((found.searchSeconds / texts.length) * 1e6, 1),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

const expected = {
  at_threshold: rounded(candidateProbability(settings.threshold, settings), 4),
  at_threshold_plus_0_05: rounded(candidateProbability(settings.threshold + 0.05, settings), 4),
};
const figures = { settings, expected, ko: measured('ko'), en: measured('en') };
process.stdout.write(`${JSON.stringify({ ...figures, machine: { node: process.version } })}\n`);
