/** Whether the app is on its way out. Long answers listen to `signal` and end by themselves where they can go on later. */
export class Drain {
  readonly #stop = new AbortController();
  #underWay = 0;
  #idle: (() => void) | undefined;

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Counts one request. @returns what to call when it is over */
  enter(): () => void {
    this.#underWay += 1;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#idle?.();
    };
  }

  /** Says that the app stops, and waits for the requests under way. @returns whether all ended within `ms` */
  async stop(ms: number): Promise<boolean> {
    this.#stop.abort();
    if (this.#underWay === 0) return true;
    return new Promise((resolve) => {
      const limit = setTimeout(() => resolve(false), ms);
      this.#idle = () => {
        clearTimeout(limit);
        resolve(true);
      };
    });
  }
}
