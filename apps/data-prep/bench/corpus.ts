// Owns the generated corpus: rows of the repository's own words, Korean and English by turns, with planted faults. The
// same number of rows and seed give the same bytes.
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';

const SAMPLES = join(import.meta.dirname, '../../../data/samples/train');

interface Words {
  readonly ko: readonly string[];
  readonly en: readonly string[];
}

/** Shares of rows with a fault. */
const NEAR_DUPLICATES = 0.1;
const EXACT_DUPLICATES = 0.03;
const PRIVATE = 0.05;
const REPEATED = 0.02;
/** Later duplicates are of one of so many rows. */
const ORIGINALS = 5000;

/** How long rows are; short ones are for ours alone, where their number counts. */
export type RowLength = 'usual' | 'short';

const SHORT = 5; // so many times shorter

/** Writes `rows` rows, each with `messages` for us and the same words as `text` for others; keeps what is there. */
export async function corpus(
  path: string,
  rows: number,
  { length = 'usual', seed = 1 }: { readonly length?: RowLength; readonly seed?: number } = {},
): Promise<void> {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const out = createWriteStream(`${path}.part`);
  const make = rowMaker(readWords(), seed, length === 'short');
  for (let row = 0; row < rows; row += 1) if (!out.write(make(row))) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
  renameSync(`${path}.part`, path);
}

function readWords(): Words {
  const words = { ko: [] as string[], en: [] as string[] };
  for (const name of readdirSync(SAMPLES)) {
    const language = name.includes('.ko.') ? 'ko' : 'en';
    for (const line of readFileSync(join(SAMPLES, name), 'utf8').split('\n').filter(Boolean)) {
      const { messages } = JSON.parse(line) as { messages: { content: string }[] };
      for (const { content } of messages) words[language].push(...content.split(/\s+/).filter(Boolean));
    }
  }
  return words;
}

function rowMaker(words: Words, seed: number, isShort: boolean): (row: number) => string {
  const random = xorshift(seed);
  const originals: string[] = [];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const text = (language: keyof Words, count: number): string =>
    Array.from({ length: count }, () => pick(words[language])).join(' ');
  const fresh = (language: keyof Words): string => {
    const count = language === 'ko' ? 110 : 85;
    const answer = `${text(language, isShort ? Math.ceil(count / SHORT) : count)}.`;
    if (originals.length < ORIGINALS) originals.push(answer);
    return answer;
  };
  const answerOf = (language: keyof Words): string => {
    const draw = random();
    if (originals.length > 0 && draw < EXACT_DUPLICATES) return pick(originals);
    if (originals.length > 0 && draw < EXACT_DUPLICATES + NEAR_DUPLICATES) return changed(pick(originals), random);
    if (draw > 1 - REPEATED) return `${text(language, 6)}. `.repeat(20);
    return fresh(language);
  };
  return (row) => {
    const language = row % 2 === 0 ? 'en' : 'ko';
    let answer = answerOf(language);
    if (random() < PRIVATE) answer += ` kim${row}@example.org 203.0.113.${row % 250} 010-2345-6789`;
    const question = `${text(language, 12)}?`;
    const messages = [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ];
    return `${JSON.stringify({ id: String(row), ...(!isShort && { text: `${question}\n${answer}` }), messages })}\n`;
  };
}

/** One word in sixteen at most is another. */
function changed(text: string, random: () => number): string {
  const words = text.split(' ');
  for (let times = 1 + Math.floor(random() * (words.length / 16)); times > 0; times -= 1) {
    words[Math.floor(random() * words.length)] = `바뀐${Math.floor(random() * 1000)}`;
  }
  return words.join(' ');
}

/** Marsaglia's xorshift32. */
function xorshift(seed: number): () => number {
  let state = seed || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
