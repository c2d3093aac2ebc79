// What is not seen and changes nothing but comparisons, tokens and searches. Written as escapes: none can be read.

// Terminal colours and titles go as a whole, not only their escape character.
const CONTROL =
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;

// Soft hyphen, marks of direction, zero width, joiners, fillers, annotation, byte-order mark, tags of flags.
const INVISIBLE =
  /\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0001}\u{e0020}-\u{e007f}]/gu;

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const EMOJI_BEFORE = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;

export interface Removed {
  readonly text: string;
  readonly places: number;
}

export function removeControls(text: string): Removed {
  let places = 0;
  const rest = text.replace(CONTROL, () => {
    places++;
    return '';
  });
  return { text: rest, places };
}

export function removeInvisible(text: string): Removed {
  let places = 0;
  const rest = text.replace(INVISIBLE, (found: string, at: number) => {
    if (isNeeded(text, found, at)) return found;
    places++;
    return '';
  });
  return { text: rest, places };
}

/** Joiners of emoji and of scripts that join, breaks of scripts without spaces, direction where there are two. */
function isNeeded(text: string, found: string, at: number): boolean {
  if (found.length > 2) return true;
  const code = found.charCodeAt(0);
  const before = text.charCodeAt(at - 1);
  if (code === 0x200b) return (before >= 0xe00 && before <= 0x109f) || (before >= 0x1780 && before <= 0x17ff);
  if (code === 0x200c || code === 0x200d) {
    const joins =
      (before >= 0x600 && before <= 0xdff) || (before >= 0x1000 && before <= 0x18af && !isHangulInitial(before));
    if (joins || code === 0x200c) return joins;
    return EMOJI_BEFORE.test(text.slice(Math.max(0, at - 2), at)) && EMOJI_AFTER.test(text.slice(at + 1, at + 3));
  }
  if (code === 0x200e || code === 0x200f || code === 0x61c) return RIGHT_TO_LEFT.test(text);
  return false;
}

function isHangulInitial(code: number): boolean {
  return code >= 0x1100 && code <= 0x11ff;
}
