import type { ComparedMeasure, EvaluatedItem, EvaluationReport } from '@naru/contracts';
import { html, percent, type Html } from '@naru/html';

import { difference, digits } from './figures.ts';
import { gainsOf } from './paired.ts';

const BINS_EACH_SIDE = 10;
const WIDTH = 320;
const HEIGHT = 90;
const BAR = WIDTH / (2 * BINS_EACH_SIDE + 1);
const GAP = 2;

/** How the differences of single items are spread: a mean can hide that half went up and half went down. */
export function distributionsSection({ measures }: EvaluationReport, items: readonly EvaluatedItem[]): Html {
  const drawn = measures.flatMap((measure) => {
    const gains = gainsOf(measure, items).map(({ gain }) => gain);
    return gains.length === 0 ? [] : [{ measure, gains }];
  });
  const deciding = drawn.filter(({ measure }) => measure.role !== 'shown');
  const others = drawn.filter(({ measure }) => measure.role === 'shown');
  return html`<section id="items">
    <h2>Item by item</h2>
    <p class="sub">How many items gained or lost how much. The bar in the middle are those that did not change.</p>
    ${drawn.length === 0 ? html`<p>No item has a number for both.</p>` : html`<div class="grid">${deciding.map(distribution)}</div>`}
    ${
      others.length === 0
        ? html``
        : html`<details>
            <summary>Measures that do not decide</summary>
            <div class="grid">${others.map(distribution)}</div>
          </details>`
    }
  </section>`;
}

function distribution({ measure, gains }: { measure: ComparedMeasure; gains: readonly number[] }): Html {
  const better = gains.filter((gain) => gain > 0).length;
  const worse = gains.filter((gain) => gain < 0).length;
  const reach = Math.max(...gains.map(Math.abs));
  const told = `${better} better, ${gains.length - better - worse} the same, ${worse} worse`;
  return html`<figure class="distribution">
    <figcaption><b>${measure.title}</b><span>${told}</span></figcaption>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${measure.title}: ${told}">
      ${bars(binned(gains, reach))}
    </svg>
    <div class="ends" aria-hidden="true">
      <span>${reach === 0 ? '' : difference(-reach, measure)}</span><span>0</span
      ><span>${reach === 0 ? '' : difference(reach, measure)}</span>
    </div>
    <p class="note">${percent(better, gains.length)} of ${digits(gains.length)} items gained.</p>
  </figure>`;
}

/** Counts from the largest loss to the largest gain; the middle one holds exact zeros and nothing else. */
function binned(gains: readonly number[], reach: number): number[] {
  const counts = Array.from({ length: 2 * BINS_EACH_SIDE + 1 }, () => 0);
  for (const gain of gains) {
    const steps =
      gain === 0 ? 0 : Math.min(BINS_EACH_SIDE, Math.max(1, Math.ceil((BINS_EACH_SIDE * Math.abs(gain)) / reach)));
    const at = BINS_EACH_SIDE + Math.sign(gain) * steps;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

function bars(counts: readonly number[]): Html[] {
  const most = Math.max(1, ...counts);
  return counts.map((count, at) => {
    const height = count === 0 ? 0 : Math.max(2, ((HEIGHT - 4) * count) / most);
    const kind = at === BINS_EACH_SIDE ? 'same' : at < BINS_EACH_SIDE ? 'down' : 'up';
    return html`<rect
      class="${kind}"
      x="${(at * BAR + GAP / 2).toFixed(1)}"
      y="${(HEIGHT - height).toFixed(1)}"
      width="${(BAR - GAP).toFixed(1)}"
      height="${height.toFixed(1)}"
      ><title>${count}</title></rect
    >`;
  });
}
