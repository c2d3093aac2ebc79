// Owns when Enter sends, syllables that are still composed included. Does not know what is sent.

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly keyCode: number;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly timeStamp: number;
}

export interface SendKey {
  /** True: this press sends. */
  readonly pressed: (press: KeyPress) => boolean;
  /** True: the Enter that ended this composition was meant to send, and no other press may follow. */
  readonly compositionEnded: (data: string, timeStamp: number) => boolean;
}

/** Safari tells the end of a composition before the Enter that ended it, as one press. */
const SAME_PRESS_MS = 50;
const HANGUL = /^\p{Script=Hangul}+$/u;

/**
 * Hangul is composed without a choice to confirm: one Enter ends the syllable and sends. In Japanese
 * or Chinese that Enter chooses a word, and only the next one sends.
 *
 * Chromium: keydown 229 while composing, then the end, then on most systems a second keydown 13.
 * Safari: the end, then keydown 229 with `isComposing` false.
 */
export function sendKey(): SendKey {
  let enterWhileComposing = false;
  let ended = { at: Number.NEGATIVE_INFINITY, hangul: false };
  return {
    pressed: ({ key, code, keyCode, shiftKey, isComposing, timeStamp }) => {
      if (key !== 'Enter' && code !== 'Enter' && code !== 'NumpadEnter') return false;
      if (shiftKey) return false;
      enterWhileComposing = isComposing;
      if (isComposing) return false;
      const samePress = timeStamp - ended.at < SAME_PRESS_MS;
      return samePress ? ended.hangul : keyCode !== 229;
    },
    compositionEnded: (data, timeStamp) => {
      const sends = enterWhileComposing && HANGUL.test(data);
      ended = { at: timeStamp, hangul: HANGUL.test(data) };
      enterWhileComposing = false;
      return sends;
    },
  };
}
