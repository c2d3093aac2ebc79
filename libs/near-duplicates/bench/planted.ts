// Texts with pairs of known similarity among them, mixed from the words of the repository's samples.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ShingleSet, type ShingleLengths } from '../src/index.ts';
import { exactJaccard } from './exact-jaccard.ts';
import { seeded, type Random } from '../src/testing/seeded.ts';

const SAMPLES = join(import.meta.dirname, '../../../data/samples');

export type Language = 'ko' | 'en';

export interface PlantedPair {
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

export interface Planted {
  readonly texts: readonly string[];
  readonly pairs: readonly PlantedPair[];
}

export interface Planting {
  readonly language: Language;
  readonly pairs: number;
  readonly seed: number;
  /** Similarities are spread evenly from here to 1. */
  readonly from: number;
  readonly lengths: ShingleLengths;
}

/** Two texts a pair: one mixed of words, and one edited away from it until it is no more alike than wanted. */
export function plant({ language, pairs, seed, from, lengths }: Planting): Planted {
  const random = seeded(seed);
  const words = wordsOf(language);
  const texts: string[] = [];
  const planted: PlantedPair[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const original = Array.from({ length: 30 + random.below(120) }, () => random.of(words));
    const most = from + ((1 - from) * (pair + random.share())) / pairs;
    const [a, b] = [original.join(' '), disguised(editedUntil(original, most, words, random, lengths), random)];
    planted.push({ first: texts.length, second: texts.length + 1, similarity: exactJaccard(a, b, lengths) });
    texts.push(a, b);
  }
  return { texts, pairs: planted };
}

/** The words of the samples in one language, as they stand there. */
export function wordsOf(language: Language): readonly string[] {
  return samplesOf(language).flatMap((text) => text.split(/\s+/));
}

export function samplesOf(language: Language): readonly string[] {
  const files = globSync(`*/*.${language}.jsonl`, { cwd: SAMPLES }).sort();
  const lines = files.flatMap((file) => readFileSync(join(SAMPLES, file), 'utf8').trimEnd().split('\n'));
  return lines.map((line) => {
    const { messages } = JSON.parse(line) as { messages: { content: string }[] };
    return messages.map((message) => message.content).join('\n');
  });
}

function editedUntil(
  original: readonly string[],
  most: number,
  words: readonly string[],
  random: Random,
  lengths: ShingleLengths,
): string[] {
  const edited = [...original];
  const before = new ShingleSet(original.join(' '), lengths);
  while (before.jaccard(new ShingleSet(edited.join(' '), lengths)) > most) {
    const at = random.below(edited.length);
    const kind = random.below(8);
    if (kind === 0) edited.splice(at, 1);
    else if (kind === 1) edited.splice(at, 0, random.of(words));
    else if (kind === 2) edited[at] = `${edited[at] ?? ''}s`;
    else edited[at] = random.of(words);
  }
  return edited;
}

/** What the normal form must see through: spaces set otherwise, case, marks, and now and then decomposed Hangul. */
function disguised(words: readonly string[], random: Random): string {
  const parts = words.map((word) => {
    const kind = random.below(12);
    if (/\d/.test(word)) return ` ${word}`;
    if (kind === 0) return ` ${word.toUpperCase()}`;
    if (kind === 1) return `\n\n“${word}”`;
    return kind < 4 ? word : ` ${word}`;
  });
  return random.below(20) === 0 ? parts.join('').normalize('NFD') : parts.join('');
}
