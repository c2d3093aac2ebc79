// Owns which language a row is in, by its turns. Does not know how a text's language is told.
import type { Language, LanguageFound } from '@naru/language';
import type { Row } from '../../rows/row.ts';
import { turnLanguage } from '../../rows/turn-language.ts';
import type { Decision, RowStep } from '../step.ts';

export interface LanguageParameters {
  /** Rows of other languages are dropped. Empty: all rows stay. */
  readonly keep: readonly Language[];
}

export const languageDefaults: LanguageParameters = { keep: [] };

/** What the step notes of a row. */
export interface LanguageNotes {
  readonly language: Language;
  /** One for each turn, as it stands; `other` also where a turn is code or digits alone. */
  readonly turns: readonly Language[];
  /** Hangul among the letters of questions and answers, 0 to 1, two digits. */
  readonly hangul: number;
}

export const language: RowStep<LanguageParameters> = {
  name: 'language',
  version: 1,
  defaults: languageDefaults,
  prepare: (parameters) => (row) => decide(row, parameters),
  told: ({ language: found }) => ({ language: found }),
};

function decide(row: Row, { keep }: LanguageParameters): Decision {
  const turns = row.messages.map((message) => turnLanguage(message).language);
  const spoken = turns.filter((_, index) => row.messages[index]?.role !== 'system');
  const found = ofRow(spoken) ?? ofRow(turns) ?? declared(row);
  const notes: LanguageNotes = {
    language: found,
    turns: turns.map((turn) => turn.language),
    hangul: hangulOf(spoken),
  };
  return keep.length > 0 && !keep.includes(found) ? { drop: 'language', notes: { ...notes } } : { notes: { ...notes } };
}

// A greeting or a quoted line in another language does not make a conversation mixed.
const NEARLY_ALL = 0.9;

/** The language that nearly all letters are in. Nothing where no turn has letters: code and digits have no language. */
function ofRow(turns: readonly LanguageFound[]): Language | undefined {
  const letters = { ko: 0, en: 0, mixed: 0, other: 0 };
  let all = 0;
  for (const turn of turns) {
    letters[turn.language] += turn.letters;
    all += turn.letters;
  }
  if (all === 0) return undefined;
  const most = LANGUAGES.find((language) => letters[language] >= all * NEARLY_ALL);
  if (most !== undefined) return most;
  // Korean questions full of error messages, answered in Korean, are Korean.
  if (letters.en + letters.other < all * (1 - NEARLY_ALL) && letters.ko >= letters.mixed) return 'ko';
  return letters.other > all / 2 ? 'other' : 'mixed';
}

const LANGUAGES = ['ko', 'en', 'mixed', 'other'] as const;

function declared(row: Row): Language {
  return row.language === 'ko' || row.language === 'en' ? row.language : 'other';
}

function hangulOf(turns: readonly LanguageFound[]): number {
  let hangul = 0;
  let letters = 0;
  for (const turn of turns) {
    hangul += turn.shares.hangul * turn.letters;
    letters += turn.letters;
  }
  return letters === 0 ? 0 : Math.round((hangul / letters) * 100) / 100;
}
