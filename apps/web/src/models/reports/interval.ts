// Owns where an interval stands on a line whose middle is no difference. Does not know what was measured.

export interface Placed {
  /** 0 to 100; 50 is no difference. */
  readonly low: number;
  readonly high: number;
  readonly point: number | null;
}

const MARGIN = 1.15;

/** Both sides as wide, so that the middle is always no difference. @param reach the farthest that has to fit */
export function placed(low: number, high: number, point: number | null, reach: number | null = null): Placed {
  const farthest = Math.max(Math.abs(low), Math.abs(high), Math.abs(point ?? 0), reach ?? 0) * MARGIN || 1;
  const at = (value: number): number => 50 + (50 * value) / farthest;
  return { low: at(low), high: at(high), point: point === null ? null : at(point) };
}

/** What an interval says by itself: all of it above no difference, all below, or neither. */
export function sideOf(low: number, high: number): 'gain' | 'loss' | 'open' {
  if (low > 0) return 'gain';
  return high < 0 ? 'loss' : 'open';
}
