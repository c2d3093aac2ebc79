import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bleu } from './bleu.ts';
import { chrf } from './chrf.ts';
import type { CountedMeasure } from './counted-measure.ts';
import { rouge } from './rouge.ts';

interface Case {
  readonly answer: string;
  readonly references: readonly string[];
}

type Scores<Name extends string> = Readonly<Record<Name, number>>;

// Made by references/make_references.py.
const read = (name: string): unknown[] =>
  readFileSync(join(import.meta.dirname, '../../references', name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('what sacrebleu gives, ours gives too', () => {
  type Corpus = Partial<Scores<Name>> & { readonly corpus: readonly [start: number, end: number] };
  type Name = 'chrf' | 'chrfPlusPlus' | 'syllable' | 'jamo' | 'bleu13a' | 'bleuChar';
  const rows = read('sacrebleu.jsonl') as ((Case & Scores<Name>) | Corpus)[];
  const corpora = rows.filter((row) => 'corpus' in row);
  const cases = rows.filter((row) => 'answer' in row);

  it.each<[Name, CountedMeasure]>([
    ['chrf', chrf()],
    ['chrfPlusPlus', chrf({ wordOrder: 2 })],
    ['syllable', chrf({ wordOrder: 2, characters: 'syllable' })],
    ['jamo', chrf({ wordOrder: 2, characters: 'jamo' })],
    ['bleu13a', bleu()],
    ['bleuChar', bleu({ tokens: 'char' })],
  ])('%s of each answer and of a corpus', (name, measure) => {
    const counts = cases.map(({ answer, references }) => measure.count(answer, references));
    const different = cases.filter((row, at) => far(measure.itemScore(counts[at] ?? []), row[name]));

    expect(cases.length).toBeGreaterThanOrEqual(500);
    expect(different).toEqual([]);
    for (const { corpus, [name]: score } of corpora) {
      if (score !== undefined) expect(measure.corpusScore(counts.slice(...corpus))).toBeCloseTo(score, 9);
    }
  });
});

describe('what rouge_score gives on English, ours gives too', () => {
  const cases = read('rouge.jsonl') as (Case & Readonly<Record<'plain' | 'stemmed', readonly number[]>>)[];

  it.each(['plain', 'stemmed'] as const)('%s', (kind) => {
    const different = cases.filter(({ answer, references, [kind]: expected }) => {
      const { rouge1, rouge2, rougeL, rougeLsum } = rouge(answer, references, { stemmed: kind === 'stemmed' });
      return [rouge1, rouge2, rougeL, rougeLsum].some((score, at) => far(score, expected[at] ?? NaN));
    });

    expect(cases.length).toBeGreaterThanOrEqual(500);
    expect(different).toEqual([]);
  });
});

const far = (one: number, other: number): boolean => !(Math.abs(one - other) < 1e-9);
