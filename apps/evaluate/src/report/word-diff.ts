import { html, type Html } from '@naru/html';
import { diffArrays } from 'diff';

// Beyond this many edits, or with less than this in common, it is another answer: marking all of it helps nobody.
const MOST_EDITS = 600;
const LEAST_IN_COMMON = 0.15;

/** Two answers with the words marked that only one of them has; unmarked where they have little in common. */
export function wordDiff(before: string, after: string): Readonly<Record<'before' | 'after', Html>> {
  const parts = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: MOST_EDITS });
  const inCommon = parts?.filter(({ added, removed }) => !added && !removed).flatMap(({ value }) => value);
  const most = Math.max(lettersIn(wordsOf(before)), lettersIn(wordsOf(after)));
  if (parts === undefined || lettersIn(inCommon ?? []) < LEAST_IN_COMMON * most) {
    return { before: html`${before}`, after: html`${after}` };
  }
  return {
    before: html`${parts.flatMap(({ added, removed, value }) => (added ? [] : [marked('del', removed, value)]))}`,
    after: html`${parts.flatMap(({ added, removed, value }) => (removed ? [] : [marked('ins', added, value)]))}`,
  };
}

/** Words, the spaces between them, and each other sign; a Korean word keeps its particle. */
const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu) ?? [];

const lettersIn = (words: readonly string[]): number =>
  words.reduce((sum, word) => (/[\p{L}\p{N}]/u.test(word) ? sum + word.length : sum), 0);

function marked(kind: 'del' | 'ins', isMarked: boolean, value: readonly string[]): Html {
  const text = value.join('');
  if (!isMarked) return html`${text}`;
  return kind === 'del' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;
}
