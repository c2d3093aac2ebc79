import { html, type Html } from '@naru/html';

/** What one row of a forest plot shows. */
export interface Range {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** A line that the interval has to stay right of, as minus a margin; null: none but 0. */
  readonly limit: number | null;
}

const WIDTH = 220;
const HEIGHT = 30;
const MIDDLE = WIDTH / 2;
const HALF = MIDDLE - 8;
const ROOM = 1.1;

/**
 * An interval on a scale of its own, with 0 in the middle: in a column of them the zeros stand below one another. The
 * figures stand beside it, so that it says nothing to a screen reader.
 */
export function forestRow({ estimate, low, high, limit }: Range): Html {
  const reach = ROOM * Math.max(Math.abs(low), Math.abs(high), Math.abs(limit ?? 0)) || 1;
  const x = (value: number): string => (MIDDLE + (HALF * value) / reach).toFixed(1);
  const y = HEIGHT / 2;
  const kind = low > 0 ? 'up' : high < 0 ? 'down' : 'even';
  const margin =
    limit === null ? html`` : html`<line class="limit" x1="${x(limit)}" x2="${x(limit)}" y1="3" y2="${HEIGHT - 3}" />`;
  return html`<svg class="forest ${kind}" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true" focusable="false">
    <line class="zero" x1="${MIDDLE}" x2="${MIDDLE}" y1="0" y2="${HEIGHT}" />
    ${margin}
    <line class="range" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}" />
    <line class="range" x1="${x(low)}" x2="${x(low)}" y1="${y - 4}" y2="${y + 4}" />
    <line class="range" x1="${x(high)}" x2="${x(high)}" y1="${y - 4}" y2="${y + 4}" />
    <rect class="estimate" x="${(Number(x(estimate)) - 4).toFixed(1)}" y="${y - 4}" width="8" height="8" />
  </svg>`;
}
