/** What goes wrong with an answer of the fake engine. `afterTokens`: how many come as they should before it. */
export type Fault =
  /** Nothing at all for so long, then the answer. */
  | { readonly kind: 'slow-headers'; readonly ms: number }
  /** As it should be, but for a rest after so many tokens that lasts until the promise is settled. */
  | { readonly kind: 'rest'; readonly after: number; readonly until: Promise<unknown> }
  /** The connection stays, and nothing more comes. */
  | { readonly kind: 'stall'; readonly afterTokens: number }
  /** As `stall`, but amid an event, within a Hangul syllable where the token has one. */
  | { readonly kind: 'stall-mid-token'; readonly afterTokens: number }
  /** The connection is reset. */
  | { readonly kind: 'reset'; readonly afterTokens: number }
  /** As vLLM tells of a failure midway: an error event under status 200, then `[DONE]`. */
  | { readonly kind: 'error-frame'; readonly afterTokens: number; readonly status?: number; readonly message?: string }
  /** The connection is closed as soon as the request is here, as an engine does that has kept it long enough. */
  | { readonly kind: 'hang-up' }
  /** The answer just ends: no finish reason, no `[DONE]`. */
  | { readonly kind: 'cut'; readonly afterTokens: number }
  /** `[DONE]` without a finish reason. */
  | { readonly kind: 'no-finish' }
  /** A finish reason, and then no `[DONE]`. */
  | { readonly kind: 'no-done' }
  | { readonly kind: 'no-usage' }
  /** The bytes of the whole answer arrive in pieces of this size. */
  | { readonly kind: 'split'; readonly bytes: number }
  /** The bytes of the whole answer arrive in two pieces. */
  | { readonly kind: 'split-at'; readonly byte: number }
  /** An event that is no JSON. */
  | { readonly kind: 'garbage'; readonly afterTokens: number }
  /** Comments, and no token, for so long. */
  | { readonly kind: 'comments'; readonly ms: number }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly message?: string;
      readonly type?: string;
      /** Value of the header Retry-After. */
      readonly retryAfter?: string;
    };

export interface FaultRule {
  /** Path that it is about; by default completions. */
  readonly on?: string;
  readonly as: Fault;
  /** How often; always where it is not given. */
  readonly times?: number;
}

export const COMPLETIONS = '/v1/chat/completions';

/** The rules in force; each use counts. */
export class Faults {
  #rules: { readonly rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times ?? Infinity });
  }

  clear(): void {
    this.#rules = [];
  }

  for(path: string): Fault | undefined {
    const found = this.#rules.find(({ rule, left }) => left > 0 && (rule.on ?? COMPLETIONS) === path);
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.rule.as;
  }
}
