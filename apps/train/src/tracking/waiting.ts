/** A pause that can be cut short. */
export class Waiting {
  #wake: (() => void) | undefined;

  wake(): void {
    this.#wake?.();
  }

  /** Never keeps the process alive by itself. */
  async pause(ms: number): Promise<void> {
    await new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
    this.#wake = undefined;
  }
}
