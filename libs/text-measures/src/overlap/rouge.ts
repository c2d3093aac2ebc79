import { requireReference } from './counted-measure.ts';
import { commonLength, commonPlaces } from './longest-common.ts';
import { nGramsOf, shared } from './n-grams.ts';
import { rougeTokens, type RougeTokens } from './rouge-tokens.ts';

/** F1 from 0 to 1. A corpus has their mean. */
export interface Rouge {
  readonly rouge1: number;
  readonly rouge2: number;
  /** The longest common subsequence of the whole text. */
  readonly rougeL: number;
  /** Of its lines, each beside all lines of the answer. */
  readonly rougeLsum: number;
}

/**
 * ROUGE (Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004). On text without Hangul it is what
 * google's rouge_score gives; that one leaves Hangul out, and finds nothing alike in Korean. Of several references the
 * best counts, for each number on its own.
 *
 * @throws RangeError where there is no reference
 */
export function rouge(answer: string, references: readonly string[], options: RougeTokens = {}): Rouge {
  requireReference(references);
  const answered = readText(answer, options);
  const scores = references.map((reference) => compare(answered, readText(reference, options)));
  const best = (name: keyof Rouge): number => Math.max(...scores.map((score) => score[name]));
  return { rouge1: best('rouge1'), rouge2: best('rouge2'), rougeL: best('rougeL'), rougeLsum: best('rougeLsum') };
}

interface Text {
  readonly tokens: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

function readText(text: string, options: RougeTokens): Text {
  const lines = text.split('\n').filter((line) => line !== '');
  const tokens = lines.map((line) => rougeTokens(line, options));
  return { tokens: tokens.flat(), lines: tokens };
}

function compare(answer: Text, reference: Text): Rouge {
  const inAnswer = answer.tokens.length;
  const inReference = reference.tokens.length;
  const common = commonLength(reference.tokens, answer.tokens);
  return {
    rouge1: ofNGrams(answer.tokens, reference.tokens, 1),
    rouge2: ofNGrams(answer.tokens, reference.tokens, 2),
    rougeL: f1(common, inAnswer, inReference),
    rougeLsum: f1(hitsByLine(answer, reference), inAnswer, inReference),
  };
}

function ofNGrams(answer: readonly string[], reference: readonly string[], order: number): number {
  const places = (tokens: readonly string[]): number => Math.max(0, tokens.length - order + 1);
  return f1(shared(nGramsOf(reference, order), nGramsOf(answer, order)), places(answer), places(reference));
}

function f1(hits: number, inAnswer: number, inReference: number): number {
  if (hits === 0) return 0;
  const precision = hits / inAnswer;
  const recall = hits / inReference;
  return (2 * precision * recall) / (precision + recall);
}

/** What a line of the reference has in common with any line of the answer, no token more often than in either text. */
function hitsByLine(answer: Text, reference: Text): number {
  const leftInAnswer = nGramsOf(answer.tokens, 1);
  const leftInReference = nGramsOf(reference.tokens, 1);
  let hits = 0;
  for (const line of reference.lines) {
    const places = new Set<number>();
    for (const answered of answer.lines) for (const place of commonPlaces(line, answered)) places.add(place);
    for (const place of [...places].sort((one, other) => one - other)) {
      const token = line[place] ?? '';
      const inAnswer = leftInAnswer.get(token) ?? 0;
      const inReference = leftInReference.get(token) ?? 0;
      if (inAnswer === 0 || inReference === 0) continue;
      hits += 1;
      leftInAnswer.set(token, inAnswer - 1);
      leftInReference.set(token, inReference - 1);
    }
  }
  return hits;
}
