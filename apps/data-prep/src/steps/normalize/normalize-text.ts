import { partsOf } from '@naru/language';
import { removeControls, removeInvisible } from './invisible.ts';
import { isPlain } from './is-plain.ts';
import { cleanMarkup, speaksOfMarkup } from './markup.ts';
import { repairMojibake } from './mojibake.ts';
import type { NormalizeParameters } from './parameters.ts';
import { tidyWhiteSpace, type Place } from './white-space.ts';

/** What can be wrong with a text; the keys of the step's counts. */
export type Kind = 'mojibake' | 'control' | 'invisible' | 'markup' | 'white-space' | 'nfc';

/** Places changed, by kind; for `nfc`, stretches of prose. */
export type Counts = Partial<Record<Kind, number>>;

// What is uncovered by one pass (a fence behind a byte-order mark, an entity of an entity) is settled by the next. A
// text that needs more was made to; it is left as it is then.
const PASSES = 16;

/** The text with its prose normalized. Code, with its fences and backticks, keeps every byte. */
export function normalizeText(text: string, parameters: NormalizeParameters, counts: Counts): string {
  if (isPlain(text)) return text;
  let before = text;
  for (let pass = 0; pass < PASSES; pass++) {
    const after = onePass(before, parameters, counts);
    if (after === before) return after;
    before = after;
  }
  return before;
}

function onePass(text: string, parameters: NormalizeParameters, counts: Counts): string {
  const markup = parameters.markup && !speaksOfMarkup(text);
  let result = '';
  for (const part of partsOf(text)) {
    const piece = text.slice(part.start, part.end);
    const place = { first: part.start === 0, last: part.end === text.length };
    result += part.kind === 'prose' ? normalizeProse(piece, place, { ...parameters, markup }, counts) : piece;
  }
  return result;
}

function normalizeProse(piece: string, place: Place, parameters: NormalizeParameters, counts: Counts): string {
  let text = piece;
  const apply = (kind: Kind, changed: { text: string; places: number }): void => {
    if (changed.places === 0) return;
    text = changed.text;
    counts[kind] = (counts[kind] ?? 0) + changed.places;
  };
  // Mojibake first: its bytes look like control characters, soft hyphens and no-break spaces.
  if (parameters.mojibake) apply('mojibake', repairMojibake(text));
  if (parameters.invisible) {
    apply('control', removeControls(text));
    apply('invisible', removeInvisible(text));
  }
  if (parameters.markup) apply('markup', cleanMarkup(text));
  if (parameters.whiteSpace) apply('white-space', tidyWhiteSpace(text, place));
  if (parameters.nfc) {
    const composed = text.normalize('NFC');
    apply('nfc', { text: composed, places: composed === text ? 0 : 1 });
  }
  return text;
}
