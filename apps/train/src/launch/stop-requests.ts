import { AppError } from '@naru/contracts';

// One Ctrl-C may arrive twice, from the terminal and from whoever started this process.
const SAME_REQUEST_MS = 700;

/** Whether someone asked to stop, and whether they insist. */
export class StopRequests {
  readonly #now: () => number;
  readonly #told: ((requests: StopRequests) => void)[] = [];
  #first: number | undefined;
  #insisted = false;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get asked(): boolean {
    return this.#first !== undefined;
  }

  get insisted(): boolean {
    return this.#insisted;
  }

  /** Called at once on each request that changes something. */
  onChange(tell: (requests: StopRequests) => void): void {
    this.#told.push(tell);
  }

  /**
   * Waits for what has nothing to clean up, but not after a request to stop.
   *
   * @throws AppError `cancelled`
   */
  async orCancelled<T>(work: Promise<T>): Promise<T> {
    const cancelled = new Promise<never>((_done, refuse) => {
      const look = (): void => {
        if (this.asked) refuse(new AppError('cancelled', 'Stopped before anything began.'));
      };
      this.onChange(look);
      look();
    });
    return Promise.race([work, cancelled]);
  }

  request(): void {
    const now = this.#now();
    if (this.#first === undefined) this.#first = now;
    else if (this.#insisted || now - this.#first < SAME_REQUEST_MS) return;
    else this.#insisted = true;
    for (const tell of this.#told) tell(this);
  }
}
