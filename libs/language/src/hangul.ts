const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const MEDIALS = 21;
const FINALS = 28;

/** A whole syllable, 가 to 힣. */
export function isSyllable(code: number): boolean {
  return code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE;
}

/** A letter of Hangul on its own: conjoining (as NFD leaves it), compatibility (ㅋ) or half-width. */
export function isJamo(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x11ff) ||
    (code >= 0x3131 && code <= 0x318e) ||
    (code >= 0xa960 && code <= 0xa97c) ||
    (code >= 0xd7b0 && code <= 0xd7fb) ||
    (code >= 0xffa1 && code <= 0xffdc)
  );
}

/** A vowel or a final consonant that stands behind another letter of the same syllable, as NFD leaves it. */
export function isJoinedJamo(code: number): boolean {
  return (code >= 0x1160 && code <= 0x11ff) || (code >= 0xd7b0 && code <= 0xd7fb);
}

/** Every syllable as its conjoining letters (한 → ᄒ ᅡ ᆫ); everything else as it is. */
export function toJamo(text: string): string {
  let jamo = '';
  let kept = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (!isSyllable(code)) continue;
    const place = code - FIRST_SYLLABLE;
    const initial = 0x1100 + Math.floor(place / (MEDIALS * FINALS));
    const medial = 0x1161 + (Math.floor(place / FINALS) % MEDIALS);
    const final = place % FINALS;
    jamo += text.slice(kept, index);
    jamo += final === 0 ? String.fromCharCode(initial, medial) : String.fromCharCode(initial, medial, 0x11a7 + final);
    kept = index + 1;
  }
  return kept === 0 ? text : jamo + text.slice(kept);
}
