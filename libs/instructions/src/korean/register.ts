import { partsOf } from '@naru/language';

import type { Definition } from '../parameters.ts';
import { sentencesOf } from '../sentences.ts';

/** 합쇼체, 해요체, or 반말 with 해라체. */
export type Register = 'hapsyo' | 'haeyo' | 'plain';

const REGISTERS = ['polite', 'hapsyo', 'haeyo', 'plain'] as const;

const HAPSYO = /(?:십시[오요]|시오)$/;
const AFTER_BIEUP = /(.)(?:니다|니까|시다)$/;
/** What stands in brackets behind a sentence. */
const ASIDE = /\([^()]*\)(?=[^\p{L}\p{N}]*$)/u;
const NOUN_IN_YO = /(?:필|중|개|주|수|소|강|동)요$/;
// 해라체 as in written Korean, and the commonest endings of 해체.
const PLAIN = /[다어아해야지네군나자라냐니까래데든돼줘봐와써켜려져쳐워둬여겨커가마게걸거]$/;

/**
 * `polite` takes 합쇼체 and 해요체. At least one sentence has the register and none has another; headings, items of
 * lists and code, which have none, do not count. Told by endings alone.
 */
export const registerDefinition: Definition = (given) => {
  const wanted = given.oneOf('register', REGISTERS);
  return (answer) => {
    const found = sentencesOf(proseOf(answer)).flatMap((sentence) => registerOf(sentence) ?? []);
    return found.length > 0 && found.every((one) => one === wanted || (wanted === 'polite' && one !== 'plain'));
  };
};

/** The register of a sentence by its ending; nothing where it ends in a noun or in no Hangul. */
export function registerOf(sentence: string): Register | undefined {
  const [, word, marks = ''] = /([가-힣]+)([^\p{L}\p{N}]*)$/u.exec(sentence.replace(ASIDE, '')) ?? [];
  if (word === undefined) return undefined;
  if (HAPSYO.test(word) || endsInBieup(AFTER_BIEUP.exec(word)?.[1])) return 'hapsyo';
  if (word.endsWith('니까')) return undefined;
  if (/[요죠]$/.test(word)) return NOUN_IN_YO.test(word) ? undefined : 'haeyo';
  if (word.length > 1 && word.endsWith('다')) return 'plain';
  // Without a mark at its end it may as well be a heading that ends in a noun.
  return /[.!?…~]/.test(marks) && PLAIN.test(word) ? 'plain' : undefined;
}

/** Whether the syllable ends in ㅂ, as those before -니다, -니까 and -시다 do. */
const endsInBieup = (syllable: string | undefined): boolean =>
  syllable !== undefined && (syllable.charCodeAt(0) - 0xac00) % 28 === 17;

function proseOf(text: string): string {
  const prose = partsOf(text).filter(({ kind }) => kind === 'prose' || kind === 'inline');
  return prose.map(({ start, end }) => text.slice(start, end)).join('');
}
