export interface TokensParameters {
  /** A base model as training names it, or a path. */
  readonly model: string;
  /** Tokens at which training cuts a row. */
  readonly maxLength: number;
  /** Whether rows that would be cut are left out. */
  readonly dropTruncated: boolean;
  /** SHA-256 of the model's tokenizer and chat template; set when the recipe is planned. */
  readonly tokenizer?: string;
}

const USUAL = [512, 1024, 2048, 4096, 8192];

/** Lengths that a forecast is made for: the usual ones and the one that was asked for. */
export function lengthsOf({ maxLength }: TokensParameters): [number, ...number[]] {
  const [least = maxLength, ...more] = [...new Set([...USUAL, maxLength])].sort((a, b) => a - b);
  return [least, ...more];
}
