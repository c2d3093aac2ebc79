const HIDDEN = '[secret]';
const known = new Set<string>();

/** A value that no print, JSON or log shows. Only `reveal` gives it, at the one place that sends it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    if (value.length >= MIN_REDACTED_CHARACTERS) known.add(value);
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}

// A shorter one would also hide ordinary words.
const MIN_REDACTED_CHARACTERS = 6;

/** `text` without any secret value that this process has read. */
export function redactSecrets(text: string): string {
  let clean = text;
  for (const value of known) clean = clean.replaceAll(value, HIDDEN);
  return clean;
}
