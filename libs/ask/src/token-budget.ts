import type { TokensUsed } from './chat-model.ts';

/**
 * What may be spent in tokens. A request holds the most that it can cost while it is under way, so that several at once
 * do not spend more together than there is.
 */
export class TokenBudget {
  prompt = 0;
  completion = 0;
  /** A request did not fit any more; none begins from now on. */
  reached = false;
  readonly #most: number;
  #held = 0;
  #waiting: (() => void)[] = [];

  constructor(most: number | null) {
    this.#most = most ?? Infinity;
  }

  get spent(): number {
    return this.prompt + this.completion;
  }

  /** What was spent before, or by a request that is done. */
  spend({ prompt, completion }: TokensUsed): void {
    this.prompt += prompt;
    this.completion += completion;
  }

  /** Holds tokens for a request; waits for those under way where only they stand in its way. False: it does not fit. */
  async hold(tokens: number): Promise<boolean> {
    for (;;) {
      if (this.reached) return false;
      if (this.spent + this.#held + tokens <= this.#most) {
        this.#held += tokens;
        return true;
      }
      if (this.#held === 0) {
        this.reached = true;
        this.#wake();
        return false;
      }
      await new Promise<void>((done) => this.#waiting.push(done));
    }
  }

  release(tokens: number): void {
    this.#held -= tokens;
    this.#wake();
  }

  #wake(): void {
    const woken = this.#waiting;
    this.#waiting = [];
    for (const done of woken) done();
  }
}
