import { readFileSync } from 'node:fs';

import { languageOf } from '@naru/language';

import type { RowState } from '../../rows/row-state.ts';
import { spokenText } from '../../rows/spoken-text.ts';
import { languageOf as languageNoted } from '../noted.ts';
import type { JudgeParameters } from './parameters.ts';
import { contentKey, type Judgeable, type JudgeLanguage } from './verdict.ts';

/** A row that is to be judged. */
export interface CollectedRow extends Judgeable {
  /** Its place in the shard. */
  readonly index: number;
}

export const ROWS = 'rows';

/** The rows that are to be judged, with the language they are judged in. */
export function collectorFor({ share }: JudgeParameters): (rows: readonly RowState[]) => Record<string, Uint8Array> {
  return (rows) => {
    const chosen = rows.filter(({ row }) => share >= 1 || isChosen(contentKey(row), share));
    const collected = chosen.map((state): CollectedRow => {
      const { index, row } = state;
      return { index, messages: row.messages, language: judgeLanguage(state) };
    });
    return { [ROWS]: Buffer.from(JSON.stringify(collected)) };
  };
}

export const readCollected = (path: string): CollectedRow[] => JSON.parse(readFileSync(path, 'utf8')) as CollectedRow[];

const HASH_DIGITS = 8;

const isChosen = (key: string, share: number): boolean =>
  Number.parseInt(key.slice(0, HASH_DIGITS), 16) / 16 ** HASH_DIGITS < share;

/** Korean with English in it is judged in Korean; what is neither, in English. */
function judgeLanguage(state: RowState): JudgeLanguage {
  const language = languageNoted(state) ?? languageOf(spokenText(state.row)).language;
  return language === 'ko' || language === 'mixed' ? 'ko' : 'en';
}
