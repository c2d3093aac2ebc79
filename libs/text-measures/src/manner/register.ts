import { sentencesOf } from './sentences.ts';
import { speechLevelOf, type SpeechLevel } from './speech-level.ts';

export interface Register {
  /** How many sentences speak how. Notes in lists count only where nothing else speaks. */
  readonly levels: Readonly<Record<SpeechLevel, number>>;
  /** Sentences that speak in any of the levels. */
  readonly sentences: number;
  /** 존댓말 or 반말, as most sentences have it; `mixed` where as many have one as the other, `none` where none speaks. */
  readonly speech: 'polite' | 'plain' | 'mixed' | 'none';
  /** The share of sentences that keep to `speech`, 0.5 to 1; 합니다 beside 해요 is kept. 1 where none speaks. */
  readonly consistency: number;
}

/**
 * The register of an answer in Korean. What others say in it does not count: quotations, code, titles, tables, asides.
 */
export function registerOf(text: string): Register {
  const sentences = sentencesOf(text).map((sentence) => ({ ...sentence, level: speechLevelOf(sentence.text) }));
  const spoken = sentences.filter(({ level }) => level !== undefined);
  const own = spoken.some(({ noted }) => !noted) ? spoken.filter(({ noted }) => !noted) : spoken;
  const levels: Record<SpeechLevel, number> = { hapsyo: 0, haeyo: 0, haera: 0, hae: 0 };
  for (const { level } of own) if (level !== undefined) levels[level] += 1;
  const polite = levels.hapsyo + levels.haeyo;
  const plain = levels.haera + levels.hae;
  return {
    levels,
    sentences: own.length,
    speech: own.length === 0 ? 'none' : speechOf(polite - plain),
    consistency: own.length === 0 ? 1 : Math.max(polite, plain) / own.length,
  };
}

function speechOf(surplus: number): 'polite' | 'plain' | 'mixed' {
  if (surplus === 0) return 'mixed';
  return surplus > 0 ? 'polite' : 'plain';
}
