// Owns the rate of an upload and the time it still needs, from what was sent in the last seconds.

const WINDOW_MS = 8000;
const LEAST_MS = 400;

export interface Pace {
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

export class UploadPace {
  private samples: (readonly [at: number, sent: number])[] = [];

  /** After a pause, the time in between says nothing. */
  restart(): void {
    this.samples = [];
  }

  take(at: number, sent: number, size: number): Pace {
    this.samples.push([at, sent]);
    while (this.samples.length > 2 && at - (this.samples[0]?.[0] ?? at) > WINDOW_MS) this.samples.shift();
    const [firstAt, firstSent] = this.samples[0] ?? [at, sent];
    if (at - firstAt < LEAST_MS || sent <= firstSent) return { perSecond: null, secondsLeft: null };
    const perSecond = ((sent - firstSent) * 1000) / (at - firstAt);
    return { perSecond, secondsLeft: (size - sent) / perSecond };
  }
}
