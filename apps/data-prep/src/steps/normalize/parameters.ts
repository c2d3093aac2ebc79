/** What the step may change; each can be left as it is. */
export interface NormalizeParameters {
  /** Letters and their marks as one character where Unicode has one: Hangul syllables, é. */
  readonly nfc: boolean;
  /** Text read in the wrong encoding, where the repair is certain. */
  readonly mojibake: boolean;
  /** Zero-width, direction and control characters. */
  readonly invisible: boolean;
  /** Line ends, kinds of space, trailing spaces, runs of blank lines. */
  readonly whiteSpace: boolean;
  /** HTML entities and simple tags, unless the text is about them. */
  readonly markup: boolean;
}

export const normalizeDefaults: NormalizeParameters = {
  nfc: true,
  mojibake: true,
  invisible: true,
  whiteSpace: true,
  markup: true,
};
