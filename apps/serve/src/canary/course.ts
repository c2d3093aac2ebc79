export interface BoundsAt {
  readonly at: string;
  readonly low: number;
  readonly high: number;
}

interface Point {
  readonly atMs: number;
  readonly low: number;
  readonly high: number;
}

const MOST = 100;

/** How bounds went: the times at which they changed, thinned out evenly where there are many. */
export class Course {
  #points: Point[] = [];
  #last: Point | undefined;
  #every = 1;
  #changes = 0;

  add({ low, high }: Omit<Point, 'atMs'>, atMs: number): void {
    if (this.#last?.low === low && this.#last.high === high) return;
    this.#last = { atMs, low, high };
    if (this.#changes % this.#every === 0) this.#points.push(this.#last);
    this.#changes += 1;
    if (this.#points.length < MOST) return;
    this.#points = this.#points.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  get history(): BoundsAt[] {
    const last = this.#last;
    const points = last === undefined || this.#points.at(-1) === last ? this.#points : [...this.#points, last];
    return points.map(({ atMs, low, high }) => ({ at: new Date(atMs).toISOString(), low, high }));
  }
}
