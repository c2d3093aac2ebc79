// Owns Hangul in Latin letters, near the Revised Romanization: letter by letter, without its sound changes.

const INITIALS = 'g kk n d tt r m b pp s ss - j jj ch k t p h'.split(' ');
const VOWELS = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const FINALS = '- k k ks n nj nh t l lk lm lb ls lt lp lh m p ps t t ng t t k t p h'.split(' ');
const FIRST = 0xac00;

export function romanized(words: string): string {
  return words.normalize('NFC').replace(/[가-힣]/g, (syllable) => {
    const at = syllable.charCodeAt(0) - FIRST;
    const last = at % FINALS.length;
    const vowel = Math.floor(at / FINALS.length) % VOWELS.length;
    const initial = Math.floor(at / FINALS.length / VOWELS.length);
    return [INITIALS[initial], VOWELS[vowel], FINALS[last]].join('').replaceAll('-', '');
  });
}
