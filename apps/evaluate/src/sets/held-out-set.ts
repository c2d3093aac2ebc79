import type { HeldOutItem } from '../measures/measure.ts';
import type { Row } from './held-out.ts';

/** What the rows are called among the sets. */
export const HELD_OUT = 'held-out';

/** The row as an item: measured by its likelihood. */
export function heldOutItem({ id, messages }: Row): HeldOutItem {
  return { kind: 'held-out', id, prompt: messages.findLast(({ role }) => role === 'user')?.content ?? '' };
}
