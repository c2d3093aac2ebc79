import { diffWordsWithSpace } from 'diff';

import { html, type Html } from '@naru/html';

// Words that differ beyond this are another answer, and marking each of them helps nobody.
const MOST_EDITS = 400;

/** Two answers with the words marked that only one of them has; unmarked where they have little in common. */
export function wordDiff(before: string, after: string): Readonly<Record<'before' | 'after', Html>> {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS });
  const kept = parts?.reduce(
    (sum, { added, removed, value }) => (added || removed ? sum : sum + value.trim().length),
    0,
  );
  if (parts === undefined || kept === 0) return { before: html`${before}`, after: html`${after}` };
  return {
    before: html`${parts.flatMap(({ added, removed, value }) => (added ? [] : [removed ? html`<del>${value}</del>` : html`${value}`]))}`,
    after: html`${parts.flatMap(({ added, removed, value }) => (removed ? [] : [added ? html`<ins>${value}</ins>` : html`${value}`]))}`,
  };
}
